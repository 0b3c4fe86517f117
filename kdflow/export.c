// SPDX-License-Identifier: GPL-2.0-or-later
/* kdflow export: a trace for other programs. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "export.h"
#include "progress.h"

enum { OPT_FORMAT = 256, OPT_SCHEMA, OPT_FIELDS, OPT_WEIGHT };

static const struct option options[] = {
	SELECT_OPTIONS,
	{ "format", required_argument, NULL, OPT_FORMAT },
	{ "output", required_argument, NULL, 'o' },
	{ "fields", required_argument, NULL, OPT_FIELDS },
	{ "weight", required_argument, NULL, OPT_WEIGHT },
	{ "schema", no_argument, NULL, OPT_SCHEMA },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static const struct exporter *const exporters[] = {
	&export_chrome, &export_csv, &export_folded, &export_html, &export_jsonl, &export_sqlite,
};

const char *export_name(const struct kdf_walk *walk, char buf[static 24])
{
	if (walk->function)
		return walk->function->name;
	if (!walk->boundary.has_site)
		return "?";
	snprintf(buf, 24, "0x%" PRIx64, walk->site);
	return buf;
}

const char *export_module(const struct kdf_walk *walk)
{
	return walk->function ? walk->function->module : "?";
}

static int export_boundaries(struct export *e, struct selection *sel)
{
	const struct exporter *x = e->exporter;
	int ret, status = EXIT_SUCCESS;
	struct kdf_error err;

	while ((ret = selection_next(sel, &err)) > 0 && !ferror(e->format.out)) {
		status = x->boundary(e, sel);
		if (status)
			return status;
	}
	if (ret < 0) {
		e->damaged = true;
		complain("%s; the rest of this task is missing", err.text);
	}
	return status;
}

static int export_stream(struct export *e, size_t stream)
{
	const struct kdf_trace_stream *s = &e->trace.streams[stream];
	struct selection sel;
	struct kdf_error err;
	int ret, status = EXIT_SUCCESS;

	ret = selection_begin(&sel, &e->select, &e->trace, stream, &err);
	if (ret < 0)
		status = complain("%s", err.text);
	/* A task has the name that it had last. */
	if (ret > 0 && e->exporter->task)
		status = e->exporter->task(e, &e->trace.chunks[s->first + s->count - 1].head);
	if (ret > 0 && !status)
		status = export_boundaries(e, &sel);
	if (ret > 0 && !status && e->exporter->task_end)
		status = e->exporter->task_end(e);
	selection_end(&sel);
	return status;
}

static int export_streams(struct export *e)
{
	const struct exporter *x = e->exporter;
	int status = x->begin ? x->begin(e) : EXIT_SUCCESS;

	progress_begin(&e->trace, select_calls(&e->select) ? 2 : 1);
	for (size_t i = 0; i < e->trace.nstreams && !status; i++) {
		if (selection_wants(&e->select, &e->trace, i))
			status = export_stream(e, i);
	}
	progress_end();
	where_tell_undecided(&e->select.where, &e->trace);
	if (!status && x->end)
		status = x->end(e);
	if (x->free)
		x->free(e);
	return status;
}

static int open_output(struct export *e)
{
	if (e->path)
		e->format.out = fopen(e->path, "we");
	return e->format.out ? EXIT_SUCCESS : complain("%s: %s", e->path, strerror(errno));
}

static int close_output(struct export *e)
{
	bool failed = fflush(e->format.out) || ferror(e->format.out);
	int error = errno;

	if (e->path && fclose(e->format.out) && !failed) {
		failed = true;
		error = errno;
	}
	/* Who reads the output has seen enough: no reason to complain. */
	if (!failed || (!e->path && error == EPIPE))
		return EXIT_SUCCESS;
	return complain("%s: %s", e->path ? e->path : "standard output", strerror(error));
}

static int export(struct export *e, const char *path)
{
	int status, closed;

	status = open_trace(&e->trace, "export", path, &e->damaged);
	if (!status)
		status = where_begin(&e->select.where, &e->trace);
	if (!status)
		status = open_output(e);
	if (status)
		return status;
	status = export_streams(e);
	closed = close_output(e);
	return status || closed || e->damaged ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int print_schema(void)
{
	fputs(embed_schema, stdout);
	return fflush(stdout) ? complain("standard output: %s", strerror(errno)) : EXIT_SUCCESS;
}

static int parse_format(struct export *e, const char *name)
{
	for (size_t i = 0; i < sizeof(exporters) / sizeof(exporters[0]); i++) {
		if (!strcmp(name, exporters[i]->name))
			e->exporter = exporters[i];
	}
	return e->exporter ? 0 :
	       usage("export", "--format %s: expected chrome, csv, folded, html, jsonl or sqlite", name);
}

static int parse_option(struct export *e, int opt, bool *fields)
{
	uint64_t value;

	switch (opt) {
	case OPT_FORMAT:
		return parse_format(e, optarg);
	case 'o':
		e->path = optarg;
		return 0;
	case OPT_FIELDS:
		if (!parse_number(optarg, false, &value) || value > UINT32_MAX)
			return usage("export", "--fields %s: expected a number of fields", optarg);
		e->format.max_fields = value;
		*fields = true;
		return 0;
	case OPT_WEIGHT:
		e->weight_records = !strcmp(optarg, "records");
		if (!e->weight_records && strcmp(optarg, "calls"))
			return usage("export", "--weight %s: expected calls or records", optarg);
		return 0;
	default:
		return select_option(&e->select, "export", opt, optarg);
	}
}

static const char help_export[] =
	"usage: kdflow export --format FORMAT [OPTION...] TRACE [-o FILE]\n"
	"       kdflow export --schema\n"
	"\n"
	"Writes the calls in TRACE as FORMAT:\n"
	"\n"
	"  chrome    trace events for Perfetto; the time axis is the order of records\n"
	"  csv       a table with a row for each value\n"
	"  folded    stacks for flame graphs\n"
	"  html      one page for a browser: the call tree, search, what changed\n"
	"  jsonl     JSON lines\n"
	"  sqlite    a database: calls, arguments, members, changes, tasks, functions\n"
	"\n"
	"How:\n"
	"      --format FORMAT  one of these\n"
	"      --schema         print the schema of JSON lines\n"
	"  -o, --output FILE    write to FILE, not to standard output\n"
	"      --fields N       at most N fields of a struct, 0 for all (default: 0, html: 8)\n"
	"      --weight WHAT    of folded stacks: calls (default) or records\n"
	"  -h, --help           this help\n"
	"\n"
	"Which calls, as in kdflow view:\n"
	"      --module GLOB    those of modules\n"
	"      --function GLOB  those of functions\n"
	"      --task TASK      those of a task\n"
	"      --changed        those that have changed a struct\n"
	"      --errors         those that have returned an error, and the calls around them\n"
	"      --where EXPR     those for which EXPR holds at the exit\n"
	"  -C, --context N      N lines around those calls as well\n"
	"      --depth N        N levels of calls\n"
	"\n"
	"Exit status: 0 success, 1 failure (a damaged trace is exported up to the damage),\n"
	"2 wrong usage.\n";

static int run_export(int argc, char **argv)
{
	struct export e = { .format.out = stdout };
	bool fields = false;
	int opt, status;

	while ((opt = getopt_long(argc, argv, "C:o:h", options, NULL)) != -1) {
		if (opt == 'h')
			return show_help(&command_export);
		if (opt == OPT_SCHEMA)
			return print_schema();
		status = parse_option(&e, opt, &fields);
		if (status)
			return status;
	}
	if (!e.exporter)
		return usage("export", "expected --format");
	if (argc - optind != 1)
		return usage("export", "expected one TRACE");
	if (e.exporter == &export_sqlite && !e.path)
		return usage("export", "a database needs a file: -o FILE");
	if (!fields)
		e.format.max_fields = e.exporter->fields;
	status = where_parse(&e.select.where, "export");
	if (status)
		return status;
	signal(SIGPIPE, SIG_IGN);
	e.format.trace = &e.trace;
	status = export(&e, argv[optind]);
	where_free(&e.select.where);
	kdf_trace_free(&e.trace);
	return status;
}

const struct command command_export = {
	.name = "export",
	.summary = "turn a recorded trace into what other programs read",
	.help = help_export,
	.run = run_export,
};
