/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of contracts share. */
#ifndef KDF_CONTRACT_PRIVATE_H
#define KDF_CONTRACT_PRIVATE_H

#include "contract.h"
#include "expr-bound.h"

#define BLANKS " \t\r"

/* contract.c: patterns up to "in MODULE"; to be freed in any case. */
int contract_target(struct kdf_target *target, const struct kdf_source *source, const char *separators,
		    struct kdf_error *err);
void contract_target_free(struct kdf_target *target);

/* sequence-parse.c */
int contract_sequence(struct kdf_contract *c, const struct kdf_source *head,
		      const struct kdf_source *body, struct kdf_error *err);
void contract_sequence_free(struct kdf_contract *c);

/**
 * struct check_rule - a contract, or a step of a sequence, of one function
 * @contract: which
 * @step: NULL, or the step
 * @bound: the expression, or the object
 * @condition: of the step
 * @pointer: the object is a pointer: NULL and ERR_PTR() are none
 */
struct check_rule {
	struct kdf_contract *contract;
	const struct kdf_step *step;
	struct kdf_bound bound;
	struct kdf_bound condition;
	bool pointer;
};

/**
 * struct check_site - the rules of a function of the trace, in the order of the contracts
 * @site: its address
 * @first: the first of them
 * @count: their number
 */
struct check_site {
	uint64_t site;
	size_t first;
	size_t count;
};

/* sequence.c */
int sequences_begin(struct kdf_check *check, struct kdf_error *err);
int sequences_boundary(struct kdf_check *check, const struct kdf_walk *walk, const struct check_site *site);
int sequences_end(struct kdf_check *check);
void sequences_free(struct kdf_check *check);

#endif /* KDF_CONTRACT_PRIVATE_H */
