/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layout of the trace file, for its reader and its writer; see docs/trace-format.md. */
#ifndef KDF_TRACE_H
#define KDF_TRACE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

#include "kdflow.h"

/* As in PNG: not text, and damaged by everything that converts line ends. */
#define TRACE_MAGIC "\x89KDF\r\n\x1a\n"
/* Which records the file holds. */
#define TRACE_VERSION_RFC 1
#define TRACE_VERSION_SESSION 2

/* All numbers are little endian. */
struct trace_header {
	char magic[8];
	uint32_t version;
	uint32_t zero;
};

/**
 * struct trace_block - in front of each block
 * @type: enum kdf_block_type, KDF_BLOCK_OPTIONAL perhaps
 * @index: 0 for the first block: shows that none is missing
 * @stored: bytes of the compressed payload that follows
 * @raw: bytes of the payload
 * @crc: crc32 of what is before it in this struct, and of the compressed payload
 */
struct trace_block {
	uint32_t type;
	uint32_t index;
	uint32_t stored;
	uint32_t raw;
	uint32_t crc;
};

/* The payload of the end block: what the file holds in all. */
struct trace_end {
	uint64_t words;
};

struct trace_session_end {
	uint64_t chunks;
	uint64_t bytes;
};

/* The stats block of a session, as struct kcov_df_counters. */
struct trace_counters {
	uint64_t entries;
	uint64_t exits;
	uint64_t lost_full_entries;
	uint64_t lost_full_exits;
	uint64_t lost_nofault_entries;
	uint64_t lost_nofault_exits;
	uint64_t overwritten;
	uint64_t lost_tasks;
};

/* input.c: the bytes of the file. @name: for messages */
int trace_input_open(struct trace_input **in, const char *path, const char *name,
		     struct kdf_error *err);
/* Returns fewer bytes than @len only where the file ends; or a negative errno value. */
ssize_t trace_input_read(struct trace_input *in, void *data, size_t len, uint64_t offset);
void trace_input_close(struct trace_input *in);

/** struct trace_place - where a block is: its number, and its offset in the file */
struct trace_place {
	const struct kdf_trace *trace;
	uint32_t block;
	uint64_t offset;
};

/** TRACE_PARTS - of a chunk in parts: its head, its records, its structs */
#define TRACE_PARTS 3U

/** struct trace_part - where a part of a block is, compressed and as it was */
struct trace_part {
	size_t stored;
	size_t stored_len;
	size_t raw;
	size_t raw_len;
};

/**
 * struct trace_payload - what a block holds
 * @type: enum kdf_block_type
 * @raw: the payload, with a NUL behind it
 * @raw_len: bytes of it
 * @raw_alloc: room
 * @stored: the same, compressed
 * @stored_len: bytes of that
 * @stored_alloc: room
 * @parts: of a chunk in parts: of @raw, only the first is there until trace_decompress()
 * @merged: a chunk in parts, put together
 * @merged_alloc: room
 * @zstd: ZSTD_DCtx
 *
 * Zeroed, it is empty; it is used for one block after another.
 */
struct trace_payload {
	uint32_t type;
	char *raw;
	size_t raw_len;
	size_t raw_alloc;
	char *stored;
	size_t stored_len;
	size_t stored_alloc;
	struct trace_part parts[TRACE_PARTS];
	char *merged;
	size_t merged_alloc;
	void *zstd;
};

/* block.c */
int trace_read_block(const struct trace_place *at, struct trace_payload *p, struct kdf_error *err);
int trace_bad_block(const struct trace_place *at, struct kdf_error *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void trace_payload_free(struct trace_payload *p);
int trace_decompress(const struct trace_place *at, struct trace_payload *p, const struct trace_part *part,
		     struct kdf_error *err);
/* Room for @len bytes and a NUL. */
bool trace_reserve(char **data, size_t *alloc, size_t len);

/**
 * struct trace_split - the records of a chunk in two parts
 * @records: room for all; those of structs are cut
 * @records_len: bytes of them
 * @structs: room for all; the records of structs
 * @structs_len: bytes of them
 */
struct trace_split {
	uint8_t *records;
	size_t records_len;
	uint8_t *structs;
	size_t structs_len;
};

/* chunk-parts.c */
/* Returns false if a record is malformed: such a chunk stays whole. */
bool trace_split_chunk(const struct kdf_chunk *chunk, struct trace_split *split);
int trace_find_parts(const struct trace_place *at, struct trace_payload *p, struct kdf_error *err);
/* Sets the data of the chunk; all parts are there. */
int trace_merge_parts(const struct trace_place *at, struct trace_payload *p, struct kdf_chunk *chunk,
		      struct kdf_error *err);

/* writer.c: a block of which each part is compressed by itself. */
int trace_write_parts(struct kdf_writer *w, uint32_t type, const struct iovec *parts, size_t count, int level,
		      struct kdf_error *err);

/* trace-chunks.c: the index of the chunks of a session's trace. */
int trace_add_chunk(struct kdf_trace *trace, const struct trace_payload *p, const char **wrong);
int trace_sort_chunks(struct kdf_trace *trace, struct kdf_error *err);
/* Makes a chunk of a block that has one and was read; without structs, they are cut if that saves work. */
int trace_block_chunk(const struct trace_place *at, struct trace_payload *p, bool structs, struct kdf_chunk *chunk,
		      struct kdf_error *err);
/* Reads a chunk again; what it points to is in @p. */
int trace_load_chunk(const struct kdf_trace *trace, const struct kdf_trace_chunk *c, bool structs,
		     struct trace_payload *p, struct kdf_chunk *chunk, struct kdf_error *err);

uint32_t trace_crc(const struct trace_block *block, const void *stored);

#endif /* KDF_TRACE_H */
