/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which address of one trace is which of another. */
#ifndef KDFLOW_IDENTITY_H
#define KDFLOW_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** IDENTITY_MAX - pairs of addresses that are remembered */
#define IDENTITY_MAX (1U << 20)

/** struct identity_pair - an address and its other; 0 for a free place */
struct identity_pair {
	uint64_t address;
	uint64_t other;
};

/**
 * struct identity - addresses of two traces that stand for the same object
 * @to: from the address of a trace to that of the other: hash tables, at most half full
 * @alloc: places in each, a power of two
 * @count: most pairs in one of them
 * @forgotten: how often there were too many, so that all were forgotten
 * @failed: memory ran out once
 *
 * Both are seen for the first time at the same place: that makes them a pair. An address
 * that has a pair is the same as no other one.
 */
struct identity {
	struct identity_pair *to[2];
	size_t alloc;
	size_t count;
	uint64_t forgotten;
	bool failed;
};

/**
 * identity_same - are two addresses, not 0, at the same place the same object?
 *
 * If not, they are a pair from now on: memory was used again, which is told once.
 */
bool identity_same(struct identity *id, const uint64_t addresses[2]);

void identity_free(struct identity *id);

#endif /* KDFLOW_IDENTITY_H */
