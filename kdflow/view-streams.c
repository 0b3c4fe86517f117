// SPDX-License-Identifier: GPL-2.0-or-later
/* kdflow view of a session: one tree for each task and remote section. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "json.h"
#include "view.h"

/**
 * struct lines - the lines of a stream that are selected
 * @shown: one for each boundary
 * @count: their number
 * @alloc: room
 */
struct lines {
	bool *shown;
	size_t count;
	size_t alloc;
};

static bool is_module(const struct view *v, const struct kdf_walk *walk)
{
	const struct kdf_function *func = walk->function;

	return walk->boundary.has_site && !strcmp(func ? func->module : "?", v->only);
}

static int lines_add(struct lines *l, bool shown)
{
	if (l->count == l->alloc) {
		size_t alloc = l->alloc ? l->alloc * 2 : 4096;
		bool *p = reallocarray(l->shown, alloc, sizeof(*p));

		if (!p)
			return -ENOMEM;
		l->shown = p;
		l->alloc = alloc;
	}
	l->shown[l->count++] = shown;
	return 0;
}

/* Selects lines by module; *@hits of them. Errors are told when the lines are shown. */
static int select_lines(struct view *v, size_t stream, struct lines *l, size_t *hits)
{
	struct kdf_error err;
	struct kdf_walk walk;
	int ret = 0;

	*hits = 0;
	kdf_walk_begin_stream(&walk, &v->trace, stream);
	while (!ret && kdf_walk_next(&walk, &err) > 0) {
		bool hit = is_module(v, &walk);

		*hits += hit;
		ret = lines_add(l, hit);
	}
	kdf_walk_end(&walk);
	if (!ret && *hits)
		ret = view_add_context(l->shown, l->count, v->context);
	return ret ? complain("%s: %s", v->trace.path, strerror(ENOMEM)) : 0;
}

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
	if (chunk->context)
		fprintf(v->format.out, "remote 0x%llx in ", (unsigned long long)chunk->context);
	fprintf(v->format.out, "task %u (", chunk->tid);
	put_comm(v->format.out, chunk);
	fputs(")\n", v->format.out);
}

/* The level of indentation: all open calls, or those of them whose entry is shown. */
static unsigned int level(const struct view *v, const struct kdf_walk *walk)
{
	const struct kdf_boundary *b = &walk->boundary;
	unsigned int depth = 0;

	if (!v->only)
		return b->depth;
	/* An entry is open already, around what is in it and not around itself. */
	for (size_t i = 0; i < walk->nest.count; i++)
		depth += walk->nest.frames[i].mark && &walk->nest.frames[i] != b->frame;
	return depth;
}

static void print_line(struct view *v, const struct kdf_walk *walk)
{
	if (v->json)
		json_boundary(&v->format, walk);
	else if (v->raw)
		format_boundary_raw(&v->format, walk);
	else
		format_boundary(&v->format, walk, level(v, walk));
}

/* That a recording begins goes without saying where the stream begins. */
static bool is_silent(const struct view *v, const struct kdf_walk *walk)
{
	return !v->raw && !v->json && walk->boundary.type == KDF_B_ENABLE && walk->fresh;
}

static int print_stream(struct view *v, size_t stream, const struct lines *l)
{
	const bool *shown = v->only ? l->shown : NULL;
	struct kdf_walk walk;
	struct kdf_error err;
	bool begun = false;
	int ret;

	kdf_walk_begin_stream(&walk, &v->trace, stream);
	for (size_t i = 0; (ret = kdf_walk_next(&walk, &err)) > 0; i++) {
		if ((shown && !shown[i]) || is_silent(v, &walk))
			continue;
		if (walk.boundary.type == KDF_B_ENTRY && walk.boundary.frame)
			walk.boundary.frame->mark = true;
		view_separate(v, shown, i, &begun);
		print_line(v, &walk);
	}
	kdf_walk_end(&walk);
	if (!ret)
		return EXIT_SUCCESS;
	v->damaged = true;
	return complain("%s; the rest of this task is not shown", err.text);
}

/* Selects and prints; *@any is set once a line was. */
static int show_stream(struct view *v, size_t stream, bool *any)
{
	struct lines lines = { 0 };
	size_t hits = 1;
	int status = 0;

	if (v->only)
		status = select_lines(v, stream, &lines, &hits);
	if (!status && hits) {
		if (v->json || (v->trace.nstreams > 1 && !v->raw))
			print_heading(v, stream, !*any);
		*any = true;
		status = print_stream(v, stream, &lines);
	}
	free(lines.shown);
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

	if (v->json)
		json_begin(&v->format);
	for (size_t i = 0; i < v->trace.nstreams; i++) {
		if (show_stream(v, i, &any))
			status = EXIT_FAILURE;
	}
	if (v->json)
		json_end(&v->format, !v->damaged);
	if (v->only && !any)
		return view_no_module(v, next_module);
	return status;
}
