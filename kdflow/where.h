/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls for which an expression holds: a contract that they violate. */
#ifndef KDFLOW_WHERE_H
#define KDFLOW_WHERE_H

#include <kdflow.h>

/**
 * struct where - an expression, looked up in the functions of a trace
 * @text: it, or NULL for none
 * @undecided: number of calls of which it is not known
 */
struct where {
	const char *text;
	uint64_t undecided;
	/* private: */
	char *glob;
	struct kdf_contract contract;
	struct kdf_contracts contracts;
	struct kdf_check check;
	bool holds;
};

/** where_parse - parse @text, an option of @command; returns an exit status */
int where_parse(struct where *where, const char *command);

/** where_begin - look it up; complains and fails if it fits no function */
int where_begin(struct where *where, struct kdf_trace *trace);

/** where_holds - is this the exit of a call for which it holds? */
bool where_holds(struct where *where, const struct kdf_walk *walk);

/** where_tell_undecided - complain of calls of which it is not known, if there are any */
void where_tell_undecided(const struct where *where, const struct kdf_trace *trace);

void where_free(struct where *where);

#endif /* KDFLOW_WHERE_H */
