// SPDX-License-Identifier: GPL-2.0-or-later
/* kdflow check: does a trace keep its contracts? */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "cmd.h"

enum { OPT_JSON = 256, OPT_FIELDS };

static const struct option options[] = {
	{ "json", no_argument, NULL, OPT_JSON },
	{ "quiet", no_argument, NULL, 'q' },
	{ "number", required_argument, NULL, 'n' },
	{ "fields", required_argument, NULL, OPT_FIELDS },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

const struct kdf_function *check_function(struct kdf_trace *trace, uint64_t site)
{
	const struct kdf_function *func;
	struct kdf_error err;

	return kdf_names_function(&trace->names, site, &func, &err) ? NULL : func;
}

bool check_path(const struct kdf_walk *walk, unsigned int i, struct open_call *call)
{
	const struct kdf_boundary *b = &walk->boundary;
	const struct kdf_frame *frames = walk->nest.frames;
	unsigned int expected = i && i <= b->open ? frames[i - 1].depth + 1 : 0;

	if (i > b->open)
		return false;
	if (i == b->open) {
		*call = (struct open_call){ b->depth > expected, walk->site, walk->function };
		return true;
	}
	call->missing = frames[i].depth > expected;
	call->site = walk->trace->base + (int64_t)frames[i].site;
	call->function = check_function(walk->trace, call->site);
	return true;
}

const char *check_step_function(const struct kdf_contract *c, unsigned int step)
{
	return c->steps[step].target.globs[0];
}

static void report(void *data, const struct kdf_violation *v)
{
	struct checking *c = data;

	if (c->violations++ >= c->limit || c->quiet)
		return;
	if (c->json)
		json_violation(c, v);
	else
		text_violation(c, v);
}

static int no_memory(const struct checking *c)
{
	return complain("%s: %s", c->trace.path, strerror(ENOMEM));
}

static int check_in_order(struct checking *c)
{
	const struct kdf_walk *walk;
	struct kdf_merge merge;
	struct kdf_error err;
	int ret, failed = 0;

	if (kdf_merge_begin(&merge, &c->trace, &err))
		return complain("%s", err.text);
	while (!failed && (ret = kdf_merge_next(&merge, &walk, &err)) != 0) {
		if (ret > 0)
			failed = kdf_check_boundary(&c->check, walk);
		else
			c->damaged = complain("%s; the rest of this task is not checked", err.text);
	}
	kdf_merge_end(&merge);
	return failed ? no_memory(c) : EXIT_SUCCESS;
}

static int check_by_stream(struct checking *c)
{
	struct kdf_walk walk;
	struct kdf_error err;
	int ret, failed = 0;

	kdf_walk_begin(&walk, &c->trace);
	while (!failed && (ret = kdf_walk_next(&walk, &err)) != 0) {
		if (ret > 0)
			failed = kdf_check_boundary(&c->check, &walk);
		else
			c->damaged = complain("%s; the rest of this task is not checked", err.text);
	}
	kdf_walk_end(&walk);
	return failed ? no_memory(c) : EXIT_SUCCESS;
}

static void warn(const struct checking *c)
{
	for (size_t i = 0; i < c->contracts.count && !c->quiet; i++) {
		const struct kdf_contract *contract = &c->contracts.contracts[i];

		if (!contract->functions)
			complain("%s:%u: never applied: no such function in the trace",
				 c->contracts.path, contract->line);
	}
}

static int check_trace(struct checking *c)
{
	struct kdf_error err;
	int status;

	if (kdf_check_begin(&c->check, &c->contracts, &c->trace, report, c, &err))
		return complain("%s", err.text);
	warn(c);
	status = kdf_check_in_order(&c->check) ? check_in_order(c) : check_by_stream(c);
	if (!status && kdf_check_end(&c->check))
		status = no_memory(c);
	if (!status && !c->quiet)
		(c->json ? json_summary : text_summary)(c);
	kdf_check_free(&c->check);
	return status;
}

static int run(struct checking *c, const char *contracts, const char *trace)
{
	struct kdf_error err;
	int status;

	if (kdf_contracts_read(&c->contracts, contracts, &err))
		return complain("%s", err.text);
	if (open_trace(&c->trace, "check", trace, &c->damaged))
		return EXIT_FAILURE;
	status = check_trace(c);
	if (finish_output(c->format.out))
		status = EXIT_FAILURE;
	return status || c->damaged || c->violations ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int parse_option(struct checking *c, int opt)
{
	uint64_t fields;

	switch (opt) {
	case OPT_JSON:
		c->json = true;
		return 0;
	case 'q':
		c->quiet = true;
		return 0;
	case 'n':
		if (!parse_number(optarg, false, &c->limit))
			return usage("check", "-n %s: expected a number of violations", optarg);
		return 0;
	case OPT_FIELDS:
		if (!parse_number(optarg, false, &fields) || fields > UINT32_MAX)
			return usage("check", "--fields %s: expected a number of fields", optarg);
		c->format.max_fields = fields;
		return 0;
	default:
		return usage("check", "unknown or incomplete option");
	}
}

static const char help_check[] =
	"usage: kdflow check [OPTION...] CONTRACTS TRACE\n"
	"\n"
	"Checks every call in TRACE, \"-\" for standard input, against the contracts in a\n"
	"file, one a line, as docs/contracts.md describes them:\n"
	"\n"
	"  FUNCTION: pre EXPRESSION       must hold at each entry\n"
	"  FUNCTION: post EXPRESSION      must hold at each exit\n"
	"  FUNCTION: unchanged PATH       is at the exit what it was at the entry\n"
	"  sequence NAME: STEP -> STEP    the order of what happens to an object\n"
	"\n"
	"  *: pre never IS_ERR(arg)\n"
	"  f: post ret == 0 => p->count == old(p->count) + 1\n"
	"  sequence life: alloc(ret) -> use(p)* -> free(p)\n"
	"\n"
	"      --json           JSON lines, see docs/kdflow-check.schema.json\n"
	"      --fields N       at most N fields of a struct, 0 for all (default: 8)\n"
	"  -n, --number N       print at most N violations (default: 20); all are counted\n"
	"  -q, --quiet          print nothing but errors\n"
	"  -h, --help           this help\n"
	"\n"
	"Exit status: 0 no violation, 1 violations or failure, 2 wrong usage.\n";

static int run_check(int argc, char **argv)
{
	struct checking c = { .format = { .out = stdout, .max_fields = 8 }, .limit = 20 };
	int opt, status;

	while ((opt = getopt_long(argc, argv, "n:qh", options, NULL)) != -1) {
		if (opt == 'h')
			return show_help(&command_check);
		status = parse_option(&c, opt);
		if (status)
			return status;
	}
	if (argc - optind != 2)
		return usage("check", "expected CONTRACTS and TRACE");
	signal(SIGPIPE, SIG_IGN);
	c.format.trace = &c.trace;
	c.format.colour = wants_colour();
	status = run(&c, argv[optind], argv[optind + 1]);
	kdf_contracts_free(&c.contracts);
	kdf_trace_free(&c.trace);
	return status;
}

const struct command command_check = {
	.name = "check",
	.summary = "check a recorded trace against contracts",
	.help = help_check,
	.run = run_check,
};
