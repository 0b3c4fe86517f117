/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A call at depth 0 with all calls in it, of one of the traces of "kdflow diff". */
#ifndef KDFLOW_DIFF_TREE_H
#define KDFLOW_DIFF_TREE_H

#include <kdflow.h>

struct diff;
struct side;

/** DIFF_NONE - no call, no function */
#define DIFF_NONE UINT32_MAX

/* What is larger is compared by the numbers of calls of each function. */
#define TREE_CALLS (1U << 17)
#define TREE_BYTES (32U << 20)
#define TREE_DEPTH 1000

/**
 * struct call - a call in a tree
 * @id: number of its function
 * @parent: the call around it, DIFF_NONE for the first
 * @calls: number of calls in it, itself included: they follow it in the tree
 * @depth: number of calls around it
 * @digest: of its values and those of the calls in it, addresses aside
 * @function: its function in its trace, or NULL
 * @site: address of its site, 0 if that is not known
 * @has_entry: its entry is there
 * @has_exit: its exit is there
 * @only_changed: see kdf_boundary
 * @nvalues: of the entry and the exit
 * @structs_len: bytes of the structs of the entry and the exit
 * @data: place of all that in the bytes of the tree: of the entry, and of the exit
 */
struct call {
	uint32_t id;
	uint32_t parent;
	uint32_t calls;
	uint32_t depth;
	uint64_t digest;
	const struct kdf_function *function;
	uint64_t site;
	bool has_entry;
	bool has_exit;
	bool only_changed;
	uint32_t nvalues[2];
	size_t structs_len[2];
	size_t data[2];
};

/**
 * struct tree - a call at depth 0 and all calls in it
 * @calls: it, and then those in it, in the order of their entries
 * @count: their number
 * @alloc: room
 * @bytes: their values and structs
 * @len: number of bytes
 * @bytes_alloc: room
 * @lost: records were lost in it or before it
 * @total: number of calls, also of those that are not in @calls
 * @large: it is too large: only the first call is in @calls
 * @counts: then: number of calls by number of function
 * @counts_len: their number
 */
struct tree {
	struct call *calls;
	uint32_t count;
	uint32_t alloc;
	uint8_t *bytes;
	size_t len;
	size_t bytes_alloc;
	bool lost;
	uint64_t total;
	bool large;
	uint64_t *counts;
	uint32_t counts_len;
};

/** tree_count - the number of calls of a function in a tree with @counts */
static inline uint64_t tree_count(const struct tree *tree, uint32_t id)
{
	return id < tree->counts_len ? tree->counts[id] : 0;
}

/** tree_make_counts - count the calls of a tree by function; false without memory */
bool tree_make_counts(const struct diff *d, struct tree *tree);

/** tree_read - the next tree of the walk's stream; NULL at its end, or without memory */
struct tree *tree_read(struct diff *d, struct side *side);

void tree_free(struct tree *tree);

/** call_boundary - an entry (0) or an exit (1) as it was recorded */
struct kdf_boundary call_boundary(const struct tree *tree, const struct call *call, int exit);

#endif /* KDFLOW_DIFF_TREE_H */
