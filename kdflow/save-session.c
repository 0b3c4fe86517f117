// SPDX-License-Identifier: GPL-2.0-or-later
/* The trace file of a session: what comes before and behind the chunks, and the summary. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "collect.h"
#include "record.h"

/* Not before there is something to write: until then, an old file stays as it is. */
static int begin(void *arg)
{
	struct recording *rec = arg;
	struct kdf_text info = { 0 };
	struct kdf_error err = { ENOMEM, "no memory" };
	int status = EXIT_SUCCESS;

	record_describe(rec, &info);
	if (info.failed || kdf_writer_begin(&rec->writer, &err) ||
	    kdf_writer_block(&rec->writer, KDF_BLOCK_INFO, info.str, info.len, &err))
		status = complain("%s", err.text);
	kdf_text_free(&info);
	return status;
}

int record_prepare_session(struct recording *rec)
{
	rec->collector = collector_new(&rec->session, &rec->writer, begin, rec);
	return rec->collector ? EXIT_SUCCESS : complain("%s", strerror(ENOMEM));
}

/* Nobody is recorded any more. */
static void stop(struct recording *rec)
{
	struct kcov_df_counters counters;
	struct kdf_error err;

	if (kdf_session_counters(&rec->session, &counters, &err)) {
		complain("%s", err.text);
		return;
	}
	if (!counters.tasks)
		return;
	complain("note: %u task%s still running; what follows is not recorded", counters.tasks,
		 counters.tasks == 1 ? " is" : "s are");
	record_stop(rec);
}

/* Adds names of functions to the sites that have none, where a symbol tells them. */
static void name_by_symbols(struct recording *rec, const uint64_t *sites, struct kdf_text *text,
			    size_t *unnamed)
{
	struct kdf_error err;

	for (size_t i = 0; i < rec->collector->sites.count; i++) {
		const struct kdf_function *func;
		const struct kdf_symbol *sym;

		if (!kdf_names_function(&rec->names, sites[i], &func, &err) && func)
			continue;
		sym = kdf_symbols_around(&rec->symbols, sites[i]);
		if (!sym)
			continue;
		--*unnamed;
		kdf_text_add(text, "N\t%016" PRIx64 "\tvmlinux\t-\t%s\n", sites[i], sym->name);
	}
}

static size_t count_unnamed(struct recording *rec, const uint64_t *sites)
{
	const struct kdf_function *func;
	struct kdf_error err;
	size_t n = 0;

	for (size_t i = 0; i < rec->collector->sites.count; i++)
		n += kdf_names_function(&rec->names, sites[i], &func, &err) || !func;
	return n;
}

static int write_names(struct recording *rec, struct kdf_error *err)
{
	size_t count = rec->collector->sites.count, unnamed, untyped;
	uint64_t *sites = set_sorted(&rec->collector->sites);
	struct kdf_text text = { 0 };
	struct kdf_error bad;
	int ret;

	if (!sites)
		return kdf_fail_sys(err, ENOMEM, "%s: names", rec->output);
	/* The kernel's file is large: it is opened if it is needed. */
	if (count_unnamed(rec, sites))
		record_vmlinux(rec);
	kdf_names_write(&rec->names, sites, count, &text, &unnamed, &bad);
	if (bad.code)
		complain("warning: %s", bad.text);
	untyped = unnamed;
	name_by_symbols(rec, sites, &text, &unnamed);
	if (unnamed)
		complain("warning: %zu of %zu functions have no name", unnamed, count);
	else if (untyped)
		complain("warning: the arguments of %zu of %zu functions have no names", untyped,
			 count);
	ret = text.failed ? kdf_fail_sys(err, ENOMEM, "%s: names", rec->output) :
			    kdf_writer_text(&rec->writer, KDF_BLOCK_NAMES, text.str, text.len, err);
	kdf_text_free(&text);
	free(sites);
	return ret;
}

static const struct kdf_symbol *find_symbol(const struct recording *rec, uint64_t addr)
{
	const struct kdf_symbol *sym = kdf_symbols_find(&rec->symbols, addr);

	return sym ? sym : kdf_symbols_find(&rec->before, addr);
}

/* The functions whose addresses are among the values. */
static int write_symbols(struct recording *rec, struct kdf_error *err)
{
	const struct set *pointers = &rec->collector->pointers;
	uint64_t *values = set_sorted(pointers);
	struct kdf_text text = { 0 };
	int ret;

	for (size_t i = 0; values && i < pointers->count; i++) {
		uint64_t addr = values[i] - rec->session.buffer.kaslr_offset;
		const struct kdf_symbol *sym = find_symbol(rec, addr);

		if (!sym)
			continue;
		kdf_text_add(&text, "%016" PRIx64 " T %s", addr, sym->name);
		if (strcmp(sym->module, "vmlinux"))
			kdf_text_add(&text, "\t[%s]", sym->module);
		kdf_text_add(&text, "\n");
	}
	ret = !values || text.failed ?
		      kdf_fail_sys(err, ENOMEM, "%s: symbols", rec->output) :
		      kdf_writer_text(&rec->writer, KDF_BLOCK_SYMBOLS, text.str, text.len, err);
	kdf_text_free(&text);
	free(values);
	return ret;
}

static int write_end(struct recording *rec, const struct kcov_df_counters *counters,
		     struct kdf_error *err)
{
	struct kdf_text info = { 0 };
	int ret = 0;

	record_describe_end(rec, &info);
	if (info.len)
		ret = kdf_writer_block(&rec->writer, KDF_BLOCK_INFO, info.str, info.len, err);
	kdf_text_free(&info);
	if (ret || write_names(rec, err) || write_symbols(rec, err) ||
	    kdf_writer_counters(&rec->writer, counters, err))
		return -err->code;
	return kdf_writer_end(&rec->writer, err);
}

static void summary(const struct recording *rec, const struct kcov_df_counters *counters)
{
	const struct collector *c = rec->collector;
	struct kdf_text text = { 0 };

	kdf_text_add(&text, "%s: %" PRIu64 " records of %" PRIu64 " calls", rec->output, c->records,
		     c->entries);
	if (c->streams.count > 1)
		kdf_text_add(&text, " in %zu tasks", c->streams.count);
	kdf_text_add(&text, ", %" PRIu64 " bytes; ", rec->writer.bytes);
	if (counters->lost_full_entries || counters->lost_full_exits ||
	    counters->lost_nofault_entries || counters->lost_nofault_exits ||
	    counters->overwritten || counters->lost_tasks)
		format_session_losses(&text, counters);
	else
		kdf_text_add(&text, "nothing lost");
	complain("%s", text.str ? text.str : strerror(ENOMEM));
	kdf_text_free(&text);
}

/* Nothing is recorded any more: is all of it in the file? */
static int check_count(const struct recording *rec, const struct kcov_df_counters *counters)
{
	const struct collector *c = rec->collector;

	if (counters->tasks || counters->overwritten || c->failed ||
	    counters->entries + counters->exits == c->records)
		return EXIT_SUCCESS;
	return complain("the kernel has counted %llu records, the chunks hold %llu",
			(unsigned long long)(counters->entries + counters->exits),
			(unsigned long long)c->records);
}

int record_save_session(struct recording *rec)
{
	struct kcov_df_counters counters = { 0 };
	struct kdf_error err;
	int status;

	stop(rec);
	collector_finish(rec->collector);
	collector_begin(rec->collector);
	if (kdf_session_counters(&rec->session, &counters, &err))
		complain("%s", err.text);
	status = rec->collector->failed ? EXIT_FAILURE : EXIT_SUCCESS;
	if (check_count(rec, &counters))
		status = EXIT_FAILURE;
	if (rec->writer.fd < 0)
		return EXIT_FAILURE; /* the disk is full, which was told */
	if (write_end(rec, &counters, &err))
		return complain("%s", err.text);
	summary(rec, &counters);
	return status;
}
