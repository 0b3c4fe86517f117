/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layout of the trace file, for its reader and its writer; see docs/trace-format.md. */
#ifndef KDF_TRACE_H
#define KDF_TRACE_H

#include <stddef.h>
#include <stdint.h>

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

/* trace-chunks.c: the chunks of a session's trace, while it is read. */
int trace_add_chunk(struct kdf_trace *trace, const void *raw, size_t raw_len, const void *stored,
		    size_t stored_len, const char **wrong);
int trace_sort_chunks(struct kdf_trace *trace, struct kdf_error *err);

uint32_t trace_crc(const struct trace_block *block, const void *stored);

#endif /* KDF_TRACE_H */
