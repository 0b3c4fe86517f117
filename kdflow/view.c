// SPDX-License-Identifier: GPL-2.0-or-later
/* kdflow view: show a trace. */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "pager.h"
#include "view.h"

enum { OPT_RAW = 256, OPT_FIELDS, OPT_INFO, OPT_JSON, OPT_NO_PAGER };

static const struct option options[] = {
	{ "raw", no_argument, NULL, OPT_RAW },
	{ "json", no_argument, NULL, OPT_JSON },
	SELECT_OPTIONS,
	{ "addresses", no_argument, NULL, 'a' },
	{ "fields", required_argument, NULL, OPT_FIELDS },
	{ "info", no_argument, NULL, OPT_INFO },
	{ "no-pager", no_argument, NULL, OPT_NO_PAGER },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static void print_losses(const struct view *v)
{
	struct kdf_text text = { 0 };

	if (v->trace.has_stats && v->trace.session)
		format_session_losses(&text, &v->trace.counters);
	else if (v->trace.has_stats)
		format_losses(&text, &v->trace.stats, v->trace.stream.count);
	else
		kdf_text_add(&text, "the trace does not say whether records were lost");
	if (text.len)
		fprintf(v->format.out, "# %s\n", text.str);
	kdf_text_free(&text);
	if (v->damaged)
		fprintf(v->format.out,
			"# the trace is damaged: the rest after %u whole blocks is missing\n",
			v->trace.blocks);
}

/* The file may come from anywhere: nothing in it may reach the terminal as an order. */
static void print_info(const struct view *v)
{
	for (const unsigned char *p = (void *)v->trace.info; p && *p; p++)
		fputc(*p == '\n' || (*p >= ' ' && *p != 0x7f) ? *p : '?', v->format.out);
}

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

static int flush(const struct view *v)
{
	if (!fflush(v->format.out) && !ferror(v->format.out))
		return EXIT_SUCCESS;
	/* Who reads the output has seen enough: no reason to complain. */
	if (errno == EPIPE)
		return EXIT_SUCCESS;
	return complain("standard output: %s", strerror(errno));
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
	if (v->json && !v->trace.session)
		return complain("%s: is a trace of the RFC's device; --json needs one of a session", v->trace.path);
	if (v->info)
		print_info(v);
	else if (v->trace.session ? view_streams(v) : view_calls(v))
		status = EXIT_FAILURE;
	if (!v->info && !v->json)
		print_losses(v);
	flushed = flush(v);
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
	case OPT_INFO:
		v->info = true;
		return 0;
	case OPT_NO_PAGER:
		v->no_pager = true;
		return 0;
	default:
		return select_option(&v->select, "view", opt, optarg);
	}
}

static bool wants_colour(void)
{
	const char *no_color = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && !(no_color && *no_color);
}

int cmd_view(int argc, char **argv)
{
	struct view v = { .format = { .out = stdout, .max_fields = 32 } };
	pid_t pager;
	int opt, status;

	while ((opt = getopt_long(argc, argv, "C:ah", options, NULL)) != -1) {
		if (opt == 'h')
			return cmd_help(2, (char *[]){ "help", "view" });
		status = parse_option(&v, opt);
		if (status)
			return status;
	}
	if (v.raw && v.json)
		return usage("view", "expected either --raw or --json");
	if (argc - optind != 1)
		return usage("view", "expected one FILE");
	signal(SIGPIPE, SIG_IGN);
	v.format.trace = &v.trace;
	v.format.colour = wants_colour();
	pager = v.no_pager ? 0 : pager_begin();
	status = show(&v, argv[optind]);
	pager_end(pager);
	kdf_calls_free(&v.calls);
	kdf_trace_free(&v.trace);
	return status;
}
