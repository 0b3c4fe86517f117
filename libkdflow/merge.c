// SPDX-License-Identifier: GPL-2.0-or-later
/* The boundaries of several streams, by the times of their chunks. */
#include <errno.h>
#include <stdlib.h>

#include "kdflow.h"
#include "merge.h"
#include "trace.h"

/* The open calls of all streams; of one, see nest.c. */
#define OPEN_MAX ((size_t)1 << 30)

/**
 * struct merge_stream - a stream that has more to come
 * @walk: where in it; NULL before its first chunk
 * @chunk: the chunk whose turn it is
 */
struct merge_stream {
	struct kdf_walk *walk;
	const struct kcov_df_chunk *chunk;
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

/* The chunk @i of a stream; or, as long as there is nothing in it, the next one. */
static const struct kcov_df_chunk *chunk_of(const struct kdf_trace *t, size_t stream, size_t i)
{
	const struct kdf_trace_stream *s = &t->streams[stream];

	while (i + 1 < s->count && t->chunks[s->first + i].head.used == sizeof(struct kcov_df_chunk))
		i++;
	return &t->chunks[s->first + i].head;
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
		m->streams[i].chunk = chunk_of(trace, i, 0);
		push(m, i);
	}
	return 0;
}

static size_t open_bytes(const struct kdf_walk *walk)
{
	return walk->nest.bytes_alloc + walk->nest.alloc * sizeof(*walk->nest.frames);
}

static void end_stream(struct kdf_merge *m, struct merge_stream *s)
{
	if (!s->walk)
		return;
	m->open_bytes -= open_bytes(s->walk);
	if (m->loaded == s->walk)
		m->loaded = NULL;
	kdf_walk_end(s->walk);
	free(s->walk);
	s->walk = NULL;
}

/* Nothing in the chunk of the stream that was read is needed any more. */
static void unload(struct kdf_merge *m, struct kdf_walk *next)
{
	struct kdf_walk *walk = m->loaded;

	m->loaded = next;
	if (!walk || walk == next || !walk->payload)
		return;
	trace_payload_free(walk->payload);
	free(walk->payload);
	walk->payload = NULL;
}

static int next_stream(struct kdf_merge *m, struct kdf_error *err)
{
	size_t stream = pop(m);
	struct merge_stream *s = &m->streams[stream];

	m->current = s;
	if (!s->walk) {
		s->walk = malloc(sizeof(*s->walk));
		if (!s->walk) {
			m->current = NULL;
			return kdf_fail_sys(err, ENOMEM, "%s", m->trace->path);
		}
		kdf_walk_begin_stream(s->walk, m->trace, stream);
	}
	unload(m, s->walk);
	return 0;
}

static int walk_next(struct kdf_merge *m, struct kdf_walk *walk, struct kdf_error *err)
{
	size_t before = open_bytes(walk);
	int ret = kdf_walk_next(walk, err);

	m->open_bytes += open_bytes(walk) - before;
	if (ret > 0 && m->open_bytes > OPEN_MAX)
		return kdf_fail(err, ENOMEM, "%s: too many structs of open calls in all tasks", walk->name);
	return ret;
}

/* All of the chunk was seen, and there are more. */
static bool is_between_chunks(const struct kdf_walk *walk)
{
	const struct kdf_nest *nest = &walk->nest;

	return walk->next && walk->next < walk->trace->streams[walk->stream].count && !nest->gap &&
	       !nest->pending && nest->pos == nest->chunk.len;
}

/* The next boundary of the current stream, if it is in the same chunk: 1. */
static int next_boundary(struct kdf_merge *m, struct kdf_error *err)
{
	struct merge_stream *s = m->current;
	int ret;

	/* Its turn is over with the chunk whose turn it was. */
	if (s->walk->chunk == s->chunk && is_between_chunks(s->walk)) {
		s->chunk = chunk_of(m->trace, s - m->streams, s->walk->next);
		m->current = NULL;
		push(m, s - m->streams);
		return 0;
	}
	ret = walk_next(m, s->walk, err);
	if (ret > 0)
		return 1;
	m->current = NULL;
	end_stream(m, s);
	return ret;
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
		end_stream(m, &m->streams[i]);
	free(m->streams);
	free(m->heap);
	*m = (struct kdf_merge){ 0 };
}
