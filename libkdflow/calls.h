/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The records of a session: one per boundary, in chunks that each belong to one
 * stream (a task, or a remote section). All input is taken as hostile.
 */
#ifndef KDF_CALLS_H
#define KDF_CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <linux/kcov_dataflow.h>

#include "error.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct kdf_chunk - a chunk, copied from the buffer or read from a file
 * @name: where it is from, for messages
 * @head: its head
 * @data: its records
 * @len: bytes of them
 */
struct kdf_chunk {
	const char *name;
	struct kcov_df_chunk head;
	const uint8_t *data;
	size_t len;
};

/**
 * struct kdf_call_record - one record, decoded
 * @offset: of its first byte, in the chunk's records
 * @type: KCOV_DF_REC_*
 * @depth: of an entry or exit: the number of open calls around it
 * @has_site: @site is valid
 * @site: distance of the site from _text
 * @nvalues: number of values
 * @values: of an entry or exit, see kdf_value()
 * @arg: of a struct: the argument, or KCOV_DF_RETURN
 * @flags: of a struct: KCOV_DF_STRUCT_*
 * @size: of a struct: its size
 * @data: of a struct: the bytes that were captured
 * @len: their number, at most @size
 * @lost_entries: of a loss
 * @lost_exits: of a loss
 */
struct kdf_call_record {
	size_t offset;
	unsigned int type;
	unsigned int depth;
	bool has_site;
	int32_t site;
	unsigned int nvalues;
	const uint8_t *values;
	unsigned int arg;
	uint32_t flags;
	uint32_t size;
	const uint8_t *data;
	uint32_t len;
	uint32_t lost_entries;
	uint32_t lost_exits;
};

/** kdf_value - value @i; they are not aligned */
static inline uint64_t kdf_value(const uint8_t *values, unsigned int i)
{
	uint64_t value;

	memcpy(&value, values + i * sizeof(value), sizeof(value));
	return value;
}

/**
 * kdf_call_record_next - decode the record at *@pos of a chunk and advance
 *
 * Return: 1 with a record, 0 at the end, -EBADMSG for a malformed record;
 * *@pos stays at a malformed record.
 */
int kdf_call_record_next(const struct kdf_chunk *chunk, size_t *pos, struct kdf_call_record *rec,
			 struct kdf_error *err);

/** enum kdf_boundary_type - what happened in a stream */
enum kdf_boundary_type {
	KDF_B_ENTRY,
	KDF_B_EXIT,
	KDF_B_NO_EXIT,	/* an entry has no exit: it cannot come any more */
	KDF_B_LOST,	/* records were lost here */
	KDF_B_GAP,	/* chunks were overwritten, or are missing */
	KDF_B_ENABLE,	/* the recording of the task begins: nothing is open */
};

/**
 * struct kdf_frame - an open call
 * @depth: number of open calls around it
 * @losses: losses of the stream before it
 * @site: distance of the site from _text
 * @nvalues: its values
 * @start: offset of its bytes in the stack of the stream
 * @len: bytes of structs behind the values
 * @mark: the user's own
 */
struct kdf_frame {
	uint32_t depth;
	uint32_t losses;
	int32_t site;
	uint32_t nvalues;
	uint32_t mark;
	size_t start;
	size_t len;
};

/**
 * struct kdf_boundary - an event of a stream
 * @type: what
 * @depth: the number of open calls around it, also where the record does not say
 * @open: the number of open calls around it that have an entry
 * @has_site: @site is known; not so for an exit whose entry was overwritten
 * @site: distance of the site from _text
 * @nvalues: number of values
 * @values: see kdf_value()
 * @structs: the struct records that follow it, see kdf_snapshot_next()
 * @structs_len: bytes of them
 * @has_entry: of an exit: its entry is there
 * @only_changed: of an exit: the kernel has looked at the structs again, and has
 *	captured those that are not what they were at the entry
 * @frame: of an entry, of an exit that has one, and of an entry without exit
 * @entry_nvalues: number of values of the entry; of an exit that has one
 * @entry_values: they
 * @entry_structs: its structs
 * @entry_structs_len: bytes of them
 * @lost_entries: of a loss
 * @lost_exits: of a loss
 * @lost_chunks: of a gap
 * @offset: of the record in the chunk's records
 */
struct kdf_boundary {
	enum kdf_boundary_type type;
	unsigned int depth;
	unsigned int open;
	bool has_site;
	int32_t site;
	unsigned int nvalues;
	const uint8_t *values;
	const uint8_t *structs;
	size_t structs_len;
	bool has_entry;
	bool only_changed;
	struct kdf_frame *frame;
	unsigned int entry_nvalues;
	const uint8_t *entry_values;
	const uint8_t *entry_structs;
	size_t entry_structs_len;
	uint32_t lost_entries;
	uint32_t lost_exits;
	uint32_t lost_chunks;
	size_t offset;
};

/** KDF_STRUCTS_MAX - structs of a boundary: one for each argument, and for the return value */
#define KDF_STRUCTS_MAX 256

/**
 * struct kdf_snapshot - a struct that was captured at a boundary
 * @arg: the argument, or KCOV_DF_RETURN
 * @flags: KCOV_DF_STRUCT_*
 * @size: of the struct
 * @data: what was captured
 * @len: bytes of it
 */
struct kdf_snapshot {
	unsigned int arg;
	uint32_t flags;
	uint32_t size;
	const uint8_t *data;
	uint32_t len;
};

/** kdf_snapshot_next - the struct at *@pos of what a boundary has; false at the end */
bool kdf_snapshot_next(const uint8_t *structs, size_t len, size_t *pos, struct kdf_snapshot *snap);

/** kdf_snapshot_find - the struct of an argument; false if there is none */
bool kdf_snapshot_find(const uint8_t *structs, size_t len, unsigned int arg,
		       struct kdf_snapshot *snap);

/**
 * struct kdf_nest - the open calls of one stream, while its chunks are read
 *
 * Feed the chunks of one stream in the order of their index, and take out the
 * boundaries of each before the next:
 *
 *	for each chunk:
 *		kdf_nest_chunk(&nest, &chunk, &err);
 *		while (kdf_nest_next(&nest, &boundary, &err) > 0) ...
 *	kdf_nest_end(&nest);
 *	while (kdf_nest_next(&nest, &boundary, &err) > 0) ...
 *
 * Depths are those of the records, nothing is inferred. An entry that a
 * shallower or equal one follows, or an exit further out, has no exit.
 *
 * Set @only_changed to begin with if the session was one with
 * KCOV_DF_AFTER_CHANGED.
 */
struct kdf_nest {
	struct kdf_frame *frames;
	size_t count;
	size_t alloc;
	uint8_t *bytes;
	size_t bytes_len;
	size_t bytes_alloc;
	struct kdf_chunk chunk;
	size_t pos;
	struct kdf_call_record rec;
	bool pending;
	bool begun;
	bool ended;
	bool unknown;
	bool only_changed;
	uint32_t gap;
	uint32_t index;
	uint32_t losses;
	uint64_t serial;
};

/** kdf_nest_chunk - continue with a chunk; what it points to must stay */
int kdf_nest_chunk(struct kdf_nest *nest, const struct kdf_chunk *chunk, struct kdf_error *err);

/**
 * kdf_nest_next - the next boundary of the chunk
 *
 * The boundary is valid until the next call. Return: 1, 0 when the chunk has no
 * more, or an error: then the rest of the stream cannot be used.
 */
int kdf_nest_next(struct kdf_nest *nest, struct kdf_boundary *b, struct kdf_error *err);

/** kdf_nest_end - the stream has no more chunks */
void kdf_nest_end(struct kdf_nest *nest);

/** kdf_nest_free - free the open calls */
void kdf_nest_free(struct kdf_nest *nest);

#ifdef __cplusplus
}
#endif

#endif /* KDF_CALLS_H */
