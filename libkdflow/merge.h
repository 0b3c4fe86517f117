/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All boundaries of a session's trace, chunk after chunk in the order of their
 * times, over all streams:
 *
 *	kdf_merge_begin(&merge, &trace, &err);
 *	while ((ret = kdf_merge_next(&merge, &walk, &err)) != 0)
 *		...
 *	kdf_merge_end(&merge);
 *
 * What is in two chunks whose times overlap is in no certain order: a chunk
 * lasts until the next one of its stream begins. Memory is that of one chunk, and
 * of the open calls of each stream that has begun and has more to come.
 */
#ifndef KDF_MERGE_H
#define KDF_MERGE_H

#include "walk.h"

#ifdef __cplusplus
extern "C" {
#endif

struct merge_stream;

/** struct kdf_merge - where in a trace */
struct kdf_merge {
	/* private: */
	struct kdf_trace *trace;
	struct merge_stream *streams;
	size_t *heap;
	size_t count;
	struct merge_stream *current;
	struct kdf_walk *loaded;
	size_t open_bytes;
};

/** kdf_merge_begin - begin with the chunk that was begun first */
int kdf_merge_begin(struct kdf_merge *merge, struct kdf_trace *trace, struct kdf_error *err);

/**
 * kdf_merge_next - go to the next boundary
 * @walk: is where it is, until the next call
 *
 * Return: as kdf_walk_next().
 */
int kdf_merge_next(struct kdf_merge *merge, const struct kdf_walk **walk, struct kdf_error *err);

/** kdf_merge_end - free what the merge holds; the trace stays */
void kdf_merge_end(struct kdf_merge *merge);

#ifdef __cplusplus
}
#endif

#endif /* KDF_MERGE_H */
