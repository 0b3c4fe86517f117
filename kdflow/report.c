// SPDX-License-Identifier: GPL-2.0-or-later
/* kdflow report: what each function was called with. */
#include <fnmatch.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "around.h"
#include "cmd.h"
#include "json.h"
#include "report.h"

/* A table of that many values has some megabytes. */
#define LIMIT_MAX 65536
#define LIMIT 64

enum { OPT_BY = 256, OPT_CSV, OPT_FUNCTION, OPT_JSON, OPT_LIMIT, OPT_NO_VALUES };

static const struct option options[] = {
	{ "by", required_argument, NULL, OPT_BY },
	{ "csv", no_argument, NULL, OPT_CSV },
	{ "function", required_argument, NULL, OPT_FUNCTION },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "limit", required_argument, NULL, OPT_LIMIT },
	{ "no-values", no_argument, NULL, OPT_NO_VALUES },
	{ "sort", required_argument, NULL, 's' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static const char help_report[] =
	"usage: kdflow report [OPTION...] FILE\n"
	"\n"
	"Shows for each function in the trace FILE, \"-\" for standard input, how often it was\n"
	"called, how many calls returned an error, and what its arguments and its return\n"
	"value were: how many different values, the smallest and the largest, the most\n"
	"frequent, the first and the last.\n"
	"\n"
	"      --by WHAT        function (default); or task: one report for each\n"
	"  -s, --sort KEY       calls (default), errors, name or module\n"
	"      --function GLOB  only functions that GLOB matches\n"
	"      --limit N        count N different values, up to 65536 (default: 64); of more,\n"
	"                       what is frequent\n"
	"      --no-values      functions only, without their arguments\n"
	"      --json           JSON lines, see docs/kdflow-report.schema.json\n"
	"      --csv            comma-separated values: a line for each argument\n"
	"  -h, --help           this help\n"
	"\n"
	"Exit status: 0 success, 1 failure (also if the trace is damaged), 2 wrong usage.\n";

const char *report_name(const struct function_report *f)
{
	return f->function ? f->function->name : "?";
}

const char *report_module(const struct function_report *f)
{
	return f->function ? f->function->module : "?";
}

const char *report_column_name(const struct function_report *f, unsigned int i, char buf[static 24])
{
	return i < f->nargs ? kdf_argument_name(f->function, i, buf) : "ret";
}

/* The order of functions. What is equal is in the order of names, and then of addresses. */
static int by_name(const void *a, const void *b)
{
	const struct function_report *x = *(void **)a, *y = *(void **)b;
	int order = strcmp(report_name(x), report_name(y));

	return order ? order : x->site < y->site ? -1 : x->site > y->site;
}

static int by_module(const void *a, const void *b)
{
	const struct function_report *x = *(void **)a, *y = *(void **)b;
	int order = strcmp(report_module(x), report_module(y));

	return order ? order : by_name(a, b);
}

static int by_calls(const void *a, const void *b)
{
	const struct function_report *x = *(void **)a, *y = *(void **)b;

	return x->calls > y->calls ? -1 : x->calls < y->calls ? 1 : by_name(a, b);
}

static int by_errors(const void *a, const void *b)
{
	const struct function_report *x = *(void **)a, *y = *(void **)b;

	return x->errors > y->errors ? -1 : x->errors < y->errors ? 1 : by_calls(a, b);
}

static bool parse_sort(struct report *r, const char *key)
{
	static const struct {
		const char *key;
		int (*compare)(const void *a, const void *b);
	} keys[] = {
		{ "calls", by_calls },
		{ "errors", by_errors },
		{ "name", by_name },
		{ "module", by_module },
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (!strcmp(key, keys[i].key)) {
			r->compare = keys[i].compare;
			return true;
		}
	}
	return false;
}

static void print(struct report *r, struct report_set *set, const struct kcov_df_chunk *task)
{
	static void (*const forms[])(const struct report *r, const struct report_set *set,
				     const struct kcov_df_chunk *task) = {
		[REPORT_TABLE] = table_functions,
		[REPORT_JSON] = json_functions,
		[REPORT_CSV] = csv_functions,
	};

	if (set->count)
		qsort(set->functions, set->count, sizeof(*set->functions), r->compare);
	forms[r->form](r, set, task);
}

/* Only at the first boundary of each site would be enough, but then others had to be remembered. */
static bool is_wanted(const struct report *r, const struct kdf_walk *walk)
{
	if (!r->function)
		return true;
	return walk->function && !fnmatch(r->function, walk->function->name, 0);
}

/* Counts the boundaries of a walk up to its end. */
static int count(struct report *r, struct kdf_walk *walk, struct report_set *set)
{
	struct kdf_error err;
	int ret;

	while ((ret = kdf_walk_next(walk, &err)) != 0) {
		if (ret < 0) {
			complain("%s; the rest of this task is missing", err.text);
			r->damaged = true;
		} else if (is_wanted(r, walk) &&
			   !report_add(set, &r->trace.names, walk, r->limit)) {
			return complain("%s: too many arguments in all functions, or no memory; --function selects some",
					r->trace.path);
		}
	}
	return EXIT_SUCCESS;
}

static int report_all(struct report *r)
{
	struct report_set set = { 0 };
	struct kdf_walk walk;
	int status;

	kdf_walk_begin(&walk, &r->trace);
	walk.values_only = true;
	status = count(r, &walk, &set);
	kdf_walk_end(&walk);
	if (!status)
		print(r, &set, NULL);
	report_free(&set);
	return status;
}

/* Task after task, so that there is one set at a time. */
static int report_tasks(struct report *r)
{
	int status = EXIT_SUCCESS;

	for (size_t i = 0; i < r->trace.nstreams && !status; i++) {
		const struct kdf_trace_stream *s = &r->trace.streams[i];
		struct report_set set = { 0 };
		struct kdf_walk walk;

		kdf_walk_begin_stream(&walk, &r->trace, i);
		walk.values_only = true;
		status = count(r, &walk, &set);
		kdf_walk_end(&walk);
		if (!status && (set.count || set.unknown))
			print(r, &set, &r->trace.chunks[s->first + s->count - 1].head);
		report_free(&set);
	}
	return status;
}

static int report(struct report *r, const char *path)
{
	int status = open_trace(&r->trace, "report", path, &r->damaged), flushed;

	if (status)
		return status;
	if (r->form == REPORT_JSON)
		json_begin(&r->format);
	if (r->form == REPORT_CSV)
		csv_begin(r);
	status = r->by_task ? report_tasks(r) : report_all(r);
	if (r->form == REPORT_JSON)
		json_end(&r->format, !status && !r->damaged);
	if (r->form == REPORT_TABLE)
		put_losses(&r->format, r->damaged);
	flushed = finish_output(r->format.out);
	return status || r->damaged ? EXIT_FAILURE : flushed;
}

static int parse_option(struct report *r, int opt)
{
	uint64_t value;

	switch (opt) {
	case OPT_BY:
		r->by_task = !strcmp(optarg, "task");
		if (!r->by_task && strcmp(optarg, "function"))
			return usage("report", "--by %s: expected function or task", optarg);
		return 0;
	case OPT_CSV:
	case OPT_JSON:
		if (r->form != REPORT_TABLE)
			return usage("report", "expected either --json or --csv");
		r->form = opt == OPT_CSV ? REPORT_CSV : REPORT_JSON;
		return 0;
	case OPT_FUNCTION:
		r->function = optarg;
		return 0;
	case OPT_LIMIT:
		if (!parse_number(optarg, false, &value) || !value || value > LIMIT_MAX)
			return usage("report", "--limit %s: expected a number from 1 to %d", optarg,
				     LIMIT_MAX);
		r->limit = value;
		return 0;
	case OPT_NO_VALUES:
		r->no_values = true;
		return 0;
	case 's':
		if (!parse_sort(r, optarg))
			return usage("report", "--sort %s: expected calls, errors, name or module", optarg);
		return 0;
	default:
		return usage("report", "unknown or incomplete option");
	}
}

static int run_report(int argc, char **argv)
{
	struct report r = { .format = { .out = stdout }, .limit = LIMIT, .compare = by_calls };
	int opt, status;

	while ((opt = getopt_long(argc, argv, "s:h", options, NULL)) != -1) {
		if (opt == 'h')
			return show_help(&command_report);
		status = parse_option(&r, opt);
		if (status)
			return status;
	}
	if (argc - optind != 1)
		return usage("report", "expected one FILE");
	signal(SIGPIPE, SIG_IGN);
	r.format.trace = &r.trace;
	r.format.colour = wants_colour();
	status = report(&r, argv[optind]);
	kdf_trace_free(&r.trace);
	return status;
}

const struct command command_report = {
	.name = "report",
	.summary = "show what each function was called with",
	.help = help_report,
	.run = run_report,
};
