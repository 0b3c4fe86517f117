// SPDX-License-Identifier: GPL-2.0-or-later
/* The chunks of a session's trace: kept compressed, sorted into streams, read one by one. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "kdflow.h"
#include "trace.h"

int trace_add_chunk(struct kdf_trace *t, const void *raw, size_t raw_len, const void *stored,
		    size_t stored_len, const char **wrong)
{
	struct kdf_trace_chunk chunk = {
		.block = t->blocks,
		.raw = raw_len,
		.stored_len = stored_len,
	};

	*wrong = "expected a chunk with its head, and as many bytes as that says";
	if (raw_len < sizeof(chunk.head))
		return -EBADMSG;
	memcpy(&chunk.head, raw, sizeof(chunk.head));
	if (chunk.head.used != raw_len)
		return -EBADMSG;
	*wrong = strerror(ENOMEM);
	if (t->nchunks == t->chunks_alloc) {
		size_t alloc = t->chunks_alloc ? t->chunks_alloc * 2 : 64;
		void *p = reallocarray(t->chunks, alloc, sizeof(*t->chunks));

		if (!p)
			return -ENOMEM;
		t->chunks = p;
		t->chunks_alloc = alloc;
	}
	chunk.stored = malloc(stored_len + 1);
	if (!chunk.stored)
		return -ENOMEM;
	memcpy(chunk.stored, stored, stored_len);
	t->chunks[t->nchunks++] = chunk;
	return 0;
}

static int chunk_cmp(const void *a, const void *b)
{
	const struct kdf_trace_chunk *x = a, *y = b;

	if (x->head.stream != y->head.stream)
		return x->head.stream < y->head.stream ? -1 : 1;
	if (x->head.index != y->head.index)
		return x->head.index < y->head.index ? -1 : 1;
	return x->block < y->block ? -1 : x->block > y->block;
}

static int stream_cmp(const void *a, const void *b, void *chunks)
{
	const struct kdf_trace_stream *x = a, *y = b;
	const struct kdf_trace_chunk *c = chunks;
	uint64_t p = c[x->first].head.serial, q = c[y->first].head.serial;

	if (p != q)
		return p < q ? -1 : 1;
	return x->first < y->first ? -1 : x->first > y->first;
}

int trace_sort_chunks(struct kdf_trace *t, struct kdf_error *err)
{
	if (!t->nchunks)
		return 0;
	t->streams = calloc(t->nchunks, sizeof(*t->streams));
	if (!t->streams)
		return kdf_fail_sys(err, ENOMEM, "%s", t->path);
	qsort(t->chunks, t->nchunks, sizeof(*t->chunks), chunk_cmp);
	for (size_t i = 0; i < t->nchunks; i++) {
		if (!i || t->chunks[i].head.stream != t->chunks[i - 1].head.stream)
			t->streams[t->nstreams++].first = i;
		t->streams[t->nstreams - 1].count++;
	}
	qsort_r(t->streams, t->nstreams, sizeof(*t->streams), stream_cmp, t->chunks);
	return 0;
}

void kdf_walk_begin(struct kdf_walk *walk, const struct kdf_trace *trace, size_t stream)
{
	*walk = (struct kdf_walk){ .trace = trace, .stream = &trace->streams[stream] };
}

const struct kcov_df_chunk *kdf_walk_chunk(const struct kdf_walk *walk)
{
	size_t i = walk->next ? walk->next - 1 : 0;

	return &walk->trace->chunks[walk->stream->first + i].head;
}

static int next_chunk(struct kdf_walk *walk, struct kdf_error *err)
{
	const struct kdf_trace_chunk *c = &walk->trace->chunks[walk->stream->first + walk->next++];
	struct kdf_chunk chunk = { .name = walk->name, .head = c->head };
	size_t n;

	snprintf(walk->name, sizeof(walk->name), "%.255s: block %u", walk->trace->path, c->block);
	free(walk->data);
	walk->data = malloc(c->raw);
	if (!walk->data)
		return kdf_fail_sys(err, ENOMEM, "%s", walk->name);
	/* This has worked once, when the file was read. */
	n = ZSTD_decompress(walk->data, c->raw, c->stored, c->stored_len);
	if (ZSTD_isError(n) || n != c->raw)
		return kdf_fail(err, EBADMSG, "%s: decompression failed", walk->name);
	chunk.data = walk->data + sizeof(c->head);
	chunk.len = c->raw - sizeof(c->head);
	return kdf_nest_chunk(&walk->nest, &chunk, err);
}

int kdf_walk_next(struct kdf_walk *walk, struct kdf_boundary *b, struct kdf_error *err)
{
	for (;;) {
		int ret = walk->next ? kdf_nest_next(&walk->nest, b, err) : 0;

		if (ret || walk->nest.ended)
			return ret;
		if (walk->next == walk->stream->count)
			kdf_nest_end(&walk->nest);
		else if (next_chunk(walk, err))
			return -err->code;
	}
}

void kdf_walk_end(struct kdf_walk *walk)
{
	kdf_nest_free(&walk->nest);
	free(walk->data);
	*walk = (struct kdf_walk){ 0 };
}
