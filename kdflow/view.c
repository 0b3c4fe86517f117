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
#include "format.h"

struct view {
	struct format format;
	struct kdf_trace trace;
	struct kdf_calls calls;
	bool raw;
	bool info;
	const char *only;
	uint64_t context;
	bool damaged;
};

enum { OPT_RAW = 256, OPT_ONLY, OPT_FIELDS, OPT_INFO };

static const struct option options[] = {
	{ "raw", no_argument, NULL, OPT_RAW },
	{ "only", required_argument, NULL, OPT_ONLY },
	{ "context", required_argument, NULL, 'C' },
	{ "addresses", no_argument, NULL, 'a' },
	{ "fields", required_argument, NULL, OPT_FIELDS },
	{ "info", no_argument, NULL, OPT_INFO },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static bool is_module(const struct view *v, uint64_t pc)
{
	const struct kdf_symbol *sym = kdf_symbols_find(&v->trace.symbols, pc);

	return !strcmp(sym ? sym->module : "?", v->only);
}

/*
 * Adds to the shown ones of @n lines those within @context of them: one pass
 * forward and one backward, each carrying on for @context lines after a hit.
 */
static int add_context(bool *shown, size_t n, uint64_t context)
{
	bool *hit = malloc(n + 1);
	uint64_t left = 0;

	if (!hit)
		return -ENOMEM;
	memcpy(hit, shown, n);
	for (size_t i = 0; i < n; i++) {
		left = hit[i] ? context + 1 : left;
		if (left)
			shown[i] = left--;
	}
	left = 0;
	for (size_t i = n; i-- > 0;) {
		left = hit[i] ? context + 1 : left;
		if (left)
			shown[i] = left--;
	}
	free(hit);
	return 0;
}

/* As grep does it: between groups of lines that do not touch. */
static void separate(const struct view *v, const bool *shown, size_t i, bool *begun)
{
	if (shown && v->context && *begun && i && !shown[i - 1])
		fputs("--\n", v->format.out);
	*begun = true;
}

static void print_tree(struct view *v, const bool *shown)
{
	bool begun = false;

	kdf_calls_nest(&v->calls, shown);
	for (uint32_t i = 0; i < v->calls.count; i++) {
		if (shown && !shown[i])
			continue;
		separate(v, shown, i, &begun);
		format_event(&v->format, &v->calls.events[i]);
	}
}

static void print_raw(struct view *v, const bool *shown)
{
	bool begun = false, any = false;
	struct kdf_record rec;
	struct kdf_error err;
	uint32_t seq = 0;
	size_t pos = 0;

	for (uint32_t i = 0; i < v->calls.records; i++) {
		if (kdf_record_next(&v->trace.stream, &pos, &rec, &err) <= 0)
			return;
		if (!shown || shown[i]) {
			separate(v, shown, i, &begun);
			if (any && kdf_record_lost(seq, rec.seq))
				fprintf(v->format.out, "# %u records lost here\n",
					kdf_record_lost(seq, rec.seq));
			format_raw(&v->format, &rec);
		}
		seq = rec.seq;
		any = true;
	}
}

static size_t mark_events(const struct view *v, bool *shown)
{
	size_t hits = 0;

	for (uint32_t i = 0; i < v->calls.count; i++) {
		const struct kdf_event *event = &v->calls.events[i];

		shown[i] = event->type != KDF_LOST && is_module(v, event->pc);
		hits += shown[i];
	}
	return hits;
}

static size_t mark_records(const struct view *v, bool *shown)
{
	struct kdf_record rec;
	struct kdf_error err;
	size_t pos = 0, hits = 0;

	for (uint32_t i = 0; i < v->calls.records; i++) {
		if (kdf_record_next(&v->trace.stream, &pos, &rec, &err) <= 0)
			break;
		shown[i] = is_module(v, rec.pc);
		hits += shown[i];
	}
	return hits;
}

/* The user asked for a module that is not there: tell which are. */
static int no_such_module(const struct view *v)
{
	const char *seen[16] = { 0 };
	struct kdf_text text = { 0 };
	size_t n = 0, i;

	for (size_t s = 0; s < v->trace.symbols.count && n < 16; s++) {
		const char *module = v->trace.symbols.symbols[s].module;

		for (i = 0; i < n && strcmp(seen[i], module);)
			i++;
		if (i < n)
			continue;
		seen[n++] = module;
		kdf_text_add(&text, " %s", module);
	}
	complain("%s: no call of module %s; modules in the trace:%s%s", v->trace.path, v->only,
		 text.str ? text.str : " none", n == 16 ? " ..." : "");
	kdf_text_free(&text);
	return EXIT_FAILURE;
}

static int print_calls(struct view *v)
{
	size_t n = v->raw ? v->calls.records : v->calls.count;
	void (*print)(struct view *v, const bool *shown) = v->raw ? print_raw : print_tree;
	int status = EXIT_SUCCESS;
	bool *shown;

	if (!v->only) {
		print(v, NULL);
		return EXIT_SUCCESS;
	}
	shown = calloc(n + 1, sizeof(*shown));
	if (!shown)
		return complain("%s: %s", v->trace.path, strerror(ENOMEM));
	if (!(v->raw ? mark_records(v, shown) : mark_events(v, shown)))
		status = no_such_module(v);
	else if (add_context(shown, n, v->context))
		status = complain("%s: %s", v->trace.path, strerror(ENOMEM));
	else
		print(v, shown);
	free(shown);
	return status;
}

static void print_losses(const struct view *v)
{
	struct kdf_text text = { 0 };

	if (v->trace.has_stats)
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

static int flush(const struct view *v)
{
	if (!fflush(v->format.out) && !ferror(v->format.out))
		return EXIT_SUCCESS;
	/* Who reads the output has seen enough: no reason to complain. */
	if (errno == EPIPE)
		return EXIT_SUCCESS;
	return complain("standard output: %s", strerror(errno));
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
		complain("%s: shown are %u records of %u calls in %u whole blocks (%llu bytes)",
			 v->trace.path, v->calls.records, v->calls.calls, v->trace.blocks,
			 (unsigned long long)v->trace.bytes);
	if (v->info)
		print_info(v);
	else if (print_calls(v))
		status = EXIT_FAILURE;
	if (!v->info)
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
	case OPT_ONLY:
		v->only = optarg;
		return 0;
	case 'C':
		if (!parse_number(optarg, false, &v->context) || v->context > UINT32_MAX)
			return usage("view", "-C %s: expected a number of lines", optarg);
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
	default:
		return usage("view", "unknown or incomplete option");
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
	int opt, status;

	while ((opt = getopt_long(argc, argv, "C:ah", options, NULL)) != -1) {
		if (opt == 'h')
			return cmd_help(2, (char *[]){ "help", "view" });
		status = parse_option(&v, opt);
		if (status)
			return status;
	}
	if (argc - optind != 1)
		return usage("view", "expected one FILE");
	signal(SIGPIPE, SIG_IGN);
	v.format.trace = &v.trace;
	v.format.colour = wants_colour();
	status = show(&v, argv[optind]);
	kdf_calls_free(&v.calls);
	kdf_trace_free(&v.trace);
	return status;
}
