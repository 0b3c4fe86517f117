// SPDX-License-Identifier: GPL-2.0-or-later
#include "around.h"
#include "cmd.h"

void put_task(const struct format *f, const struct kcov_df_chunk *chunk)
{
	if (chunk->context)
		fprintf(f->out, "remote 0x%llx in ", (unsigned long long)chunk->context);
	fprintf(f->out, "task %u (", chunk->tid);
	put_comm(f->out, chunk);
	fputs(")\n", f->out);
}

void put_losses(const struct format *f, bool damaged)
{
	const struct kdf_trace *trace = f->trace;
	struct kdf_text text = { 0 };

	if (trace->has_stats && trace->session)
		format_session_losses(&text, &trace->counters);
	else if (trace->has_stats)
		format_losses(&text, &trace->stats, trace->stream.count);
	else
		kdf_text_add(&text, "the trace does not say whether records were lost");
	if (text.len)
		fprintf(f->out, "# %s\n", text.str);
	kdf_text_free(&text);
	if (damaged)
		fprintf(f->out, "# the trace is damaged: the rest after %u whole blocks is missing\n",
			trace->blocks);
}
