/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What "kdflow follow" prints. */
#ifndef KDFLOW_FOLLOW_PRINT_H
#define KDFLOW_FOLLOW_PRINT_H

#include "follow.h"
#include "format.h"

/**
 * struct follow - one run of "kdflow follow"
 * @format: how to print
 * @trace: what
 * @target: what is followed
 * @object: to be found: the struct that has the value in it
 * @json: JSON lines
 * @damaged: something is wrong with the trace, which was told
 * @boundaries: at which the target was
 * @begun: of a line: a place is there already
 * @at_exit: of a line: it is one of an exit
 */
struct follow {
	struct format format;
	struct kdf_trace trace;
	struct target target;
	bool object;
	bool json;
	bool damaged;
	uint64_t boundaries;
	bool begun;
	bool at_exit;
};

/** follow_function - sets site and function of @walk to those of a site relative to the base */
void follow_function(struct follow *f, int32_t site, struct kdf_walk *walk);

/** follow_print - a line, below lines for the calls around it that have none yet */
void follow_print(struct follow *f, struct kdf_walk *walk);

/** follow_json - a JSON line */
void follow_json(struct follow *f, struct kdf_walk *walk);

#endif /* KDFLOW_FOLLOW_PRINT_H */
