/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which calls of a session are shown. */
#ifndef KDFLOW_SELECT_H
#define KDFLOW_SELECT_H

#include "where.h"

/**
 * struct select - what the user wants to see; all that is set must hold
 * @module: pattern for the module of a call
 * @function: pattern for its function
 * @task: number of its task, or a pattern for the name
 * @changed: it has changed a struct
 * @errors: it has returned an error; the calls around it are shown, too
 * @where: an expression holds at its exit: to be parsed, begun and freed by who has this
 * @context: boundaries around the selected ones that are shown
 * @depth: levels that are shown, 0 for all
 */
struct select {
	const char *module;
	const char *function;
	const char *task;
	bool changed;
	bool errors;
	struct where where;
	uint64_t context;
	uint64_t depth;
};

enum { OPT_MODULE = 0x1000, OPT_FUNCTION, OPT_TASK, OPT_CHANGED, OPT_ERRORS, OPT_WHERE, OPT_DEPTH };

/** SELECT_OPTIONS - for getopt_long(); -C is "context" */
#define SELECT_OPTIONS                                            \
	{ "module", required_argument, NULL, OPT_MODULE },        \
	{ "function", required_argument, NULL, OPT_FUNCTION },    \
	{ "task", required_argument, NULL, OPT_TASK },            \
	{ "changed", no_argument, NULL, OPT_CHANGED },            \
	{ "errors", no_argument, NULL, OPT_ERRORS },              \
	{ "where", required_argument, NULL, OPT_WHERE },          \
	{ "depth", required_argument, NULL, OPT_DEPTH },          \
	{ "context", required_argument, NULL, 'C' }

/** select_option - takes an option of the above; returns 0, or what usage() returns */
int select_option(struct select *s, const char *command, int opt, const char *arg);

/** select_calls - some calls are wanted, and not all of a task */
static inline bool select_calls(const struct select *s)
{
	return s->module || s->function || s->changed || s->errors || s->where.text;
}

/** select_name - the patterns for function and module allow these names */
bool select_name(const struct select *s, const char *function, const char *module);

/**
 * struct selection - the boundaries of a stream that are shown, in their order
 * @walk: the one that is shown
 * @level: its level of indentation: the calls around it that are shown
 * @folded: calls before it that lie too deep; at the end: after the last one
 * @apart: others were left out between it and the one before
 *
 * With conditions on calls, the stream is walked through twice: what a call has
 * changed or returned is known at its exit only. A bit for each boundary is kept
 * from the first time.
 */
struct selection {
	struct kdf_walk walk;
	unsigned int level;
	uint64_t folded;
	bool apart;
	/* private: */
	struct kdf_trace *trace;
	struct select *select;
	uint8_t *bits;
	size_t count;
	size_t alloc;
	size_t pos;
	size_t hit;
	size_t next;
	size_t shown;
	bool begun;
};

/** selection_wants - the task of the stream is selected */
bool selection_wants(const struct select *s, const struct kdf_trace *trace, size_t stream);

/**
 * selection_begin - begin with the first boundary of a stream
 *
 * Return: 1; 0 if no call of the stream is selected; or an error.
 */
int selection_begin(struct selection *sel, struct select *s, struct kdf_trace *trace,
		    size_t stream, struct kdf_error *err);

/** selection_next - the next boundary, as kdf_walk_next() */
int selection_next(struct selection *sel, struct kdf_error *err);

void selection_end(struct selection *sel);

#endif /* KDFLOW_SELECT_H */
