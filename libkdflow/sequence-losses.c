// SPDX-License-Identifier: GPL-2.0-or-later
/* When records of a trace were lost: a pass over all of it, of a trace that lacks some. */
#include <errno.h>
#include <stdlib.h>

#include "kdflow.h"
#include "sequence-losses.h"

static int add_span(struct losses *l, uint64_t begin, uint64_t end)
{
	struct loss_span *last = l->count ? &l->spans[l->count - 1] : NULL;

	if (last && last->begin == begin && last->end == end)
		return 0;
	if (l->count == l->alloc) {
		size_t alloc = l->alloc ? 2 * l->alloc : 64;
		void *p = reallocarray(l->spans, alloc, sizeof(*l->spans));

		if (!p)
			return -ENOMEM;
		l->spans = p;
		l->alloc = alloc;
	}
	l->spans[l->count++] = (struct loss_span){ begin, end };
	return 0;
}

/* A stream that cannot be read to its end has lost what is left of it. */
static int find_in_stream(struct losses *l, struct kdf_trace *trace, size_t stream)
{
	const struct kdf_trace_stream *s = &trace->streams[stream];
	const struct kdf_trace_chunk *chunks = &trace->chunks[s->first];
	struct kdf_walk walk;
	struct kdf_error err;
	uint64_t before = chunks[0].head.time;
	int ret, failed = 0;

	kdf_walk_begin_stream(&walk, trace, stream);
	while (!failed && (ret = kdf_walk_next(&walk, &err)) > 0) {
		uint64_t end = walk.next < s->count ? chunks[walk.next].head.time : UINT64_MAX;

		if (walk.boundary.type == KDF_B_LOST)
			failed = add_span(l, walk.chunk->time, end);
		else if (walk.boundary.type == KDF_B_GAP || walk.boundary.type == KDF_B_ENABLE)
			failed = add_span(l, before, walk.chunk->time);
		before = walk.chunk->time;
	}
	if (!failed && ret < 0)
		failed = add_span(l, before, UINT64_MAX);
	kdf_walk_end(&walk);
	return failed;
}

static bool has_lost(const struct kdf_trace *trace)
{
	const struct kcov_df_counters *c = &trace->counters;

	return !trace->has_stats || c->lost_full_entries || c->lost_full_exits ||
	       c->lost_nofault_entries || c->lost_nofault_exits || c->overwritten || c->lost_tasks;
}

static int span_cmp(const void *a, const void *b)
{
	const struct loss_span *x = a, *y = b;

	return x->begin < y->begin ? -1 : x->begin > y->begin;
}

/* Sorted, and those that overlap are one. */
static void merge(struct losses *l)
{
	size_t n = 0;

	if (!l->count)
		return;
	qsort(l->spans, l->count, sizeof(*l->spans), span_cmp);
	for (size_t i = 1; i < l->count; i++) {
		if (l->spans[i].begin > l->spans[n].end)
			l->spans[++n] = l->spans[i];
		else if (l->spans[i].end > l->spans[n].end)
			l->spans[n].end = l->spans[i].end;
	}
	l->count = n + 1;
}

int losses_find(struct losses *l, struct kdf_trace *trace, struct kdf_error *err)
{
	int ret = 0;

	if (!has_lost(trace))
		return 0;
	/* What a task did that was not recorded, or that a crash has taken, can be anything. */
	if (!trace->has_stats || trace->counters.lost_tasks)
		ret = add_span(l, 0, UINT64_MAX);
	for (size_t i = 0; i < trace->nstreams && !ret; i++)
		ret = find_in_stream(l, trace, i);
	if (ret)
		return kdf_fail_sys(err, ENOMEM, "%s", trace->path);
	merge(l);
	return 0;
}

bool losses_in(const struct losses *l, uint64_t begin, uint64_t end)
{
	size_t low = 0, high = l->count;

	/* The first that does not end before. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (l->spans[middle].end < begin)
			low = middle + 1;
		else
			high = middle;
	}
	return low < l->count && l->spans[low].begin <= end;
}

void losses_free(struct losses *l)
{
	free(l->spans);
	*l = (struct losses){ 0 };
}
