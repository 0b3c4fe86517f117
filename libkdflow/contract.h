/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Contracts: what must hold at the boundaries of functions, and in which order
 * things happen to an object. docs/contracts.md has the language.
 *
 *	kdf_contracts_read(&contracts, path, &err);
 *	kdf_check_begin(&check, &contracts, &trace, report, data, &err);
 *	... walk through the trace:
 *	kdf_check_boundary(&check, &walk);
 *	kdf_check_end(&check);
 *	... counters of each contract ...
 *	kdf_check_free(&check);
 *	kdf_contracts_free(&contracts);
 */
#ifndef KDF_CONTRACT_H
#define KDF_CONTRACT_H

#include "expr.h"
#include "walk.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Contracts ------------------------------------------------------------ */

/**
 * struct kdf_target - which functions
 * @globs: patterns of their names
 * @count: number of patterns
 * @module: pattern of the module, or NULL
 * @exact: no pattern has wildcards
 * @copy: what these point into
 */
struct kdf_target {
	char **globs;
	unsigned int count;
	char *module;
	bool exact;
	char *copy;
};

/** enum kdf_contract_kind - what a contract is about */
enum kdf_contract_kind {
	KDF_PRE,
	KDF_POST,
	KDF_SEQUENCE,
};

/**
 * struct kdf_step - one step of a sequence
 * @target: the functions
 * @object: a path: the object that this is about
 * @has_condition: @condition must hold
 * @at_exit: it happens at the exit, not at the entry
 * @repeats: "*": any number of times
 * @optional: "*" or "?": perhaps not at all
 * @due: "!": it must come before the trace ends
 */
struct kdf_step {
	struct kdf_target target;
	struct kdf_expr object;
	struct kdf_expr condition;
	bool has_condition;
	bool at_exit;
	bool repeats;
	bool optional;
	bool due;
};

/**
 * struct kdf_contract - a contract, and what became of it
 * @line: its line in the file
 * @text: the contract itself, @len bytes
 * @len: bytes of it
 * @kind: what it is about
 * @never: the expression must not hold
 * @target: the functions, not of a sequence
 * @expr: the expression
 * @name: of a sequence
 * @by_task: a sequence of what each task does, not of what all do
 * @steps: of a sequence
 * @nsteps: their number
 * @functions: number of functions of the trace that it is about
 * @held: how often it held
 * @violated: how often it did not
 * @undecided: how often that is not known
 */
struct kdf_contract {
	unsigned int line;
	const char *text;
	unsigned int len;
	enum kdf_contract_kind kind;
	bool never;
	struct kdf_target target;
	struct kdf_expr expr;
	char *name;
	bool by_task;
	struct kdf_step *steps;
	unsigned int nsteps;
	uint64_t functions;
	uint64_t held;
	uint64_t violated;
	uint64_t undecided;
};

/**
 * struct kdf_contracts - the contracts of a file
 * @path: its name
 * @text: what is in it
 * @contracts: the contracts, in its order
 * @count: their number
 */
struct kdf_contracts {
	char *path;
	char *text;
	struct kdf_contract *contracts;
	size_t count;
};

/** KDF_CONTRACTS_MAX - no file of contracts is larger */
#define KDF_CONTRACTS_MAX (16U << 20)

/** KDF_CONTRACTS_COUNT - nor has it more contracts */
#define KDF_CONTRACTS_COUNT 500000U

/**
 * kdf_contracts_read - read and parse a file of contracts
 *
 * -EINVAL: a contract is wrong; @err says FILE:LINE:COLUMN and what was expected.
 */
int kdf_contracts_read(struct kdf_contracts *contracts, const char *path, struct kdf_error *err);

/** kdf_contracts_parse - the same of a text; @path is for messages */
int kdf_contracts_parse(struct kdf_contracts *contracts, const char *path, const char *text,
			size_t len, struct kdf_error *err);

/** kdf_contracts_free - free contracts */
void kdf_contracts_free(struct kdf_contracts *contracts);

/** kdf_target_matches - is it a function of the target? */
bool kdf_target_matches(const struct kdf_target *target, const struct kdf_function *func);

/* Checking ------------------------------------------------------------- */

/**
 * struct kdf_event_before - what happened to an object before
 * @site: the function; 0 if nothing is known
 * @tid: the task
 * @step: number of the step
 */
struct kdf_event_before {
	uint64_t site;
	uint32_t tid;
	unsigned int step;
};

/**
 * struct kdf_violation - a contract does not hold
 * @contract: which
 * @walk: where; NULL at the end of the trace, for a step that did not come
 * @bound: what was computed there
 * @step: number of the step of a sequence
 * @object: of a sequence: which
 * @before: of a sequence: what happened to it before
 */
struct kdf_violation {
	const struct kdf_contract *contract;
	const struct kdf_walk *walk;
	const struct kdf_bound *bound;
	unsigned int step;
	uint64_t object;
	struct kdf_event_before before;
};

/** kdf_report - is called for each violation */
typedef void (*kdf_report)(void *data, const struct kdf_violation *violation);

struct check_site;
struct check_rule;
struct check_sequences;

/** struct kdf_check - contracts applied to a trace */
struct kdf_check {
	/* private: */
	struct kdf_contracts *contracts;
	struct kdf_trace *trace;
	kdf_report report;
	void *data;
	struct check_site *sites;
	size_t nsites;
	struct check_rule *rules;
	size_t nrules;
	size_t rules_alloc;
	size_t names;
	struct check_sequences *sequences;
};

/**
 * kdf_check_begin - apply contracts to the functions of a trace
 *
 * -ENOENT: a contract fits none of the functions that it names; @err says where
 * and why. -E2BIG: the contracts have too many names in all their functions. A contract whose functions are not in the trace is no error, its
 * @functions is 0.
 */
int kdf_check_begin(struct kdf_check *check, struct kdf_contracts *contracts,
		    struct kdf_trace *trace, kdf_report report, void *data, struct kdf_error *err);

/** kdf_check_in_order - is a sequence about all tasks? Then walk with kdf_merge_next(). */
bool kdf_check_in_order(const struct kdf_check *check);

/** kdf_check_boundary - check what happened at a boundary; negative only where memory has run out */
int kdf_check_boundary(struct kdf_check *check, const struct kdf_walk *walk);

/**
 * kdf_check_end - nothing follows: what was due and did not come is a violation
 *
 * Return: negative only where memory has run out.
 */
int kdf_check_end(struct kdf_check *check);

/** kdf_check_free - free a check; the contracts and the trace stay */
void kdf_check_free(struct kdf_check *check);

#ifdef __cplusplus
}
#endif

#endif /* KDF_CONTRACT_H */
