/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A trace as a fuzzer can change it: blocks without compression and checksums. An input begins with two bytes, the
 * number of a command line (commands.c) and FLAG_*; then there are blocks with a head of four bytes.
 */
#ifndef TRACE_BLOCKS_H
#define TRACE_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/kcov_dataflow.h>

#define INPUT_HEAD 2
#define BLOCK_HEAD 4
/* Of a chunk in parts: before its records. */
#define PARTS_HEAD (sizeof(struct kcov_df_chunk) + 2)

/* The trace is one of the RFC's device; it was cut short. */
#define FLAG_RFC 1
#define FLAG_CUT 2

/* In place of the type of a block: what follows is the other trace, for diff. */
#define BLOCK_OTHER 0x7f

/** struct block - a block at @at of an input: its payload is behind its head, shorter than it says where the input ends */
struct block {
	size_t at;
	uint8_t type;
	size_t len;
};

/** block_at - the block at @at; false at the end */
static inline bool block_at(const uint8_t *data, size_t size, size_t at, struct block *b)
{
	if (at >= size || size - at < BLOCK_HEAD)
		return false;
	b->at = at;
	b->type = data[at];
	b->len = data[at + 1] | data[at + 2] << 8 | data[at + 3] << 16;
	if (b->len > size - at - BLOCK_HEAD)
		b->len = size - at - BLOCK_HEAD;
	return true;
}

/** block_end - where the next one is */
static inline size_t block_end(const struct block *b)
{
	return b->at + BLOCK_HEAD + b->len;
}

/** block_head - writes the four bytes */
static inline void block_head(uint8_t *head, uint8_t type, size_t len)
{
	head[0] = type;
	head[1] = len;
	head[2] = len >> 8;
	head[3] = len >> 16;
}

#endif /* TRACE_BLOCKS_H */
