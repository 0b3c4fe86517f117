// SPDX-License-Identifier: GPL-2.0-or-later
/* kdflow infer: what all calls of a function have in common. */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd.h"
#include "infer.h"

enum { OPT_MIN = 256, OPT_FUNCTION, OPT_FIELDS };

static const struct option options[] = {
	{ "min", required_argument, NULL, OPT_MIN },
	{ "function", required_argument, NULL, OPT_FUNCTION },
	{ "module", required_argument, NULL, 'm' },
	{ "fields", no_argument, NULL, OPT_FIELDS },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

/* One trace after the other, so that memory is that of one. */
static int read_traces(struct infer *infer, char **paths, int count)
{
	int status = EXIT_SUCCESS;

	for (int i = 0; i < count; i++) {
		struct kdf_trace trace = { 0 };
		bool damaged = false;
		int failed = open_trace(&trace, "infer", paths[i], &damaged);

		if (!failed)
			failed = infer_trace(infer, &trace, i, &damaged);
		kdf_trace_free(&trace);
		if (failed)
			return failed;
		status = damaged ? EXIT_FAILURE : status;
	}
	return status;
}

static int parse_option(struct infer *infer, int opt)
{
	switch (opt) {
	case OPT_MIN:
		if (!parse_number(optarg, false, &infer->min))
			return usage("infer", "--min %s: expected a number of calls", optarg);
		return 0;
	case OPT_FUNCTION:
		infer->function = optarg;
		return 0;
	case 'm':
		infer->module = optarg;
		return 0;
	case OPT_FIELDS:
		infer->fields = true;
		return 0;
	default:
		return usage("infer", "unknown or incomplete option");
	}
}

static int run_infer(int argc, char **argv)
{
	struct infer infer = { .min = 10 };
	int opt, status;

	while ((opt = getopt_long(argc, argv, "m:h", options, NULL)) != -1) {
		if (opt == 'h')
			return show_help(&command_infer);
		status = parse_option(&infer, opt);
		if (status)
			return status;
	}
	if (argc == optind)
		return usage("infer", "expected a TRACE");
	signal(SIGPIPE, SIG_IGN);
	status = read_traces(&infer, argv + optind, argc - optind);
	infer_print(&infer, stdout);
	infer_functions_free(&infer);
	if (finish_output(stdout))
		status = EXIT_FAILURE;
	return status;
}

static const char help_infer[] =
	"usage: kdflow infer [OPTION...] TRACE...\n"
	"\n"
	"Prints what all calls of a function in the traces have in common, as contracts\n"
	"that \"kdflow check\" reads (docs/contracts.md), each with its support: in how many\n"
	"calls and tasks that was seen.\n"
	"\n"
	"      --min N          only what at least N calls support (default: 10)\n"
	"      --function GLOB  only these functions\n"
	"  -m, --module GLOB    only functions of these modules\n"
	"      --fields         fields of structs at the entry, too\n"
	"  -h, --help           this help\n"
	"\n"
	"Exit status: 0 success, 1 failure (a damaged trace is used up to the damage),\n"
	"2 wrong usage.\n";

const struct command command_infer = {
	.name = "infer",
	.summary = "contracts that recorded traces keep",
	.help = help_infer,
	.run = run_infer,
};
