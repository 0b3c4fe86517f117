// SPDX-License-Identifier: GPL-2.0-or-later
/* Which calls of a session are shown. */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "progress.h"
#include "select.h"

int select_option(struct select *s, const char *command, int opt, const char *arg)
{
	switch (opt) {
	case OPT_MODULE:
		s->module = arg;
		return 0;
	case OPT_FUNCTION:
		s->function = arg;
		return 0;
	case OPT_TASK:
		s->task = arg;
		return 0;
	case OPT_CHANGED:
		s->changed = true;
		return 0;
	case OPT_ERRORS:
		s->errors = true;
		return 0;
	case OPT_WHERE:
		s->where.text = arg;
		return 0;
	case OPT_DEPTH:
		if (!parse_number(arg, false, &s->depth) || !s->depth)
			return usage(command, "--depth %s: expected a number of levels from 1", arg);
		return 0;
	case 'C':
		if (!parse_number(arg, false, &s->context) || s->context > UINT32_MAX)
			return usage(command, "-C %s: expected a number of lines", arg);
		return 0;
	default:
		return usage(command, "unknown or incomplete option");
	}
}

static bool matches(const char *pattern, const char *name)
{
	return !pattern || !fnmatch(pattern, name, 0);
}

bool select_name(const struct select *s, const char *function, const char *module)
{
	return matches(s->function, function) && matches(s->module, module);
}

/* A task has several names in its time: it is execve() that changes them. */
bool selection_wants(const struct select *s, const struct kdf_trace *trace, size_t stream)
{
	const struct kdf_trace_stream *st = &trace->streams[stream];
	uint64_t tid;

	if (!s->task)
		return true;
	if (parse_number(s->task, false, &tid))
		return trace->chunks[st->first].head.tid == tid;
	for (size_t i = 0; i < st->count; i++) {
		const struct kcov_df_chunk *head = &trace->chunks[st->first + i].head;
		char comm[sizeof(head->comm) + 1] = "";

		memcpy(comm, head->comm, sizeof(head->comm));
		if (matches(s->task, comm))
			return true;
	}
	return false;
}

static bool has_changed(struct kdf_names *names, const struct kdf_walk *walk)
{
	struct kdf_changes changes;
	struct kdf_change change;

	kdf_changes_begin(&changes, names, walk->function, &walk->boundary);
	while (kdf_changes_next(&changes, &change)) {
		if (change.compared || walk->boundary.only_changed)
			return true;
	}
	return false;
}

static bool has_failed(const struct kdf_walk *walk)
{
	struct kdf_argument ret;

	return kdf_return(walk->function, &walk->boundary, &ret) && kdf_argument_error(&ret);
}

/* Is the call wanted, as far as this boundary of it tells? */
static bool is_wanted(struct selection *sel)
{
	const struct kdf_walk *walk = &sel->walk;
	const struct kdf_function *func = walk->function;
	struct select *s = sel->select;

	if ((s->function || s->module) &&
	    !(walk->boundary.has_site &&
	      select_name(s, func ? func->name : "?", func ? func->module : "?")))
		return false;
	return (!s->changed || has_changed(&sel->trace->names, walk)) &&
	       (!s->errors || has_failed(walk)) && (!s->where.text || where_holds(&s->where, walk));
}

static bool get_bit(const struct selection *sel, size_t i)
{
	return sel->bits[i / 8] >> i % 8 & 1;
}

static void set_bit(struct selection *sel, size_t i)
{
	sel->bits[i / 8] |= 1 << i % 8;
}

/* Room for one more boundary, which is not selected. */
static bool add_bit(struct selection *sel)
{
	if (sel->count / 8 == sel->alloc) {
		size_t alloc = sel->alloc ? sel->alloc * 2 : 4096;
		uint8_t *p = realloc(sel->bits, alloc);

		/* A frame has 32 bits to say which boundary its entry is. */
		if (!p || sel->count > UINT32_MAX / 2)
			return false;
		memset(p + sel->alloc, 0, alloc - sel->alloc);
		sel->bits = p;
		sel->alloc = alloc;
	}
	sel->count++;
	return true;
}

/* The calls around an error are the path that it may take. All around one that is selected are, too. */
static void select_callers(struct selection *sel)
{
	const struct kdf_nest *nest = &sel->walk.nest;

	for (size_t i = nest->count; i-- && !get_bit(sel, nest->frames[i].mark);)
		set_bit(sel, nest->frames[i].mark);
}

static void select_boundary(struct selection *sel, size_t i)
{
	const struct kdf_boundary *b = &sel->walk.boundary;
	bool is_entry = b->type == KDF_B_ENTRY;
	bool wanted = is_wanted(sel);

	if (is_entry && b->frame)
		b->frame->mark = i;
	if (wanted)
		set_bit(sel, i);
	if (wanted && sel->select->errors)
		select_callers(sel);
	if (is_entry || !b->frame)
		return;
	/* Both halves of a call. */
	if (wanted)
		set_bit(sel, b->frame->mark);
	else if (get_bit(sel, b->frame->mark))
		set_bit(sel, i);
}

static size_t next_hit(const struct selection *sel, size_t i)
{
	while (i < sel->count && !get_bit(sel, i))
		i += sel->bits[i / 8] ? 1 : 8 - i % 8;
	return i < sel->count ? i : SIZE_MAX;
}

/* The first pass. What is wrong with the stream is told in the second. */
static int select_stream(struct selection *sel, size_t stream, struct kdf_error *err)
{
	struct kdf_error later;
	bool memory = true;

	kdf_walk_begin_stream(&sel->walk, sel->trace, stream);
	while (memory && kdf_walk_next(&sel->walk, &later) > 0) {
		progress_at(&sel->walk);
		memory = add_bit(sel);
		if (memory)
			select_boundary(sel, sel->count - 1);
	}
	kdf_walk_end(&sel->walk);
	if (!memory)
		return kdf_fail_sys(err, ENOMEM, "%s", sel->trace->path);
	sel->next = next_hit(sel, 0);
	return sel->next != SIZE_MAX;
}

int selection_begin(struct selection *sel, struct select *s, struct kdf_trace *trace,
		    size_t stream, struct kdf_error *err)
{
	int ret = 1;

	*sel = (struct selection){ .trace = trace, .select = s, .hit = SIZE_MAX };
	if (select_calls(s))
		ret = select_stream(sel, stream, err);
	kdf_walk_begin_stream(&sel->walk, trace, stream);
	return ret;
}

/* Boundary @i is selected, or near one that is. */
static bool is_near(struct selection *sel, size_t i)
{
	uint64_t context = sel->select->context;

	if (!sel->bits)
		return true;
	if (i == sel->next) {
		sel->hit = i;
		sel->next = next_hit(sel, i + 1);
	}
	return (sel->hit != SIZE_MAX && i - sel->hit <= context) ||
	       (sel->next != SIZE_MAX && sel->next - i <= context);
}

/* An entry is open already, around what is in it and not around itself. */
static unsigned int level(const struct selection *sel)
{
	const struct kdf_boundary *b = &sel->walk.boundary;
	const struct kdf_nest *nest = &sel->walk.nest;
	unsigned int n = 0;

	if (!sel->bits)
		return b->depth;
	for (size_t i = 0; i < nest->count; i++)
		n += nest->frames[i].mark && &nest->frames[i] != b->frame;
	return n;
}

/* Too deep to be shown. Losses are shown however deep they are. */
static bool is_folded(struct selection *sel)
{
	const struct kdf_boundary *b = &sel->walk.boundary;
	uint64_t depth = sel->select->depth;

	if (!depth || sel->level < depth)
		return false;
	if (b->type != KDF_B_ENTRY && b->type != KDF_B_EXIT && b->type != KDF_B_NO_EXIT) {
		sel->level = depth;
		return false;
	}
	sel->folded += b->type == KDF_B_ENTRY || (b->type == KDF_B_EXIT && !b->has_entry);
	return true;
}

int selection_next(struct selection *sel, struct kdf_error *err)
{
	struct kdf_walk *walk = &sel->walk;
	int ret;

	sel->folded = 0;
	for (;;) {
		size_t i = sel->pos++;

		ret = kdf_walk_next(walk, err);
		if (ret <= 0)
			return ret;
		progress_at(walk);
		if (!is_near(sel, i))
			continue;
		sel->apart = sel->begun && sel->shown + 1 != i;
		sel->begun = true;
		sel->shown = i;
		sel->level = level(sel);
		if (is_folded(sel))
			continue;
		if (walk->boundary.type == KDF_B_ENTRY && walk->boundary.frame)
			walk->boundary.frame->mark = true;
		return ret;
	}
}

void selection_end(struct selection *sel)
{
	kdf_walk_end(&sel->walk);
	free(sel->bits);
	*sel = (struct selection){ 0 };
}
