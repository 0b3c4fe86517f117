// SPDX-License-Identifier: GPL-2.0-or-later
/* kdflow view of a session: one tree for each task and remote section. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "around.h"
#include "cmd.h"
#include "json.h"
#include "progress.h"
#include "view.h"

/* A task has the name that it had last: most begin with that of who started them. */
static void print_heading(const struct view *v, size_t stream, bool first)
{
	const struct kdf_trace_stream *s = &v->trace.streams[stream];
	const struct kcov_df_chunk *chunk = &v->trace.chunks[s->first + s->count - 1].head;

	if (v->json) {
		json_task(&v->format, chunk);
		return;
	}
	if (!first)
		fputc('\n', v->format.out);
	put_task(&v->format, chunk);
}

static void print_line(struct view *v, const struct selection *sel)
{
	if (v->json)
		json_boundary(&v->format, &sel->walk);
	else if (v->raw)
		format_boundary_raw(&v->format, &sel->walk);
	else
		format_boundary(&v->format, &sel->walk, sel->level);
}

/* What is not shown for being too deep. */
static void print_folded(struct view *v, uint64_t calls)
{
	char text[64];

	if (!calls || v->raw || v->json)
		return;
	snprintf(text, sizeof(text), "# %" PRIu64 " call%s inside", calls, calls == 1 ? "" : "s");
	format_indent(&v->format, v->select.depth);
	format_coloured(&v->format, COLOUR_LOST, text);
	fputc('\n', v->format.out);
}

/* As grep does it: between groups of lines that do not touch. */
static void print_apart(struct view *v, const struct selection *sel)
{
	if (sel->apart && v->select.context && !v->json)
		fputs("--\n", v->format.out);
}

/* That a recording begins goes without saying where the stream begins. */
static bool is_silent(const struct view *v, const struct kdf_walk *walk)
{
	return !v->raw && !v->json && walk->boundary.type == KDF_B_ENABLE && walk->fresh;
}

static int print_stream(struct view *v, struct selection *sel)
{
	struct kdf_error err;
	int ret;

	while ((ret = selection_next(sel, &err)) > 0 && !ferror(v->format.out)) {
		print_folded(v, sel->folded);
		if (is_silent(v, &sel->walk))
			continue;
		print_apart(v, sel);
		print_line(v, sel);
	}
	if (ret >= 0) {
		print_folded(v, ret ? 0 : sel->folded);
		return EXIT_SUCCESS;
	}
	v->damaged = true;
	return complain("%s; the rest of this task is not shown", err.text);
}

/* *@any is set once something was shown. */
static int show_stream(struct view *v, size_t stream, bool *any)
{
	struct selection sel;
	struct kdf_error err;
	int ret, status = EXIT_SUCCESS;

	ret = selection_begin(&sel, &v->select, &v->trace, stream, &err);
	if (ret < 0) {
		status = complain("%s", err.text);
	} else if (ret) {
		if (v->json || (v->trace.nstreams > 1 && !v->raw))
			print_heading(v, stream, !*any);
		*any = true;
		status = print_stream(v, &sel);
	}
	selection_end(&sel);
	return status;
}

static const char *next_module(const struct view *v, size_t i)
{
	return i < v->trace.names.count ? kdf_names_module(&v->trace.names, i) : NULL;
}

int view_streams(struct view *v)
{
	int status = EXIT_SUCCESS;
	bool any = false;

	if (where_begin(&v->select.where, &v->trace))
		return EXIT_FAILURE;
	progress_begin(&v->trace, select_calls(&v->select) ? 2 : 1);
	if (v->json)
		json_begin(&v->format);
	for (size_t i = 0; i < v->trace.nstreams; i++) {
		if (selection_wants(&v->select, &v->trace, i) && show_stream(v, i, &any))
			status = EXIT_FAILURE;
	}
	if (v->json)
		json_end(&v->format, !v->damaged);
	progress_end();
	where_tell_undecided(&v->select.where, &v->trace);
	if (v->select.where.text && !any)
		return complain("%s: no call for which %s holds", v->trace.path, v->select.where.text);
	if ((select_calls(&v->select) || v->select.task) && !any)
		return view_nothing(v, next_module);
	return status;
}
