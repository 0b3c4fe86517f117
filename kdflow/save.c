// SPDX-License-Identifier: GPL-2.0-or-later
/* What the RFC's device has recorded -> the trace file and a summary. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "record.h"

/* What the file will hold, in the order of its blocks. */
struct content {
	struct kdf_text info;
	bool has_stats;
	struct kcov_df_stats stats;
	struct kdf_calls calls;
	struct kdf_stream stream;
};

static int write_trace(struct recording *rec, struct content *c, struct kdf_error *err)
{
	struct kdf_writer *w = &rec->writer;
	size_t named, unnamed;

	if (kdf_writer_begin(w, err) ||
	    kdf_writer_block(w, KDF_BLOCK_INFO, c->info.str, c->info.len, err) ||
	    (c->has_stats && kdf_writer_stats(w, &c->stats, err)) ||
	    kdf_writer_symbols(w, &c->calls, &rec->symbols, &rec->before, &named, &unnamed, err) ||
	    kdf_writer_records(w, &c->stream, err) ||
	    kdf_writer_end(w, err))
		return -err->code;
	if (unnamed && rec->symbols.count)
		complain("warning: %zu of %zu functions have no name in /proc/kallsyms", unnamed,
			 named + unnamed);
	return 0;
}

static void summary(const struct recording *rec, const struct content *c)
{
	struct kdf_text losses = { 0 };

	if (c->has_stats)
		format_losses(&losses, &c->stats, c->stream.count);
	else
		kdf_text_add(&losses, "losses not counted");
	complain("%s: %u records of %u calls, %llu bytes; %s", rec->output, c->calls.records,
		 c->calls.calls, (unsigned long long)rec->writer.bytes,
		 losses.len ? losses.str : "nothing lost");
	kdf_text_free(&losses);
}

int record_save(struct recording *rec)
{
	struct content c = { .stream = kdf_device_stream(&rec->dev) };
	struct kdf_error err;
	int status = EXIT_SUCCESS;

	c.has_stats = !kdf_device_stats(&rec->dev, &c.stats, &err);
	record_describe(rec, &c.info);
	record_describe_end(rec, &c.info);
	if (kdf_calls_build(&c.calls, &c.stream, &err)) {
		/* Save what is good: the part before it. */
		status = complain("%s", err.text);
		c.stream.count = c.calls.words;
	}
	if (c.has_stats && c.stats.recorded != c.calls.records)
		status = complain("the kernel has counted %llu records, the buffer holds %u",
				  (unsigned long long)c.stats.recorded, c.calls.records);
	if (c.info.failed)
		status = complain("%s", strerror(ENOMEM));
	else if (write_trace(rec, &c, &err))
		status = complain("%s", err.text);
	else
		summary(rec, &c);
	kdf_calls_free(&c.calls);
	kdf_text_free(&c.info);
	return status;
}
