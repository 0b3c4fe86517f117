// SPDX-License-Identifier: GPL-2.0-or-later
/* Contracts -> rules of the functions of a trace. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "contract-private.h"
#include "kdflow.h"

/* Rules, and names in them: contracts for all functions times the functions of a kernel. */
#define NAMES_MAX 2000000

/**
 * struct applied - an expression that is being applied to functions
 * @matched: functions of that name
 * @fits: those of them that it fits
 * @why: why it did not fit the first that it did not fit; NULL if it did
 */
struct applied {
	uint64_t matched;
	uint64_t fits;
	struct kdf_error *why;
};

static struct check_rule *add_rule(struct kdf_check *check)
{
	if (check->nrules == check->rules_alloc) {
		size_t alloc = check->rules_alloc ? 2 * check->rules_alloc : 256;
		void *p = reallocarray(check->rules, alloc, sizeof(*check->rules));

		if (!p)
			return NULL;
		check->rules = p;
		check->rules_alloc = alloc;
	}
	check->rules[check->nrules] = (struct check_rule){ 0 };
	return &check->rules[check->nrules];
}

static bool is_pointer(const struct kdf_bound *bound)
{
	const struct kdf_bound_leaf *leaf = &bound->leaves[0];
	const struct kdf_function *func = bound->func;
	const struct kdf_type *type = &leaf->path.type;

	if (leaf->is_constant || (leaf->path.whole && !func->typed))
		return true;
	if (leaf->path.whole)
		type = leaf->path.arg == KCOV_DF_RETURN ? &func->ret : &func->params[leaf->path.arg].type;
	return type->kind == KDF_TYPE_UNKNOWN ||
	       (type->kind >= KDF_TYPE_POINTER && type->kind <= KDF_TYPE_POINTER_STRUCT);
}

/* Binds one rule. Return: 1 if it fits, 0 if it does not, or an error. */
static int bind_rule(struct kdf_check *check, const struct kdf_expr *expr, struct kdf_contract *c,
		     const struct kdf_step *step, const struct kdf_function *func, unsigned int arg,
		     struct kdf_error *err)
{
	struct check_rule *rule;
	int ret;

	check->names += 1 + expr->nleaves + (step ? step->condition.nleaves : 0);
	if (check->names > NAMES_MAX)
		return kdf_fail(err, E2BIG,
				"%s: expected contracts with at most %d names in all functions of the trace",
				check->contracts->path, NAMES_MAX);
	rule = add_rule(check);
	if (!rule)
		return kdf_fail_sys(err, ENOMEM, "%s", check->contracts->path);
	rule->contract = c;
	rule->step = step;
	ret = kdf_bound_init(&rule->bound, expr, check->trace, func, arg, err);
	if (!ret && step && step->has_condition) {
		ret = kdf_bound_init(&rule->condition, &step->condition, check->trace, func, arg, err);
		if (ret)
			kdf_bound_free(&rule->bound);
	}
	if (!ret && step)
		rule->pointer = is_pointer(&rule->bound);
	check->nrules += !ret;
	return !ret ? 1 : ret == -ENOENT ? 0 : ret;
}

/*
 * "arg" is each argument of functions that are named by a pattern; in a contract
 * for one function, it is the parameter of that name, if there is one.
 */
static bool is_each(const struct kdf_expr *expr, const struct kdf_target *target,
		    const struct kdf_function *func)
{
	return expr->uses_arg && (!target->exact || kdf_argument_find(func, "arg", 3) < 0);
}

static int apply(struct kdf_check *check, const struct kdf_expr *expr, const struct kdf_target *target,
		 struct kdf_contract *c, const struct kdf_step *step, const struct kdf_function *func,
		 struct applied *applied, struct kdf_error *err)
{
	bool each = is_each(expr, target, func);
	unsigned int count = each ? func->shape.nargs : 1, fits = 0;
	struct kdf_error why;

	applied->matched++;
	for (unsigned int i = 0; i < count; i++) {
		int ret = bind_rule(check, expr, c, step, func, each ? i : KDF_NO_ARGUMENT, &why);

		if (ret < 0) {
			*err = why;
			return ret;
		}
		fits += ret;
	}
	applied->fits += fits || !count;
	if (fits || !count || applied->why)
		return 0;
	applied->why = malloc(sizeof(why));
	if (!applied->why)
		return kdf_fail_sys(err, ENOMEM, "%s", check->contracts->path);
	*applied->why = why;
	return 0;
}

static int apply_contract(struct kdf_check *check, struct kdf_contract *c, const struct kdf_function *func,
			  struct applied *applied, struct kdf_error *err)
{
	uint64_t before = check->nrules;
	int ret = 0;

	if (c->kind != KDF_SEQUENCE) {
		if (kdf_target_matches(&c->target, func))
			ret = apply(check, &c->expr, &c->target, c, NULL, func, &applied[0], err);
	} else {
		/* Steps that name a function come before those with a pattern. */
		for (unsigned int pass = 0; pass < 2; pass++) {
			for (unsigned int i = 0; i < c->nsteps && !ret; i++) {
				const struct kdf_step *s = &c->steps[i];

				if (s->target.exact == !pass && kdf_target_matches(&s->target, func))
					ret = apply(check, &s->object, &s->target, c, s, func, &applied[i],
						    err);
			}
		}
	}
	c->functions += check->nrules > before;
	return ret;
}

/* All contracts, to one function. @applied has one for each contract, and for each step. */
static int apply_all(struct kdf_check *check, size_t site, struct applied *applied, struct kdf_error *err)
{
	struct check_site *s = &check->sites[site];
	const struct kdf_function *func;
	struct kdf_error unused;
	int ret;

	*s = (struct check_site){ .site = kdf_names_site(&check->trace->names, site), .first = check->nrules };
	if (kdf_names_function(&check->trace->names, s->site, &func, &unused) || !func)
		return 0;
	for (size_t i = 0; i < check->contracts->count; i++) {
		struct kdf_contract *c = &check->contracts->contracts[i];

		ret = apply_contract(check, c, func, applied, err);
		if (ret)
			return ret;
		applied += c->kind == KDF_SEQUENCE ? c->nsteps : 1;
	}
	s->count = check->nrules - s->first;
	return 0;
}

/* A contract that fits none of the functions that it names is wrong. */
static int check_applied(const struct kdf_check *check, const struct applied *applied, struct kdf_error *err)
{
	for (size_t i = 0; i < check->contracts->count; i++) {
		const struct kdf_contract *c = &check->contracts->contracts[i];
		unsigned int n = c->kind == KDF_SEQUENCE ? c->nsteps : 1;

		for (unsigned int k = 0; k < n; k++, applied++) {
			if (applied->matched && !applied->fits) {
				*err = *applied->why;
				return -err->code;
			}
		}
	}
	return 0;
}

static size_t count_applied(const struct kdf_contracts *set)
{
	size_t n = 1;

	for (size_t i = 0; i < set->count; i++)
		n += set->contracts[i].kind == KDF_SEQUENCE ? set->contracts[i].nsteps : 1;
	return n;
}

int kdf_check_begin(struct kdf_check *check, struct kdf_contracts *set, struct kdf_trace *trace,
		    kdf_report report, void *data, struct kdf_error *err)
{
	size_t count = count_applied(set);
	struct applied *applied = calloc(count, sizeof(*applied));
	int ret = 0;

	*check = (struct kdf_check){
		.contracts = set,
		.trace = trace,
		.report = report,
		.data = data,
		.nsites = trace->names.count,
		.sites = calloc(trace->names.count + 1, sizeof(*check->sites)),
	};
	if (!applied || !check->sites)
		ret = kdf_fail_sys(err, ENOMEM, "%s", set->path);
	for (size_t i = 0; i < check->nsites && !ret; i++)
		ret = apply_all(check, i, applied, err);
	if (!ret)
		ret = check_applied(check, applied, err) ?: sequences_begin(check, err);
	for (size_t i = 0; applied && i < count; i++)
		free(applied[i].why);
	free(applied);
	if (ret)
		kdf_check_free(check);
	return ret;
}

void kdf_check_free(struct kdf_check *check)
{
	sequences_free(check);
	for (size_t i = 0; i < check->nrules; i++) {
		kdf_bound_free(&check->rules[i].bound);
		kdf_bound_free(&check->rules[i].condition);
	}
	free(check->rules);
	free(check->sites);
	*check = (struct kdf_check){ 0 };
}
