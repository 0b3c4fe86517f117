// SPDX-License-Identifier: GPL-2.0-or-later
/* Boundaries of a stream -> a call at depth 0 with all calls in it. */
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "diff.h"

void tree_free(struct tree *tree)
{
	if (!tree)
		return;
	free(tree->calls);
	free(tree->bytes);
	free(tree->counts);
	free(tree);
}

bool tree_make_counts(const struct diff *d, struct tree *tree)
{
	if (tree->counts)
		return true;
	tree->counts = calloc(d->nfunctions, sizeof(*tree->counts));
	if (!tree->counts)
		return false;
	tree->counts_len = d->nfunctions;
	for (uint32_t i = 0; i < tree->count; i++)
		tree->counts[tree->calls[i].id]++;
	return true;
}

/* Gives up on the calls inside: from here on they are counted. */
static bool make_large(const struct diff *d, struct tree *tree)
{
	if (!tree_make_counts(d, tree))
		return false;
	tree->large = true;
	tree->count = 1;
	return true;
}

static bool count_call(struct tree *tree, uint32_t id)
{
	if (id >= tree->counts_len) {
		uint32_t len = 2 * id + 64;
		uint64_t *counts = reallocarray(tree->counts, len, sizeof(*counts));

		if (!counts)
			return false;
		memset(counts + tree->counts_len, 0, (len - tree->counts_len) * sizeof(*counts));
		tree->counts = counts;
		tree->counts_len = len;
	}
	tree->counts[id]++;
	return true;
}

static bool add_bytes(struct tree *tree, const void *data, size_t len)
{
	if (len > tree->bytes_alloc - tree->len) {
		size_t alloc = 2 * tree->bytes_alloc + len + 256;
		uint8_t *p = realloc(tree->bytes, alloc);

		if (!p)
			return false;
		tree->bytes = p;
		tree->bytes_alloc = alloc;
	}
	if (len)
		memcpy(tree->bytes + tree->len, data, len);
	tree->len += len;
	return true;
}

/* Keeps what was recorded at an entry (0) or exit (1). */
static bool add_data(struct tree *tree, struct call *call, const struct kdf_boundary *b, int exit)
{
	call->data[exit] = tree->len;
	call->nvalues[exit] = b->nvalues;
	call->structs_len[exit] = b->structs_len;
	return add_bytes(tree, b->values, 8 * b->nvalues) &&
	       add_bytes(tree, b->structs, b->structs_len);
}

/* A new call; NULL without memory, or if the tree is, or has become, too large. */
static struct call *add_call(struct diff *d, struct side *side, struct tree *tree, uint32_t id)
{
	const struct kdf_boundary *b = &side->walk.boundary;
	unsigned int open = b->open;

	tree->total++;
	if (!tree->large && (tree->count == TREE_CALLS || tree->len > TREE_BYTES || open > TREE_DEPTH) &&
	    !make_large(d, tree))
		d->failed = true;
	if (tree->large && !count_call(tree, id))
		d->failed = true;
	if (tree->large || d->failed)
		return NULL;
	if (tree->count == tree->alloc) {
		uint32_t alloc = tree->alloc ? 2 * tree->alloc : 16;
		void *p = reallocarray(tree->calls, alloc, sizeof(*tree->calls));

		d->failed = !p;
		if (!p)
			return NULL;
		tree->calls = p;
		tree->alloc = alloc;
	}
	tree->calls[tree->count] = (struct call){
		.id = id,
		.parent = open && tree->count ? side->open[open - 1] : DIFF_NONE,
		.calls = 1,
		.depth = open,
		.function = side->walk.function,
		.site = side->walk.site,
	};
	return &tree->calls[tree->count++];
}

static void add_entry(struct diff *d, struct side *side, struct tree *tree)
{
	const struct kdf_boundary *b = &side->walk.boundary;
	uint32_t id = diff_function_id(d, side);
	struct call *call;

	if (id == DIFF_NONE) {
		d->failed = true;
		return;
	}
	call = add_call(d, side, tree, id);
	if (!call)
		return;
	call->has_entry = true;
	if (b->frame)
		side->open[b->open] = call - tree->calls;
	d->failed |= !add_data(tree, call, b, 0);
}

static void add_exit(struct diff *d, struct side *side, struct tree *tree)
{
	const struct kdf_boundary *b = &side->walk.boundary;
	struct call *call;

	if (!b->has_entry) {
		uint32_t id = diff_function_id(d, side);

		d->failed |= id == DIFF_NONE;
		call = d->failed ? NULL : add_call(d, side, tree, id);
	} else if (b->open && tree->large) {
		return;
	} else {
		call = &tree->calls[b->open ? side->open[b->open] : 0];
	}
	if (!call)
		return;
	call->has_exit = true;
	call->only_changed = b->only_changed;
	d->failed |= !add_data(tree, call, b, 1);
}

/* Adds a boundary; true if the tree is complete. */
static bool add(struct diff *d, struct side *side, struct tree *tree)
{
	const struct kdf_boundary *b = &side->walk.boundary;

	switch (b->type) {
	case KDF_B_ENTRY:
		add_entry(d, side, tree);
		/* So deep that it has no frame, and yet the first. */
		return !b->frame && !b->open;
	case KDF_B_EXIT:
		add_exit(d, side, tree);
		return !b->open;
	case KDF_B_NO_EXIT:
		return !b->open;
	case KDF_B_GAP:
		side->lost = true;
		return tree->total;
	case KDF_B_LOST:
		side->lost = true;
		return false;
	default:
		return false;
	}
}

static uint64_t mix(uint64_t h, uint64_t value)
{
	return (h ^ value) * 0x9e3779b97f4a7c15ULL + (h >> 32);
}

/* Sizes and digests, from the innermost calls outwards. */
static void finish(struct diff *d, struct side *side, struct tree *tree)
{
	for (uint32_t i = tree->count; i-- > 0;) {
		struct call *call = &tree->calls[i];

		call->digest = mix(mix(call->digest, call_digest(d, side, tree, call)), call->id);
		call->digest ^= call->digest >> 29;
		if (call->parent == DIFF_NONE)
			continue;
		tree->calls[call->parent].calls += call->calls;
		tree->calls[call->parent].digest = mix(tree->calls[call->parent].digest, call->digest);
	}
}

struct tree *tree_read(struct diff *d, struct side *side)
{
	struct tree *tree = calloc(1, sizeof(*tree));
	struct kdf_error err;
	int ret = 1;

	d->failed |= !tree;
	while (!d->failed && (ret = kdf_walk_next(&side->walk, &err)) > 0) {
		if (add(d, side, tree))
			break;
	}
	if (ret < 0) {
		complain("%s; the rest of this task is missing", err.text);
		d->damaged = true;
	}
	if (d->failed || !tree->total) {
		tree_free(tree);
		return NULL;
	}
	tree->lost = side->lost;
	side->lost = false;
	finish(d, side, tree);
	return tree;
}

struct kdf_boundary call_boundary(const struct tree *tree, const struct call *call, int exit)
{
	const uint8_t *entry = tree->bytes + call->data[0], *here = tree->bytes + call->data[exit];

	return (struct kdf_boundary){
		.type = exit ? KDF_B_EXIT : KDF_B_ENTRY,
		.depth = call->depth,
		.has_site = call->site,
		.nvalues = call->nvalues[exit],
		.values = here,
		.structs = here + 8 * call->nvalues[exit],
		.structs_len = call->structs_len[exit],
		.has_entry = call->has_entry,
		.only_changed = exit && call->only_changed,
		.entry_nvalues = call->nvalues[0],
		.entry_values = entry,
		.entry_structs = entry + 8 * call->nvalues[0],
		.entry_structs_len = call->structs_len[0],
	};
}
