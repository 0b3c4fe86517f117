// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The chunks of a session's trace: an index of them, sorted into streams. Their
 * records stay in the file until somebody walks through them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kdflow.h"
#include "trace.h"

int trace_add_chunk(struct kdf_trace *t, const struct trace_payload *p, const char **wrong)
{
	struct kdf_trace_chunk chunk = { .block = t->blocks, .offset = t->bytes };

	*wrong = "expected a chunk with its head, and as many bytes as that says";
	if (p->raw_len < sizeof(chunk.head))
		return -EBADMSG;
	memcpy(&chunk.head, p->raw, sizeof(chunk.head));
	/* Of a chunk in parts, cut records are more. */
	if (p->type == KDF_BLOCK_PARTS ? chunk.head.used > p->raw_len : chunk.head.used != p->raw_len)
		return -EBADMSG;
	*wrong = strerror(ENOMEM);
	if (t->nchunks == t->chunks_alloc) {
		size_t alloc = t->chunks_alloc ? t->chunks_alloc * 2 : 64;
		void *more = reallocarray(t->chunks, alloc, sizeof(*t->chunks));

		if (!more)
			return -ENOMEM;
		t->chunks = more;
		t->chunks_alloc = alloc;
	}
	t->chunks[t->nchunks++] = chunk;
	return 0;
}

int trace_block_chunk(const struct trace_place *at, struct trace_payload *p, bool structs, struct kdf_chunk *chunk,
		      struct kdf_error *err)
{
	int ret;

	memcpy(&chunk->head, p->raw, sizeof(chunk->head));
	chunk->data = (const uint8_t *)p->raw + sizeof(chunk->head);
	chunk->len = p->raw_len - sizeof(chunk->head);
	if (p->type != KDF_BLOCK_PARTS)
		return 0;
	ret = trace_decompress(at, p, &p->parts[1], err);
	chunk->len = p->parts[1].raw_len;
	if (ret || !structs)
		return ret;
	ret = trace_decompress(at, p, &p->parts[2], err);
	if (!ret)
		ret = trace_merge_parts(at, p, chunk, err);
	if (!ret && chunk->len + sizeof(chunk->head) != chunk->head.used)
		ret = trace_bad_block(at, err, "expected a chunk of as many bytes as its head says");
	return ret;
}

int trace_load_chunk(const struct kdf_trace *t, const struct kdf_trace_chunk *c, bool structs,
		     struct trace_payload *p, struct kdf_chunk *chunk, struct kdf_error *err)
{
	const struct trace_place at = { t, c->block, c->offset };
	int ret = trace_read_block(&at, p, err);

	if (ret)
		return ret;
	/* This was so when the file was opened. */
	if (p->raw_len < sizeof(c->head) || memcmp(p->raw, &c->head, sizeof(c->head)) ||
	    (p->type != KDF_BLOCK_PARTS && p->raw_len != c->head.used))
		return trace_bad_block(&at, err, "the file has changed since it was opened");
	return trace_block_chunk(&at, p, structs, chunk, err);
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
