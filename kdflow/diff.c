// SPDX-License-Identifier: GPL-2.0-or-later
/* kdflow diff: what is different in two recordings. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "diff.h"

/* As diff has it. */
#define STATUS_DIFFERENT 1
#define STATUS_TROUBLE 2

enum { OPT_CALLS = 256, OPT_IGNORE, OPT_JSON, OPT_NO_MEMBERS };

static const struct option options[] = {
	{ "calls", no_argument, NULL, OPT_CALLS },
	{ "ignore", required_argument, NULL, OPT_IGNORE },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "no-members", no_argument, NULL, OPT_NO_MEMBERS },
	{ "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static const char help_diff[] =
	"usage: kdflow diff [OPTION...] A B\n"
	"\n"
	"Compares the traces A and B: tasks by name and order, calls as trees, and values.\n"
	"Addresses are equal if they are seen first at the same places. First comes a\n"
	"summary, then the differences:\n"
	"\n"
	"    NAME [MODULE](...)                a call around a difference\n"
	"  - NAME [MODULE](ARGUMENT, ...)      a call that only A has\n"
	"  + NAME [MODULE](ARGUMENT, ...)      a call that only B has\n"
	"  ! NAME [MODULE](PLACE: A | B, ...)  values that differ; \"! =\" at the exit\n"
	"\n"
	"      --calls          do not compare values\n"
	"      --no-members     do not compare what is in structs\n"
	"      --ignore GLOB    do not compare places that GLOB matches, as \"file->f_pos\"\n"
	"      --json           JSON lines, see docs/kdflow-diff.schema.json\n"
	"  -q, --quiet          no output\n"
	"  -h, --help           this help\n"
	"\n"
	"Exit status: 0 no difference, 1 differences, 2 trouble (also if a trace is damaged).\n";

static const struct kcov_df_chunk *last_chunk(const struct side *side, size_t stream)
{
	const struct kdf_trace_stream *s = &side->trace.streams[stream];

	return &side->trace.chunks[s->first + s->count - 1].head;
}

/* Tasks by name, and in the order in which they began; remote sections of tasks are others. */
static int name_cmp(const struct kcov_df_chunk *a, const struct kcov_df_chunk *b)
{
	int order = memcmp(a->comm, b->comm, sizeof(a->comm));

	return order ? order : !a->context - !b->context;
}

static int stream_cmp(const void *a, const void *b, void *data)
{
	const size_t *x = a, *y = b;
	const struct side *side = data;
	int order = name_cmp(last_chunk(side, *x), last_chunk(side, *y));

	return order ? order : *x < *y ? -1 : *x > *y;
}

static size_t *sorted_streams(struct side *side)
{
	size_t n = side->trace.nstreams, *streams = calloc(n + 1, sizeof(*streams));

	for (size_t i = 0; streams && i < n; i++)
		streams[i] = i;
	if (streams && n)
		qsort_r(streams, n, sizeof(*streams), stream_cmp, side);
	return streams;
}

/*
 * The first task of a name in A belongs to the first one in B, and so on. Sets for each
 * stream of a side the one of the other + 1, or 0 for none.
 */
static bool pair_streams(struct diff *d, size_t *pairs[2])
{
	size_t *streams[2] = { sorted_streams(&d->side[0]), sorted_streams(&d->side[1]) };
	size_t n[2] = { d->side[0].trace.nstreams, d->side[1].trace.nstreams };
	size_t i = 0, k = 0;
	bool enough;

	while (streams[0] && streams[1] && i < n[0] && k < n[1]) {
		int order = name_cmp(last_chunk(&d->side[0], streams[0][i]),
				     last_chunk(&d->side[1], streams[1][k]));

		if (!order) {
			pairs[0][streams[0][i]] = streams[1][k] + 1;
			pairs[1][streams[1][k]] = streams[0][i] + 1;
		}
		i += order <= 0;
		k += order >= 0;
	}
	enough = streams[0] && streams[1];
	free(streams[0]);
	free(streams[1]);
	return enough;
}

static void compare_tasks(struct diff *d, const size_t streams[2])
{
	for (int k = 0; k < 2; k++) {
		struct side *side = &d->side[k];

		kdf_walk_begin_stream(&side->walk, &side->trace, streams[k]);
		side->ended = side->lost = false;
		d->heading[k] = last_chunk(side, streams[k]);
	}
	d->tasks++;
	d->shown = false;
	compare_streams(d);
	for (int k = 0; k < 2; k++)
		kdf_walk_end(&d->side[k].walk);
}

static void only_task(struct diff *d, int which, size_t stream)
{
	struct side *side = &d->side[which];
	uint64_t calls = 0;
	struct tree *tree;

	kdf_walk_begin_stream(&side->walk, &side->trace, stream);
	while ((tree = tree_read(d, side))) {
		calls += tree->total;
		tree_free(tree);
	}
	kdf_walk_end(&side->walk);
	d->only_tasks[which]++;
	d->only[which] += calls;
	print_only_task(d, which, last_chunk(side, stream), calls);
}

/* Are the kernel's functions that both traces know at the same addresses, KASLR offset removed? */
static bool same_image(const struct diff *d)
{
	const struct kdf_symbols *a = &d->side[0].trace.symbols, *b = &d->side[1].trace.symbols;
	size_t same = 0;

	for (size_t i = 0; i < a->count; i++) {
		const struct kdf_symbol *sym = &a->symbols[i], *other;

		if (strcmp(sym->module, "vmlinux"))
			continue;
		other = kdf_symbols_find(b, sym->addr);
		if (other && (strcmp(sym->name, other->name) || strcmp(sym->module, other->module)))
			return false;
		same += other != NULL;
	}
	return same;
}

static void compare_traces(struct diff *d)
{
	size_t *pairs[2];

	for (int k = 0; k < 2; k++) {
		d->side[k].same_image = same_image(d);
		pairs[k] = calloc(d->side[k].trace.nstreams + 1, sizeof(*pairs[k]));
		d->failed |= !pairs[k];
	}
	d->failed = d->failed || !pair_streams(d, pairs);
	for (size_t i = 0; i < d->side[0].trace.nstreams && !d->failed; i++) {
		if (pairs[0][i])
			compare_tasks(d, (size_t[2]){ i, pairs[0][i] - 1 });
		else
			only_task(d, 0, i);
	}
	for (size_t i = 0; i < d->side[1].trace.nstreams && !d->failed; i++) {
		if (!pairs[1][i])
			only_task(d, 1, i);
	}
	free(pairs[0]);
	free(pairs[1]);
}

/* The differences were collected in a file, to stand behind the summary. */
static int put_details(struct diff *d)
{
	char buf[65536];
	size_t len;

	rewind(d->details);
	while ((len = fread(buf, 1, sizeof(buf), d->details)))
		fwrite(buf, 1, len, stdout);
	return ferror(d->details) ? complain("differences: cannot read a temporary file") : 0;
}

static int print(struct diff *d)
{
	if (fflush(d->details) || ferror(d->details))
		return complain("differences: cannot write a temporary file");
	print_summary(d);
	if (put_details(d))
		return EXIT_FAILURE;
	return finish_output(stdout);
}

static int diff(struct diff *d, char *const paths[2])
{
	d->details = tmpfile();
	if (!d->details)
		return complain("differences: %s", strerror(errno));
	for (int k = 0; k < 2; k++) {
		struct side *side = &d->side[k];
		bool damaged;

		side->format = (struct format){
			.out = d->details,
			.trace = &side->trace,
			.colour = wants_colour(),
			.max_fields = 4,
		};
		if (open_trace(&side->trace, "diff", paths[k], &damaged))
			return EXIT_FAILURE;
		d->damaged |= damaged;
	}
	compare_traces(d);
	if (d->failed || d->identity.failed)
		return complain("differences: %s", strerror(ENOMEM));
	if (!d->quiet && print(d))
		return EXIT_FAILURE;
	return d->damaged;
}

static int parse_option(struct diff *d, int opt)
{
	switch (opt) {
	case OPT_CALLS:
		d->calls_only = true;
		return 0;
	case OPT_IGNORE:
		d->ignore = optarg;
		return 0;
	case OPT_JSON:
		d->json = true;
		return 0;
	case OPT_NO_MEMBERS:
		d->no_members = true;
		return 0;
	case 'q':
		d->quiet = true;
		return 0;
	default:
		return usage("diff", "unknown or incomplete option");
	}
}

static int run_diff(int argc, char **argv)
{
	struct diff d = { 0 };
	int opt, status;

	while ((opt = getopt_long(argc, argv, "qh", options, NULL)) != -1) {
		if (opt == 'h')
			return show_help(&command_diff);
		status = parse_option(&d, opt);
		if (status)
			return status;
	}
	if (argc - optind != 2)
		return usage("diff", "expected two traces");
	signal(SIGPIPE, SIG_IGN);
	status = diff(&d, argv + optind) ? STATUS_TROUBLE : diff_differs(&d) ? STATUS_DIFFERENT : 0;
	if (d.details)
		fclose(d.details);
	identity_free(&d.identity);
	diff_functions_free(&d);
	kdf_trace_free(&d.side[0].trace);
	kdf_trace_free(&d.side[1].trace);
	return status;
}

const struct command command_diff = {
	.name = "diff",
	.summary = "show what is different in two traces",
	.help = help_diff,
	.run = run_diff,
};
