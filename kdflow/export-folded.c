// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Folded stacks for flame graphs: "TASK;FUNCTION;FUNCTION WEIGHT". Equal stacks
 * are counted together as long as there is room; the format allows that one
 * comes again.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "export.h"

/* Stacks that are counted at once. */
#define NODES_MAX (1U << 18)
/* The hash table is at most half full. */
#define SLOTS (2 * NODES_MAX)
/* The site of what was lost; kernels have no code there. */
#define LOST UINT64_MAX
/*
 * Of a stack; a kernel's has no room for so many. Deeper calls are called from the last of them. A damaged or forged trace
 * can claim 2^16, and each line would be as long as all that is above it.
 */
#define DEPTH_MAX 1024

/* A stack: a function that is called from the stack @parent; 0 is none. */
struct node {
	const char *name;
	uint64_t site;
	uint64_t weight;
	uint32_t parent;
};

struct folded {
	char task[48];
	struct node *nodes;
	uint32_t count;
	uint32_t *slots;
	uint32_t depth;
	uint32_t deeper; /* open calls behind the last of the stack */
	uint32_t stack[DEPTH_MAX];
};

static void put_name(FILE *out, const char *name)
{
	for (; *name; name++)
		fputc(*name == ';' ? ':' : *name, out);
}

static void put_stack(FILE *out, const struct folded *f, uint32_t node)
{
	uint32_t names[DEPTH_MAX + 2], n = 0; /* with that behind the last, and what it lost */
	char buf[24];

	for (; node; node = f->nodes[node].parent)
		names[n++] = node;
	put_name(out, f->task);
	while (n) {
		const struct node *p = &f->nodes[names[--n]];

		fputc(';', out);
		snprintf(buf, sizeof(buf), "0x%" PRIx64, p->site);
		put_name(out, p->name ? p->name : p->site ? buf : "?");
	}
}

/* Prints all stacks and forgets them. */
static void flush(struct export *e)
{
	struct folded *f = e->state;

	for (uint32_t i = 1; i < f->count; i++) {
		if (!f->nodes[i].weight)
			continue;
		put_stack(e->format.out, f, i);
		fprintf(e->format.out, " %" PRIu64 "\n", f->nodes[i].weight);
	}
	f->count = 1;
	memset(f->slots, 0, SLOTS * sizeof(*f->slots));
}

/* There is room for one more. */
static uint32_t find_node(struct folded *f, uint32_t parent, uint64_t site, const char *name)
{
	uint32_t slot = ((site + parent) * 0x9e3779b97f4a7c15ULL) >> 32;

	for (;; slot++) {
		uint32_t n = f->slots[slot %= SLOTS];

		if (!n)
			break;
		if (f->nodes[n].parent == parent && f->nodes[n].site == site)
			return n;
	}
	f->nodes[f->count] = (struct node){ .name = name, .site = site, .parent = parent };
	f->slots[slot] = f->count;
	return f->count++;
}

/* Makes room for one more, and makes the open calls anew if that has made an end to them. */
static void make_room(struct export *e)
{
	struct folded *f = e->state;
	struct node *open;

	if (f->count + f->depth + 1 < NODES_MAX)
		return;
	open = calloc(f->depth + 1, sizeof(*open));
	for (uint32_t i = 0; open && i < f->depth; i++)
		open[i] = f->nodes[f->stack[i]];
	flush(e);
	for (uint32_t i = 0; open && i < f->depth; i++)
		f->stack[i] = find_node(f, i ? f->stack[i - 1] : 0, open[i].site, open[i].name);
	if (!open)
		f->depth = 0;
	free(open);
}

static uint64_t weight(const struct export *e, const struct kdf_boundary *b, bool is_call)
{
	struct kdf_snapshot snap;
	uint64_t n = 1;
	size_t pos = 0;

	if (!e->weight_records)
		return is_call;
	if (b->type == KDF_B_NO_EXIT)
		return 0;
	while (kdf_snapshot_next(b->structs, b->structs_len, &pos, &snap))
		n++;
	return n;
}

static int begin(struct export *e)
{
	struct folded *f = calloc(1, sizeof(*f));

	e->state = f;
	if (f) {
		f->nodes = calloc(NODES_MAX, sizeof(*f->nodes));
		f->slots = calloc(SLOTS, sizeof(*f->slots));
		f->count = 1;
	}
	return f && f->nodes && f->slots ? EXIT_SUCCESS : complain("%s: out of memory", e->trace.path);
}

static int task(struct export *e, const struct kcov_df_chunk *head)
{
	struct folded *f = e->state;
	char comm[24];

	snprintf(f->task, sizeof(f->task), "%s-%u", format_comm(head, comm), head->tid);
	f->depth = 0;
	f->deeper = 0;
	return EXIT_SUCCESS;
}

/* The function of a boundary, called from what is open. */
static uint32_t called(struct export *e, const struct kdf_walk *walk)
{
	struct folded *f = e->state;

	make_room(e);
	return find_node(f, f->depth ? f->stack[f->depth - 1] : 0, walk->site,
			 walk->function ? walk->function->name : NULL);
}

static void add_call(struct export *e, const struct selection *sel)
{
	uint32_t node = called(e, &sel->walk);
	struct folded *f = e->state;

	f->nodes[node].weight += weight(e, &sel->walk.boundary, true);
	if (!export_opens(sel))
		return;
	if (f->depth < DEPTH_MAX)
		f->stack[f->depth++] = node;
	else
		f->deeper++;
}

static void end_call(struct export *e, const struct selection *sel)
{
	struct folded *f = e->state;
	uint32_t node;

	if (f->deeper) {
		f->deeper--;
		node = called(e, &sel->walk);
	} else {
		node = f->stack[--f->depth];
	}
	f->nodes[node].weight += weight(e, &sel->walk.boundary, false);
}

static void add_lost(struct export *e, const struct kdf_boundary *b)
{
	struct folded *f = e->state;
	uint32_t node;

	make_room(e);
	node = find_node(f, f->depth ? f->stack[f->depth - 1] : 0, LOST, "[lost]");
	f->nodes[node].weight += b->lost_entries;
	if (e->weight_records)
		f->nodes[node].weight += b->lost_exits;
}

static int boundary(struct export *e, const struct selection *sel)
{
	const struct kdf_boundary *b = &sel->walk.boundary;
	struct folded *f = e->state;

	switch (b->type) {
	case KDF_B_ENTRY:
		add_call(e, sel);
		break;
	case KDF_B_EXIT:
	case KDF_B_NO_EXIT:
		if (export_closes(sel) && f->depth)
			end_call(e, sel);
		else if (b->type == KDF_B_EXIT)
			add_call(e, sel);
		break;
	case KDF_B_LOST:
		add_lost(e, b);
		break;
	case KDF_B_GAP:
		f->depth = 0;
		f->deeper = 0;
		break;
	default:
		break;
	}
	return EXIT_SUCCESS;
}

static int task_end(struct export *e)
{
	flush(e);
	return EXIT_SUCCESS;
}

static void free_state(struct export *e)
{
	struct folded *f = e->state;

	if (f) {
		free(f->nodes);
		free(f->slots);
	}
	free(f);
}

const struct exporter export_folded = {
	.name = "folded",
	.begin = begin,
	.task = task,
	.boundary = boundary,
	.task_end = task_end,
	.free = free_state,
};
