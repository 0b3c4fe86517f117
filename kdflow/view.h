/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of "kdflow view". */
#ifndef KDFLOW_VIEW_H
#define KDFLOW_VIEW_H

#include "format.h"

/**
 * struct view - one run of "kdflow view"
 * @format: how to print
 * @trace: what
 * @calls: the calls of an RFC trace
 * @raw: one line per record
 * @json: JSON lines
 * @only: a module, or NULL
 * @context: lines around its calls
 * @damaged: something is wrong with the trace, which was told
 */
struct view {
	struct format format;
	struct kdf_trace trace;
	struct kdf_calls calls;
	bool raw;
	bool json;
	const char *only;
	uint64_t context;
	bool damaged;
};

/** view_calls - print the calls of an RFC trace; returns an exit status */
int view_calls(struct view *v);

/** view_streams - print the calls of a session, stream by stream; returns an exit status */
int view_streams(struct view *v);

/** view_add_context - add to the shown ones of @n lines those within @context of them */
int view_add_context(bool *shown, size_t n, uint64_t context);

/** view_separate - as grep does it: "--" between groups of lines that do not touch */
void view_separate(const struct view *v, const bool *shown, size_t i, bool *begun);

/** view_no_module - complain: the trace has no call of the module, but of those that @next tells */
int view_no_module(const struct view *v, const char *(*next)(const struct view *v, size_t i));

#endif /* KDFLOW_VIEW_H */
