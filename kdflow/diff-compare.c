// SPDX-License-Identifier: GPL-2.0-or-later
/* Streams, and calls in calls: what belongs together, and what is in one trace only. */
#include <stdlib.h>
#include <string.h>

#include "diff.h"

/* Calls in a call that are aligned at once; of more, one such part after another. */
#define PART 1024

static void compare_calls(struct diff *d, struct tree *const trees[2], const uint32_t at[2]);

static void only_in(struct diff *d, int which, const struct tree *tree, uint32_t at)
{
	const struct call *call = &tree->calls[at];

	print_only(d, which, tree, call);
	if (tree->large) {
		for (uint32_t id = 0; id < tree->counts_len; id++)
			d->functions[id].only[which] += tree->counts[id];
		d->only[which] += tree->total;
		return;
	}
	for (uint32_t i = 0; i < call->calls; i++)
		d->functions[call[i].id].only[which]++;
	d->only[which] += call->calls;
}

/* The calls directly in a call; NULL without memory. */
static struct item *children(const struct tree *tree, uint32_t at, size_t *count)
{
	const struct call *call = &tree->calls[at];
	uint32_t end = at + call->calls;
	struct item *items;

	*count = 0;
	for (uint32_t i = at + 1; i < end; i += tree->calls[i].calls)
		++*count;
	items = calloc(*count + 1, sizeof(*items));
	*count = 0;
	for (uint32_t i = at + 1; items && i < end; i += tree->calls[i].calls)
		items[(*count)++] = (struct item){ tree->calls[i].id, tree->calls[i].digest, i };
	return items;
}

static bool is_equal(const struct item *a, const struct item *b)
{
	return a->id == b->id && a->digest == b->digest;
}

static void take_step(struct diff *d, struct tree *const trees[2], const struct step *step)
{
	if (step->index[0] != DIFF_NONE && step->index[1] != DIFF_NONE)
		compare_calls(d, trees, step->index);
	else if (step->index[0] != DIFF_NONE)
		only_in(d, 0, trees[0], step->index[0]);
	else
		only_in(d, 1, trees[1], step->index[1]);
}

/* Aligns what is next in both lists, and moves on. */
static void compare_part(struct diff *d, struct tree *const trees[2], const struct item *lists[2],
			 size_t left[2])
{
	struct step *steps;
	size_t n[2];
	bool ended[2];
	ssize_t count;

	for (int k = 0; k < 2; k++) {
		ended[k] = left[k] <= PART;
		n[k] = ended[k] ? left[k] : PART;
	}
	steps = calloc(n[0] + n[1] + 1, sizeof(*steps));
	count = steps ? align(lists, n, ended, steps) : -1;
	d->failed |= count < 0;
	for (ssize_t i = 0; i < count && !d->failed; i++) {
		take_step(d, trees, &steps[i]);
		for (int k = 0; k < 2; k++) {
			bool used = steps[i].index[k] != DIFF_NONE;

			lists[k] += used;
			left[k] -= used;
		}
	}
	free(steps);
}

static void compare_children(struct diff *d, struct tree *const trees[2], const uint32_t at[2])
{
	struct item *items[2];
	const struct item *lists[2];
	size_t left[2];

	for (int k = 0; k < 2; k++)
		lists[k] = items[k] = children(trees[k], at[k], &left[k]);
	d->failed |= !items[0] || !items[1];
	while (!d->failed && (left[0] || left[1])) {
		if (left[0] && left[1] && is_equal(lists[0], lists[1])) {
			compare_calls(d, trees, (uint32_t[2]){ lists[0]->index, lists[1]->index });
			lists[0]++;
			lists[1]++;
			left[0]--;
			left[1]--;
		} else {
			compare_part(d, trees, lists, left);
		}
	}
	free(items[0]);
	free(items[1]);
}

/* Too large for trees: the numbers of calls by function. */
static void compare_large(struct diff *d, struct tree *const trees[2])
{
	bool differs = false;

	d->large++;
	if (!tree_make_counts(d, trees[0]) || !tree_make_counts(d, trees[1])) {
		d->failed = true;
		return;
	}
	for (uint32_t id = 0; id < d->nfunctions; id++) {
		uint64_t a = tree_count(trees[0], id), b = tree_count(trees[1], id);
		int more = b > a;
		uint64_t by = more ? b - a : a - b;

		d->calls += more ? a : b;
		d->only[more] += by;
		d->functions[id].only[more] += by;
		differs |= by;
	}
	/* The call itself was counted as the others are. */
	d->calls -= trees[0]->calls[0].id == trees[1]->calls[0].id;
	d->large_differ += differs;
	if (differs)
		print_large(d, trees);
}

static size_t compare_boundary(struct diff *d, struct tree *const trees[2],
			       const struct call *const calls[2], int exit)
{
	bool has[2];

	for (int k = 0; k < 2; k++)
		has[k] = exit ? calls[k]->has_exit : calls[k]->has_entry;
	d->not_known += has[0] != has[1];
	return has[0] && has[1] && !d->calls_only ? compare_values(d, trees, calls, exit) : 0;
}

/* Two calls of the same function, in the order of time: objects are known by where they are seen first. */
static void compare_calls(struct diff *d, struct tree *const trees[2], const uint32_t at[2])
{
	const struct call *calls[2] = { &trees[0]->calls[at[0]], &trees[1]->calls[at[1]] };
	size_t differ;

	d->calls++;
	d->levels[d->depth++] = (struct level){ .call = { calls[0], calls[1] } };
	differ = compare_boundary(d, trees, calls, 0);
	if (trees[0]->large || trees[1]->large)
		compare_large(d, trees);
	else
		compare_children(d, trees, at);
	differ += compare_boundary(d, trees, calls, 1);
	d->depth--;
	d->differ_calls += differ != 0;
	d->functions[calls[0]->id].differ += differ != 0;
}

static void fill(struct diff *d, struct side *side)
{
	while (!side->ended && side->count < WINDOW_CALLS && side->bytes < WINDOW_BYTES) {
		struct tree *tree = tree_read(d, side);

		side->ended = !tree;
		if (!tree)
			return;
		side->window[side->count++] = tree;
		side->bytes += tree->bytes_alloc + tree->alloc * sizeof(*tree->calls);
	}
}

static void drop_first(struct side *side)
{
	struct tree *tree = side->window[0];

	side->bytes -= tree->bytes_alloc + tree->alloc * sizeof(*tree->calls);
	tree_free(tree);
	memmove(side->window, side->window + 1, --side->count * sizeof(*side->window));
}

static struct item item_of(const struct tree *tree, uint32_t index)
{
	return (struct item){ tree->calls[0].id, tree->calls[0].digest, index };
}

/* A pair of the first trees, or the first one of one side. */
static void take_first(struct diff *d, bool a, bool b)
{
	struct tree *trees[2] = { a ? d->side[0].window[0] : NULL, b ? d->side[1].window[0] : NULL };

	if (a && b) {
		d->lost += trees[0]->lost || trees[1]->lost;
		compare_calls(d, trees, (uint32_t[2]){ 0, 0 });
	} else {
		only_in(d, b, trees[b], 0);
	}
	if (a)
		drop_first(&d->side[0]);
	if (b)
		drop_first(&d->side[1]);
}

static void align_windows(struct diff *d)
{
	struct item items[2][WINDOW_CALLS];
	const struct item *lists[2] = { items[0], items[1] };
	struct step steps[2 * WINDOW_CALLS];
	bool ended[2];
	size_t n[2];
	ssize_t count;

	for (int k = 0; k < 2; k++) {
		n[k] = d->side[k].count;
		ended[k] = d->side[k].ended;
		for (size_t i = 0; i < n[k]; i++)
			items[k][i] = item_of(d->side[k].window[i], i);
	}
	count = align(lists, n, ended, steps);
	d->failed |= count < 0;
	for (ssize_t i = 0; i < count && !d->failed; i++)
		take_first(d, steps[i].index[0] != DIFF_NONE, steps[i].index[1] != DIFF_NONE);
}

void compare_streams(struct diff *d)
{
	struct side *a = &d->side[0], *b = &d->side[1];

	for (;;) {
		fill(d, a);
		fill(d, b);
		if (d->failed || (!a->count && !b->count))
			break;
		if (a->count && b->count) {
			struct item first[2] = { item_of(a->window[0], 0), item_of(b->window[0], 0) };

			if (is_equal(&first[0], &first[1])) {
				take_first(d, true, true);
				continue;
			}
		}
		align_windows(d);
	}
	while (a->count)
		drop_first(a);
	while (b->count)
		drop_first(b);
}
