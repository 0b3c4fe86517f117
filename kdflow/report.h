/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of "kdflow report". */
#ifndef KDFLOW_REPORT_H
#define KDFLOW_REPORT_H

#include "format.h"
#include "tally.h"

/**
 * struct column - an argument or the return value of all calls of a function
 * @is_number: its values are tallied; the rest is valid
 * @type: what it is
 * @bits: its width
 * @first: number of its value among those of the boundary
 * @tally: its values
 */
struct column {
	bool is_number;
	const struct kdf_type *type;
	unsigned int bits;
	unsigned int first;
	struct tally tally;
};

/**
 * struct function_report - all calls of a site
 * @site: address of it
 * @function: its function, or NULL
 * @calls: entries, and exits without an entry
 * @errors: exits with a return value that is a negative errno value
 * @no_entry: exits without an entry
 * @no_exit: entries without an exit
 * @nargs: number of arguments, 0 if they cannot be told apart
 * @nvalues: values of an entry
 * @ret_nvalues: values of an exit
 * @columns: the arguments, and behind them the return value
 */
struct function_report {
	uint64_t site;
	const struct kdf_function *function;
	uint64_t calls;
	uint64_t errors;
	uint64_t no_entry;
	uint64_t no_exit;
	unsigned int nargs;
	unsigned int nvalues;
	unsigned int ret_nvalues;
	struct column *columns;
};

/**
 * struct report_set - the functions of a trace, or of a task
 * @functions: in no order
 * @count: their number
 * @alloc: room
 * @index: hash table: places in @functions + 1, 0 for a free one; at most half full
 * @index_alloc: a power of two
 * @unknown: exits of which nothing says the function
 */
struct report_set {
	struct function_report **functions;
	size_t count;
	size_t alloc;
	uint32_t *index;
	size_t index_alloc;
	uint64_t unknown;
	uint64_t columns;
	uint64_t values;
};

/** report_add - count a boundary; returns false without memory */
bool report_add(struct report_set *set, struct kdf_names *names, const struct kdf_walk *walk,
		uint32_t limit);

void report_free(struct report_set *set);

enum report_form { REPORT_TABLE, REPORT_JSON, REPORT_CSV };

/**
 * struct report - one run of "kdflow report"
 * @format: how to print
 * @trace: what
 * @form: the kind of output
 * @by_task: one report for each task
 * @no_values: functions only
 * @limit: different values that are counted
 * @function: a pattern for the names of functions, or NULL
 * @compare: the order of functions
 * @damaged: something is wrong with the trace, which was told
 */
struct report {
	struct format format;
	struct kdf_trace trace;
	enum report_form form;
	bool by_task;
	bool no_values;
	uint32_t limit;
	const char *function;
	int (*compare)(const void *a, const void *b);
	bool damaged;
};

/** report_name, report_module - of a site, "?" without */
const char *report_name(const struct function_report *f);
const char *report_module(const struct function_report *f);

/*
 * The functions of a set, which is sorted, in one of three forms. @task is the head of
 * the task's last chunk, or NULL for all tasks.
 */
void table_functions(const struct report *r, const struct report_set *set,
		     const struct kcov_df_chunk *task);
void json_functions(const struct report *r, const struct report_set *set,
		    const struct kcov_df_chunk *task);
void csv_begin(const struct report *r);
void csv_functions(const struct report *r, const struct report_set *set,
		   const struct kcov_df_chunk *task);

/** report_column_name - of argument @i, or "ret" */
const char *report_column_name(const struct function_report *f, unsigned int i,
			       char buf[static 24]);

#endif /* KDFLOW_REPORT_H */
