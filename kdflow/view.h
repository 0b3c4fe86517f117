/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of "kdflow view". */
#ifndef KDFLOW_VIEW_H
#define KDFLOW_VIEW_H

#include "format.h"
#include "select.h"

/**
 * struct view - one run of "kdflow view"
 * @format: how to print
 * @trace: what
 * @calls: the calls of an RFC trace
 * @raw: one line per record
 * @json: JSON lines
 * @select: which calls
 * @no_pager: the output is for the terminal itself
 * @damaged: something is wrong with the trace, which was told
 */
struct view {
	struct format format;
	struct kdf_trace trace;
	struct kdf_calls calls;
	bool raw;
	bool json;
	struct select select;
	bool no_pager;
	bool damaged;
};

/** view_calls - print the calls of an RFC trace; returns an exit status */
int view_calls(struct view *v);

/** view_streams - print the calls of a session, stream by stream; returns an exit status */
int view_streams(struct view *v);

/** view_nothing - complain: no call is selected; the modules of the trace are those that @next tells */
int view_nothing(const struct view *v, const char *(*next)(const struct view *v, size_t i));

#endif /* KDFLOW_VIEW_H */
