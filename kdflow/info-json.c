// SPDX-License-Identifier: GPL-2.0-or-later
/* kdflow info --json. */
#include <inttypes.h>
#include <string.h>

#include "info.h"
#include "json.h"

static void put_task(struct info *info, size_t stream)
{
	const struct kcov_df_chunk *task = info_task(info, stream);
	struct tally t;

	info_tally(info, stream, &t);
	fprintf(info->out, "{\"stream\":%u,\"tid\":%u,\"pid\":%u,\"name\":", task->stream, task->tid,
		task->pid);
	json_string(info->out, task->comm, strnlen(task->comm, sizeof(task->comm)));
	if (task->context)
		fprintf(info->out, ",\"remote\":\"0x%llx\"", (unsigned long long)task->context);
	fprintf(info->out,
		",\"calls\":%" PRIu64 ",\"entries\":%" PRIu64 ",\"exits\":%" PRIu64
		",\"no_exit\":%" PRIu64 ",\"no_entry\":%" PRIu64 ",\"lost_entries\":%" PRIu64
		",\"lost_exits\":%" PRIu64 ",\"missing_chunks\":%" PRIu64 ",\"complete\":%s}",
		tally_calls(&t), t.entries, t.exits, t.no_exit, t.no_entry, t.lost_entries,
		t.lost_exits, t.lost_chunks, t.damaged ? "false" : "true");
}

static void put_session(struct info *info)
{
	const struct kdf_trace *t = &info->trace;
	const struct kcov_df_counters *c = &t->counters;

	fprintf(info->out, ",\"chunks\":%zu,\"functions\":%zu,\"tasks\":[", t->nchunks,
		t->names.count);
	for (size_t i = 0; i < t->nstreams; i++) {
		fputs(i ? "," : "", info->out);
		put_task(info, i);
	}
	fputc(']', info->out);
	if (t->has_stats)
		fprintf(info->out,
			",\"counters\":{\"entries\":%llu,\"exits\":%llu,\"lost_full\":%llu,\"lost_nofault\":%llu,\"overwritten\":%llu,\"lost_tasks\":%llu}",
			c->entries, c->exits, c->lost_full_entries + c->lost_full_exits,
			c->lost_nofault_entries + c->lost_nofault_exits, c->overwritten,
			c->lost_tasks);
}

static void put_rfc(const struct info *info)
{
	const struct kcov_df_stats *s = &info->trace.stats;

	fprintf(info->out, ",\"calls\":%u,\"records\":%u", info->calls.calls, info->calls.records);
	if (info->trace.has_stats)
		fprintf(info->out,
			",\"counters\":{\"recorded\":%llu,\"lost_full\":%llu,\"lost_nofault\":%llu}",
			s->recorded, s->lost_full, s->lost_nofault);
}

void info_json(struct info *info)
{
	const struct kdf_trace *t = &info->trace;

	fprintf(info->out, "{\"schema\":1,\"session\":%s,\"info\":", t->session ? "true" : "false");
	json_info(info->out, t->info);
	fprintf(info->out, ",\"bytes\":%" PRIu64 ",\"blocks\":%u", t->bytes, t->blocks);
	if (t->session)
		put_session(info);
	else
		put_rfc(info);
	/* It is known at the end only. */
	fprintf(info->out, ",\"complete\":%s}\n", info->damaged ? "false" : "true");
}
