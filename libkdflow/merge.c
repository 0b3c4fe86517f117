// SPDX-License-Identifier: GPL-2.0-or-later
/* The boundaries of several streams, by the times of their chunks. */
#include <errno.h>
#include <stdlib.h>

#include "kdflow.h"
#include "merge.h"

/**
 * struct merge_stream - a stream that has more to come
 * @walk: where in it; NULL before its first chunk
 * @chunk: the chunk whose turn it is
 * @pending: the walk has its first boundary already
 */
struct merge_stream {
	struct kdf_walk *walk;
	const struct kcov_df_chunk *chunk;
	bool pending;
};

static bool is_before(const struct kdf_merge *m, size_t a, size_t b)
{
	const struct kcov_df_chunk *x = m->streams[a].chunk, *y = m->streams[b].chunk;

	return x->time < y->time || (x->time == y->time && x->serial < y->serial);
}

/* The heap: the first stream is the one whose chunk is the earliest. */
static void push(struct kdf_merge *m, size_t stream)
{
	size_t i = m->count++;

	for (; i && is_before(m, stream, m->heap[(i - 1) / 2]); i = (i - 1) / 2)
		m->heap[i] = m->heap[(i - 1) / 2];
	m->heap[i] = stream;
}

static size_t pop(struct kdf_merge *m)
{
	size_t first = m->heap[0], last = m->heap[--m->count], i = 0;

	for (size_t child; (child = 2 * i + 1) < m->count; i = child) {
		if (child + 1 < m->count && is_before(m, m->heap[child + 1], m->heap[child]))
			child++;
		if (!is_before(m, m->heap[child], last))
			break;
		m->heap[i] = m->heap[child];
	}
	m->heap[i] = last;
	return first;
}

int kdf_merge_begin(struct kdf_merge *m, struct kdf_trace *trace, struct kdf_error *err)
{
	*m = (struct kdf_merge){
		.trace = trace,
		.streams = calloc(trace->nstreams + 1, sizeof(*m->streams)),
		.heap = calloc(trace->nstreams + 1, sizeof(*m->heap)),
	};
	if (!m->streams || !m->heap) {
		kdf_merge_end(m);
		return kdf_fail_sys(err, ENOMEM, "%s", trace->path);
	}
	for (size_t i = 0; i < trace->nstreams; i++) {
		m->streams[i].chunk = &trace->chunks[trace->streams[i].first].head;
		push(m, i);
	}
	return 0;
}

static void end_stream(struct merge_stream *s)
{
	if (s->walk)
		kdf_walk_end(s->walk);
	free(s->walk);
	s->walk = NULL;
}

static int next_stream(struct kdf_merge *m, struct kdf_error *err)
{
	size_t stream = pop(m);
	struct merge_stream *s = &m->streams[stream];

	m->current = s;
	if (s->walk)
		return 0;
	s->walk = malloc(sizeof(*s->walk));
	if (!s->walk) {
		m->current = NULL;
		return kdf_fail_sys(err, ENOMEM, "%s", m->trace->path);
	}
	kdf_walk_begin_stream(s->walk, m->trace, stream);
	return 0;
}

/* The next boundary of the current stream, if it is in the same chunk: 1. */
static int next_boundary(struct kdf_merge *m, struct kdf_error *err)
{
	struct merge_stream *s = m->current;
	int ret = s->pending ? 1 : kdf_walk_next(s->walk, err);

	s->pending = false;
	if (ret > 0 && s->walk->chunk == s->chunk)
		return 1;
	m->current = NULL;
	if (ret <= 0) {
		end_stream(s);
		return ret;
	}
	s->pending = true;
	s->chunk = s->walk->chunk;
	push(m, s - m->streams);
	return 0;
}

int kdf_merge_next(struct kdf_merge *m, const struct kdf_walk **walk, struct kdf_error *err)
{
	int ret = 0;

	while (!ret && (m->current || m->count)) {
		if (!m->current)
			ret = next_stream(m, err);
		if (!ret) {
			*walk = m->current->walk;
			ret = next_boundary(m, err);
		}
	}
	return ret;
}

void kdf_merge_end(struct kdf_merge *m)
{
	for (size_t i = 0; m->streams && i < m->trace->nstreams; i++)
		end_stream(&m->streams[i]);
	free(m->streams);
	free(m->heap);
	*m = (struct kdf_merge){ 0 };
}
