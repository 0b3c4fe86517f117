// SPDX-License-Identifier: GPL-2.0-or-later
/* kdflow view: show a trace. */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "around.h"
#include "cmd.h"
#include "pager.h"
#include "view.h"

enum { OPT_RAW = 256, OPT_FIELDS, OPT_JSON, OPT_NO_PAGER };

static const struct option options[] = {
	{ "raw", no_argument, NULL, OPT_RAW },
	{ "json", no_argument, NULL, OPT_JSON },
	SELECT_OPTIONS,
	{ "addresses", no_argument, NULL, 'a' },
	{ "fields", required_argument, NULL, OPT_FIELDS },
	{ "no-pager", no_argument, NULL, OPT_NO_PAGER },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

/* The user asked for what is not there: tell what is. */
int view_nothing(const struct view *v, const char *(*next)(const struct view *v, size_t i))
{
	const char *seen[16] = { 0 }, *module;
	struct kdf_text text = { 0 };
	size_t n = 0, i;

	for (size_t s = 0; n < 16 && (module = next(v, s)); s++) {
		for (i = 0; i < n && strcmp(seen[i], module);)
			i++;
		if (i < n)
			continue;
		seen[n++] = module;
		kdf_text_add(&text, " %s", module);
	}
	complain("%s: no call is selected; modules in the trace:%s%s", v->trace.path,
		 text.str ? text.str : " none", n == 16 ? " ..." : "");
	kdf_text_free(&text);
	return EXIT_FAILURE;
}

static void complain_damage(const struct view *v)
{
	if (v->trace.session)
		complain("%s: shown are %zu chunks of records in %u whole blocks (%llu bytes)",
			 v->trace.path, v->trace.nchunks, v->trace.blocks,
			 (unsigned long long)v->trace.bytes);
	else
		complain("%s: shown are %u records of %u calls in %u whole blocks (%llu bytes)",
			 v->trace.path, v->calls.records, v->calls.calls, v->trace.blocks,
			 (unsigned long long)v->trace.bytes);
}

static int show(struct view *v, const char *path)
{
	struct kdf_error err;
	int status = EXIT_SUCCESS, flushed;

	if (kdf_trace_read(&v->trace, path, &err)) {
		v->damaged = true;
		status = complain("%s", err.text);
		if (!v->trace.blocks)
			return status;
	}
	if (kdf_calls_build(&v->calls, &v->trace.stream, &err)) {
		v->damaged = true;
		status = complain("%s", err.text);
	}
	if (v->damaged)
		complain_damage(v);
	if ((v->json || v->select.where.text) && !v->trace.session)
		return complain("%s: is a trace of the RFC's device; %s needs one of a session",
				v->trace.path, v->json ? "--json" : "--where");
	if (v->trace.session ? view_streams(v) : view_calls(v))
		status = EXIT_FAILURE;
	if (!v->json)
		put_losses(&v->format, v->damaged);
	flushed = finish_output(v->format.out);
	return status ? status : flushed;
}

static int parse_option(struct view *v, int opt)
{
	uint64_t value;

	switch (opt) {
	case OPT_RAW:
		v->raw = true;
		return 0;
	case OPT_JSON:
		v->json = true;
		return 0;
	case 'a':
		v->format.addresses = true;
		return 0;
	case OPT_FIELDS:
		if (!parse_number(optarg, false, &value) || value > UINT32_MAX)
			return usage("view", "--fields %s: expected a number of fields", optarg);
		v->format.max_fields = value;
		return 0;
	case OPT_NO_PAGER:
		v->no_pager = true;
		return 0;
	default:
		return select_option(&v->select, "view", opt, optarg);
	}
}

static const char help_view[] =
	"usage: kdflow view [OPTION...] FILE\n"
	"\n"
	"Shows the calls in the trace FILE, \"-\" for standard input, one line per entry\n"
	"and return, indented by call depth:\n"
	"\n"
	"  NAME [MODULE](ARGUMENT, ...)       an entry\n"
	"  VALUE = NAME [MODULE]()            a return\n"
	"\n"
	"Arguments and fields have their names where the trace has them, and a return\n"
	"tells which fields have changed: (ARGUMENT->FIELD: OLD -> NEW). A struct is shown\n"
	"as {FIELD, ...} after its address. \"?\" is a value that could not be read.\n"
	"\n"
	"Which calls; all that is given must hold:\n"
	"      --module GLOB    those of modules; \"vmlinux\" for the kernel itself\n"
	"      --function GLOB  those of functions\n"
	"      --task TASK      those of a task: its number, or GLOB for its name\n"
	"      --changed        those that have changed a struct\n"
	"      --errors         those that have returned an error, and the calls around them\n"
	"      --where EXPR     those for which EXPR holds at the exit, see docs/contracts.md\n"
	"  -C, --context N      N lines around those calls as well\n"
	"      --depth N        N levels of calls; those inside are counted\n"
	"\n"
	"How:\n"
	"      --raw            one line per record, with all its fields\n"
	"      --json           JSON lines, see docs/kdflow-view.schema.json\n"
	"  -a, --addresses      show the address of every struct\n"
	"      --fields N       at most N fields of a struct, 0 for all (default: 32)\n"
	"      --no-pager       no pager; on a terminal it is $KDFLOW_PAGER, $PAGER or less\n"
	"  -h, --help           this help\n"
	"\n"
	"Exit status: 0 success, 1 failure (a damaged trace is shown up to the damage),\n"
	"2 wrong usage. No colours with NO_COLOR in the environment.\n";

static int run_view(int argc, char **argv)
{
	struct view v = { .format = { .out = stdout, .max_fields = 32 } };
	pid_t pager;
	int opt, status;

	while ((opt = getopt_long(argc, argv, "C:ah", options, NULL)) != -1) {
		if (opt == 'h')
			return show_help(&command_view);
		status = parse_option(&v, opt);
		if (status)
			return status;
	}
	if (v.raw && v.json)
		return usage("view", "expected either --raw or --json");
	if (argc - optind != 1)
		return usage("view", "expected one FILE");
	status = where_parse(&v.select.where, "view");
	if (status)
		return status;
	signal(SIGPIPE, SIG_IGN);
	v.format.trace = &v.trace;
	v.format.colour = wants_colour();
	pager = v.no_pager ? 0 : pager_begin();
	status = show(&v, argv[optind]);
	where_free(&v.select.where);
	pager_end(pager);
	kdf_calls_free(&v.calls);
	kdf_trace_free(&v.trace);
	return status;
}

const struct command command_view = {
	.name = "view",
	.summary = "show a recorded trace",
	.help = help_view,
	.run = run_view,
};
