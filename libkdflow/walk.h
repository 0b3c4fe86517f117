/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All boundaries of a session's trace, stream after stream, each with its
 * function and its task:
 *
 *	kdf_walk_begin(&walk, &trace);
 *	while ((ret = kdf_walk_next(&walk, &err)) != 0) {
 *		if (ret < 0) {
 *			complain(err.text);	// and go on with the next stream
 *			continue;
 *		}
 *		... walk.boundary, walk.function, walk.chunk ...
 *	}
 *	kdf_walk_end(&walk);
 *
 * What the values of a boundary say is in values.h. There is no order by time over
 * several streams: a chunk says when it was begun, and those of tasks that ran at
 * the same time overlap.
 */
#ifndef KDF_WALK_H
#define KDF_WALK_H

#include "calls.h"
#include "names.h"

#ifdef __cplusplus
extern "C" {
#endif

struct kdf_trace;
struct trace_payload;

/**
 * struct kdf_walk - where in a trace
 * @boundary: the boundary; what it points to is valid until the next one
 * @site: address of its site, KASLR offset removed; 0 if it has none
 * @function: its function; NULL if it has no site, or the site has no name
 * @stream: its stream in kdf_trace.streams
 * @chunk: head of its chunk: tid, pid, comm, context, time
 * @fresh: it is the first one of its stream
 * @nest: the open calls
 * @values_only: set it after kdf_walk_begin() to leave structs unread where the trace allows that: they
 *	are there without their bytes, and offsets of records are not those in the whole chunk
 * @trace: the trace
 * @first: the first stream
 * @end: behind the last one
 * @next: number of chunks of this stream that were begun
 * @payload: the chunk
 * @name: of it, for messages
 */
struct kdf_walk {
	struct kdf_boundary boundary;
	uint64_t site;
	const struct kdf_function *function;
	size_t stream;
	const struct kcov_df_chunk *chunk;
	bool fresh;
	struct kdf_nest nest;
	bool values_only;
	/* private: */
	struct kdf_trace *trace;
	size_t end;
	size_t next;
	struct trace_payload *payload;
	char name[320];
};

/** kdf_walk_begin - begin with the first of all streams */
void kdf_walk_begin(struct kdf_walk *walk, struct kdf_trace *trace);

/** kdf_walk_begin_stream - walk through stream @stream of kdf_trace.streams only */
void kdf_walk_begin_stream(struct kdf_walk *walk, struct kdf_trace *trace, size_t stream);

/**
 * kdf_walk_next - go to the next boundary
 *
 * Return: 1; 0 at the end; or an error: then the rest of its stream cannot be
 * used, and the next call goes on with the next stream.
 */
int kdf_walk_next(struct kdf_walk *walk, struct kdf_error *err);

/** kdf_walk_end - free what the walk holds; the trace stays */
void kdf_walk_end(struct kdf_walk *walk);

/* Places --------------------------------------------------------------- */

/** struct kdf_place - where the record of a boundary is: number of its chunk, byte in that */
struct kdf_place {
	size_t chunk;
	size_t offset;
};

/** kdf_walk_place - the place of the boundary, if it has a record: not a gap, nor an entry's lack of an exit */
struct kdf_place kdf_walk_place(const struct kdf_walk *walk);

/** KDF_PLACES_CHUNKS - so many chunks are kept, and what the last boundaries point to with them */
#define KDF_PLACES_CHUNKS 8

struct kdf_places_chunk {
	uint64_t used;
	size_t number;
	struct trace_payload *payload;
	struct kdf_chunk chunk;
};

/** struct kdf_places - reads boundaries at places; set @trace to begin with, the rest is private */
struct kdf_places {
	struct kdf_trace *trace;
	uint64_t uses;
	struct kdf_places_chunk slot[KDF_PLACES_CHUNKS];
};

/**
 * kdf_places_boundary - read a boundary again
 *
 * It is as recorded: an exit does not know its entry. The place must be one that
 * kdf_walk_place() gave. What it points to is valid until boundaries of
 * KDF_PLACES_CHUNKS other chunks have been read.
 */
int kdf_places_boundary(struct kdf_places *places, struct kdf_place place, struct kdf_boundary *b,
			struct kdf_error *err);

/** kdf_places_free - free what was read */
void kdf_places_free(struct kdf_places *places);

#ifdef __cplusplus
}
#endif

#endif /* KDF_WALK_H */
