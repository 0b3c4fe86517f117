// SPDX-License-Identifier: GPL-2.0-or-later
/* kdflow info: what is in a trace. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "info.h"

const struct kcov_df_chunk *info_task(const struct info *info, size_t stream)
{
	const struct kdf_trace_stream *s = &info->trace.streams[stream];

	return &info->trace.chunks[s->first + s->count - 1].head;
}

static void count(struct tally *t, const struct kdf_boundary *b)
{
	switch (b->type) {
	case KDF_B_ENTRY:
		t->entries++;
		break;
	case KDF_B_EXIT:
		t->exits++;
		t->no_entry += !b->has_entry;
		break;
	case KDF_B_NO_EXIT:
		t->no_exit++;
		break;
	case KDF_B_LOST:
		t->lost_entries += b->lost_entries;
		t->lost_exits += b->lost_exits;
		break;
	case KDF_B_GAP:
		t->lost_chunks += b->lost_chunks;
		break;
	case KDF_B_ENABLE:
		break;
	}
}

void info_tally(struct info *info, size_t stream, struct tally *t)
{
	struct kdf_walk walk;
	struct kdf_error err;
	int ret;

	*t = (struct tally){ 0 };
	kdf_walk_begin_stream(&walk, &info->trace, stream);
	while ((ret = kdf_walk_next(&walk, &err)) > 0)
		count(t, &walk.boundary);
	kdf_walk_end(&walk);
	if (!ret)
		return;
	t->damaged = info->damaged = true;
	complain("%s; the rest of this task is not counted", err.text);
}

/* The file may come from anywhere: nothing in it may reach the terminal as an order. */
static void print_circumstances(const struct info *info)
{
	const char *line = info->trace.info ? info->trace.info : "";

	while (*line) {
		size_t len = strcspn(line, "\n");

		put_printable(info->out, line, len);
		fputc('\n', info->out);
		line += len + (line[len] == '\n');
	}
}

static void print_tally(FILE *out, const struct tally *t)
{
	fprintf(out, "%10" PRIu64 " %10" PRIu64 " %10" PRIu64 " %10" PRIu64 " %8" PRIu64 "  ",
		tally_calls(t), t->no_exit, t->no_entry, t->lost_entries + t->lost_exits,
		t->lost_chunks);
}

static void print_task(const struct info *info, size_t stream, const struct tally *t)
{
	const struct kcov_df_chunk *task = info_task(info, stream);

	fprintf(info->out, "%8u ", task->tid);
	print_tally(info->out, t);
	put_comm(info->out, task);
	if (task->context)
		fprintf(info->out, " (remote 0x%llx)", (unsigned long long)task->context);
	fputs(t->damaged ? " # damaged\n" : "\n", info->out);
}

static void add(struct tally *sum, const struct tally *t)
{
	sum->entries += t->entries;
	sum->exits += t->exits;
	sum->no_exit += t->no_exit;
	sum->no_entry += t->no_entry;
	sum->lost_entries += t->lost_entries;
	sum->lost_exits += t->lost_exits;
	sum->lost_chunks += t->lost_chunks;
}

static void print_tasks(struct info *info)
{
	struct tally sum = { 0 }, t;

	fprintf(info->out, "\n%8s %10s %10s %10s %10s %8s  %s\n", "TASK", "CALLS", "NO EXIT",
		"NO ENTRY", "LOST", "MISSING", "NAME");
	for (size_t i = 0; i < info->trace.nstreams; i++) {
		info_tally(info, i, &t);
		print_task(info, i, &t);
		add(&sum, &t);
	}
	if (info->trace.nstreams == 1)
		return;
	fprintf(info->out, "%8s ", "all");
	print_tally(info->out, &sum);
	fprintf(info->out, "%zu tasks\n", info->trace.nstreams);
}

static void print_losses(const struct info *info)
{
	const struct kdf_trace *t = &info->trace;
	struct kdf_text text = { 0 };

	if (!t->has_stats)
		kdf_text_add(&text, "the trace does not say whether records were lost");
	else if (t->session)
		format_session_losses(&text, &t->counters);
	else
		format_losses(&text, &t->stats, t->stream.count);
	fprintf(info->out, "# %s\n", text.len ? text.str : "nothing lost");
	kdf_text_free(&text);
	if (info->damaged)
		fprintf(info->out, "# the trace is damaged: the rest after %u whole blocks is missing\n",
			t->blocks);
}

static void print(struct info *info)
{
	const struct kdf_trace *t = &info->trace;

	print_circumstances(info);
	if (t->session)
		print_tasks(info);
	else
		fprintf(info->out, "\n%u calls\n", info->calls.calls);
	fprintf(info->out, "\n# %llu bytes in %u blocks", (unsigned long long)t->bytes, t->blocks);
	if (t->session)
		fprintf(info->out, ", %zu chunks, names of %zu functions", t->nchunks,
			t->names.count);
	fputc('\n', info->out);
	print_losses(info);
}

static int show(struct info *info, const char *path)
{
	struct kdf_error err;
	int status;

	if (kdf_trace_read(&info->trace, path, &err)) {
		info->damaged = true;
		complain("%s", err.text);
		if (!info->trace.blocks)
			return EXIT_FAILURE;
	}
	if (kdf_calls_build(&info->calls, &info->trace.stream, &err)) {
		info->damaged = true;
		complain("%s", err.text);
	}
	if (info->json)
		info_json(info);
	else
		print(info);
	status = finish_output(info->out);
	return info->damaged ? EXIT_FAILURE : status;
}

static const char help_info[] =
	"usage: kdflow info [OPTION...] FILE\n"
	"\n"
	"Shows what is in the trace FILE, \"-\" for standard input: how it was made, one\n"
	"KEY=VALUE a line, then for each task:\n"
	"\n"
	"  CALLS      calls of which the entry or the exit was recorded\n"
	"  NO EXIT    calls that have no exit: they had not returned, or never do\n"
	"  NO ENTRY   exits whose entry is not in the trace\n"
	"  LOST       entries and exits that were lost\n"
	"  MISSING    chunks of records that were overwritten, or are missing\n"
	"\n"
	"and what was lost in all, and why.\n"
	"\n"
	"      --json           one JSON object, see docs/kdflow-info.schema.json\n"
	"  -h, --help           this help\n"
	"\n"
	"Exit status: 0 success, 1 failure (a damaged trace is counted up to the damage),\n"
	"2 wrong usage.\n";

static int run_info(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct info info = { .out = stdout };
	int opt, status;

	while ((opt = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (opt == 'h')
			return show_help(&command_info);
		if (opt != 'j')
			return usage("info", "unknown or incomplete option");
		info.json = true;
	}
	if (argc - optind != 1)
		return usage("info", "expected one FILE");
	signal(SIGPIPE, SIG_IGN);
	status = show(&info, argv[optind]);
	kdf_calls_free(&info.calls);
	kdf_trace_free(&info.trace);
	return status;
}

const struct command command_info = {
	.name = "info",
	.summary = "show what is in a trace: how it was made, tasks, losses",
	.help = help_info,
	.run = run_info,
};
