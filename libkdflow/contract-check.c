// SPDX-License-Identifier: GPL-2.0-or-later
/* Rules, at each boundary of their functions. */
#include <stdlib.h>

#include "contract-private.h"
#include "kdflow.h"

static int site_cmp(const void *a, const void *b)
{
	const struct check_site *x = a, *y = b;

	return x->site < y->site ? -1 : x->site > y->site;
}

/* Is this the half of a call that the contract speaks of? */
static bool is_about(const struct kdf_contract *c, const struct kdf_boundary *b)
{
	return b->type == (c->kind == KDF_PRE ? KDF_B_ENTRY : KDF_B_EXIT);
}

/* The half of which it speaks is missing. */
static bool is_missing(const struct kdf_contract *c, const struct kdf_boundary *b)
{
	if (c->kind == KDF_PRE)
		return b->type == KDF_B_EXIT && !b->has_entry;
	return b->type == KDF_B_NO_EXIT;
}

static void check_rule(struct kdf_check *check, const struct check_rule *rule, const struct kdf_walk *walk)
{
	struct kdf_contract *c = rule->contract;
	enum kdf_truth truth;

	if (c->kind == KDF_SEQUENCE)
		return;
	if (!is_about(c, &walk->boundary)) {
		c->undecided += is_missing(c, &walk->boundary);
		return;
	}
	truth = kdf_bound_truth(&rule->bound, &walk->boundary);
	if (truth == KDF_UNKNOWN) {
		c->undecided++;
	} else if ((truth == KDF_TRUE) != c->never) {
		c->held++;
	} else {
		c->violated++;
		check->report(check->data, &(struct kdf_violation){ .contract = c, .walk = walk,
								     .bound = &rule->bound });
	}
}

int kdf_check_boundary(struct kdf_check *check, const struct kdf_walk *walk)
{
	struct check_site key = { .site = walk->site };
	const struct check_site *site = NULL;

	if (walk->function && check->nsites)
		site = bsearch(&key, check->sites, check->nsites, sizeof(key), site_cmp);
	for (size_t i = 0; site && i < site->count; i++)
		check_rule(check, &check->rules[site->first + i], walk);
	return sequences_boundary(check, walk, site);
}

int kdf_check_end(struct kdf_check *check)
{
	return sequences_end(check);
}

bool kdf_check_in_order(const struct kdf_check *check)
{
	for (size_t i = 0; i < check->contracts->count; i++) {
		const struct kdf_contract *c = &check->contracts->contracts[i];

		if (c->kind == KDF_SEQUENCE && !c->by_task)
			return true;
	}
	return false;
}
