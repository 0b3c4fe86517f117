/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of "kdflow diff". Calls at depth 0 of a task are read one by one, each with
 * all calls in it as a tree; a window of them is aligned with one of the other trace, and
 * in each pair the calls in it, and so on. So memory depends on the window, and not on
 * the length of the traces.
 */
#ifndef KDFLOW_DIFF_H
#define KDFLOW_DIFF_H

#include "diff-tree.h"
#include "format.h"
#include "identity.h"

/* Calls at depth 0 that are looked at together, and their memory. */
#define WINDOW_CALLS 64
#define WINDOW_BYTES (64U << 20)

/**
 * struct diff_function - a function, the same in both traces by name and module
 * @only: calls in only one of the traces
 * @differ: calls in both, with values that differ
 */
struct diff_function {
	char *name;
	char *module;
	uint64_t only[2];
	uint64_t differ;
};

/** struct id - number of the function with a key; DIFF_NONE in a free place */
struct id {
	uint64_t key;
	uint32_t id;
};

/** struct ids - numbers of functions: a hash table, @alloc is a power of two, at most half full */
struct ids {
	struct id *places;
	size_t count;
	size_t alloc;
};

/**
 * struct side - one of the two traces
 * @format: how to print what is its
 * @trace: it
 * @same_image: the kernel of the other trace has the same layout
 * @walk: in the stream that is compared
 * @open: the stack of open calls of the tree that is read, by number of calls around
 * @lost: records were lost since the last tree
 * @ended: the stream has no more trees
 * @window: trees that were read
 * @count: their number
 * @bytes: their memory
 * @sites: functions by site
 */
struct side {
	struct format format;
	struct kdf_trace trace;
	bool same_image;
	struct kdf_walk walk;
	uint32_t open[TREE_DEPTH + 1];
	bool lost;
	bool ended;
	struct tree *window[WINDOW_CALLS];
	size_t count;
	size_t bytes;
	struct ids sites;
};

/** struct level - a pair of calls around the one that is compared */
struct level {
	const struct call *call[2];
	bool shown;
};

/**
 * struct diff - one run of "kdflow diff"
 * @side: the traces
 * @json: JSON lines
 * @quiet: no output
 * @calls_only: do not compare values
 * @no_members: do not compare what is in structs
 * @ignore: a pattern of places that are not compared, or NULL
 * @functions: functions of both
 * @nfunctions: their number
 * @functions_alloc: room
 * @names: functions by name and module
 * @identity: which addresses are the same object
 * @details: the differences, which come behind the summary
 * @levels: the calls around the one that is compared
 * @depth: their number
 * @heading: what pair of tasks is compared
 * @shown: its heading was printed
 * @tasks: compared
 * @only_tasks: tasks in only one of the traces
 * @calls: compared
 * @only: calls in only one of the traces
 * @values: compared
 * @differ: of them
 * @differ_calls: calls with such
 * @not_known: values that are known in only one of the traces
 * @large: pairs of calls that were too large to be aligned
 * @large_differ: of them, with other numbers of calls
 * @lost: pairs of calls in which records were lost
 * @damaged: something is wrong with a trace, which was told
 * @failed: no memory
 */
struct diff {
	struct side side[2];
	bool json;
	bool quiet;
	bool calls_only;
	bool no_members;
	const char *ignore;
	struct diff_function *functions;
	uint32_t nfunctions;
	uint32_t functions_alloc;
	struct ids names;
	struct identity identity;
	FILE *details;
	struct level levels[TREE_DEPTH + 2];
	unsigned int depth;
	const struct kcov_df_chunk *heading[2];
	bool shown;
	uint64_t tasks;
	uint64_t only_tasks[2];
	uint64_t calls;
	uint64_t only[2];
	uint64_t values;
	uint64_t differ;
	uint64_t differ_calls;
	uint64_t not_known;
	uint64_t large;
	uint64_t large_differ;
	uint64_t lost;
	bool damaged;
	bool failed;
};

/* diff-function.c */

/** diff_function_id - number of the function of a walk's boundary; DIFF_NONE without memory */
uint32_t diff_function_id(struct diff *d, struct side *side);

void diff_functions_free(struct diff *d);

/* diff-align.c */

/** struct item - a call to be aligned */
struct item {
	uint32_t id;
	uint64_t digest;
	uint32_t index;
};

/** struct step - of an alignment: a pair, or a call without one (the other is DIFF_NONE) */
struct step {
	uint32_t index[2];
};

/**
 * align - align two lists of calls
 * @n: their lengths
 * @ended: the lists end there; otherwise the steps end where half of that list is used
 * @steps: room for @n[0] + @n[1] steps
 *
 * Only calls of the same function are paired. The alignment has as much as possible of
 * what is equal; calls with equal digests count as three others. Return: the number of
 * steps, or -1 without memory.
 */
ssize_t align(const struct item *const lists[2], const size_t n[2], const bool ended[2],
	      struct step *steps);

/* diff-meaning.c */

/** struct both - a value of at most 64 bits, in both traces */
struct both {
	const struct kdf_type *types[2];
	uint64_t values[2];
	unsigned int bits[2];
};

/** both_take - the value of an argument in both; false if it is not of that kind in one of them */
bool both_take(struct both *v, const struct kdf_argument args[2]);

/** both_same - is it the same? Addresses are if they are the same object. */
bool both_same(struct diff *d, const struct both *v);

/** call_digest - of the values of a call, addresses aside */
uint64_t call_digest(const struct diff *d, struct side *side, const struct tree *tree,
		     const struct call *call);

/* diff-value.c */

/** compare_values - compare the entries (0) or exits (1) of two calls; returns how many values differ */
size_t compare_values(struct diff *d, struct tree *const trees[2],
		      const struct call *const calls[2], int exit);

/* diff-compare.c */

/** compare_streams - compare the streams that both walks have begun */
void compare_streams(struct diff *d);

/* diff-print.c: all of them write to @details. */

/** print_value - a value that differs; @begun if it is not the first of its line */
void print_value(struct diff *d, bool begun, const char *place, const struct both *v);

/** print_call_begin, print_call_end - around the values of a line, for entry (0) or exit (1) */
void print_call_begin(struct diff *d, const struct call *const calls[2], int exit);
void print_call_end(struct diff *d);

/** print_only - a call in only one of the traces, with its number of calls */
void print_only(struct diff *d, int which, const struct tree *tree, const struct call *call);

/** print_only_task - a task in only one of the traces */
void print_only_task(struct diff *d, int which, const struct kcov_df_chunk *task, uint64_t calls);

/** print_large - two calls at depth 0 whose calls were counted, where the numbers differ */
void print_large(struct diff *d, struct tree *const trees[2]);

/* diff-summary.c */

/** diff_differs - is there any difference? */
bool diff_differs(const struct diff *d);

/** print_summary - what is before the differences */
void print_summary(struct diff *d);

#endif /* KDFLOW_DIFF_H */
