/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of "kdflow check". */
#ifndef KDFLOW_CHECK_H
#define KDFLOW_CHECK_H

#include "format.h"

/**
 * struct checking - one run of "kdflow check"
 * @format: how to print
 * @trace: what is checked
 * @contracts: what it is checked against
 * @check: the one applied to the other
 * @json: JSON lines
 * @quiet: nothing but the exit status
 * @limit: number of violations to print
 * @violations: number of violations
 * @damaged: something is wrong with the trace, which was told
 */
struct checking {
	struct format format;
	struct kdf_trace trace;
	struct kdf_contracts contracts;
	struct kdf_check check;
	bool json;
	bool quiet;
	uint64_t limit;
	uint64_t violations;
	bool damaged;
};

/**
 * struct open_call - a call around a boundary, or the boundary itself
 * @missing: calls between this one and the one before are not in the trace
 * @site: address of the site
 * @function: NULL if it has no name
 */
struct open_call {
	bool missing;
	uint64_t site;
	const struct kdf_function *function;
};

/** check_path - call @i on the way from the outermost recorded call to a boundary; false behind the last */
bool check_path(const struct kdf_walk *walk, unsigned int i, struct open_call *call);

/** check_step_function - what a step is called in a report: its first pattern */
const char *check_step_function(const struct kdf_contract *c, unsigned int step);

/** check_function - the function of a site, or NULL */
const struct kdf_function *check_function(struct kdf_trace *trace, uint64_t site);

/** text_violation, text_summary - for a person */
void text_violation(struct checking *c, const struct kdf_violation *v);
void text_summary(struct checking *c);

/** json_violation, json_summary - for a program: docs/kdflow-check.schema.json */
void json_violation(struct checking *c, const struct kdf_violation *v);
void json_summary(struct checking *c);

#endif /* KDFLOW_CHECK_H */
