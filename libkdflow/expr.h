/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Expressions over the values of a call, as in contracts: docs/contracts.md.
 *
 *	kdf_expr_parse(&expr, &source, KDF_EXPR_POST, &err);
 *	kdf_bound_init(&bound, &expr, &trace, function, KDF_NO_ARGUMENT, &err);
 *	... at each exit of the function:
 *	kdf_bound_truth(&bound, &boundary)
 *	kdf_bound_free(&bound);
 *	kdf_expr_free(&expr);
 *
 * An expression is parsed once, and bound to each function that it is about:
 * there, its names become values.
 */
#ifndef KDF_EXPR_H
#define KDF_EXPR_H

#include "names.h"
#include "values.h"

#ifdef __cplusplus
extern "C" {
#endif

struct kdf_trace;

/** kdf_errno_name - "ENOENT" for 2, with the names that only the kernel uses; or NULL */
const char *kdf_errno_name(unsigned int code);

/** kdf_errno_value - 2 for "ENOENT", or 0 */
unsigned int kdf_errno_value(const char *name, size_t len);

/** struct kdf_source - a piece of text to parse: @file and @line are for messages */
struct kdf_source {
	const char *file;
	unsigned int line;
	const char *begin;	/* of the line: the column 1 */
	const char *text;	/* what to parse, in that line */
	const char *end;
};

/** enum kdf_expr_when - which boundary an expression is for */
enum kdf_expr_when {
	KDF_EXPR_PRE,	/* an entry: no "ret", no "old()" */
	KDF_EXPR_POST,	/* an exit */
};

struct kdf_expr_node;
struct kdf_expr_leaf;

/**
 * struct kdf_expr - an expression that was parsed
 * @source: where
 * @when: what it is for
 * @nodes: the operators and operands; the last one is the root
 * @count: their number
 * @leaves: the names in it
 * @nleaves: their number
 * @uses_arg: it is about each argument: "arg" is among the names
 */
struct kdf_expr {
	struct kdf_source source;
	enum kdf_expr_when when;
	struct kdf_expr_node *nodes;
	unsigned int count;
	struct kdf_expr_leaf *leaves;
	unsigned int nleaves;
	bool uses_arg;
};

/**
 * kdf_expr_parse - parse an expression
 * @source: all of it; the text must stay as long as @expr
 *
 * -EINVAL: it is none; @err says FILE:LINE:COLUMN and what was expected.
 */
int kdf_expr_parse(struct kdf_expr *expr, const struct kdf_source *source, enum kdf_expr_when when,
		   struct kdf_error *err);

/** kdf_expr_unchanged - the expression "PATH is what it was", of a comma-separated list of paths */
int kdf_expr_unchanged(struct kdf_expr *expr, const struct kdf_source *source,
		       struct kdf_error *err);

/** kdf_expr_free - free an expression */
void kdf_expr_free(struct kdf_expr *expr);

/* Binding -------------------------------------------------------------- */

/** KDF_NO_ARGUMENT - "arg" is a name as any other */
#define KDF_NO_ARGUMENT UINT32_MAX

/** struct kdf_int - an integer, exact, or that it is not known */
struct kdf_int {
	bool known;
	__extension__ __int128 value;
};

/** enum kdf_truth - of a condition */
enum kdf_truth {
	KDF_FALSE,
	KDF_TRUE,
	KDF_UNKNOWN,
};

struct kdf_bound_leaf;

/**
 * struct kdf_bound - an expression over the calls of one function
 * @expr: which
 * @names: of the trace
 * @func: the function
 * @each: "arg" is this argument, or KDF_NO_ARGUMENT
 * @leaves: what the names in it are
 */
struct kdf_bound {
	const struct kdf_expr *expr;
	struct kdf_names *names;
	const struct kdf_function *func;
	unsigned int each;
	struct kdf_bound_leaf *leaves;
};

/**
 * kdf_bound_init - look up the names of an expression
 * @arg: the argument that "arg" is, or KDF_NO_ARGUMENT
 *
 * -ENOENT: the expression does not fit this function, which lacks a name or has
 * it with a type that does not fit; @err says where. Names of a function without
 * types are unknown, which is no error.
 */
int kdf_bound_init(struct kdf_bound *bound, const struct kdf_expr *expr, struct kdf_trace *trace,
		   const struct kdf_function *func, unsigned int arg, struct kdf_error *err);

/** kdf_bound_free - free what kdf_expr_bind() has made */
void kdf_bound_free(struct kdf_bound *bound);

/** kdf_bound_value - the value of the expression at a boundary of its function */
struct kdf_int kdf_bound_value(const struct kdf_bound *bound, const struct kdf_boundary *b);

/** kdf_bound_truth - does it hold? */
enum kdf_truth kdf_bound_truth(const struct kdf_bound *bound, const struct kdf_boundary *b);

/**
 * struct kdf_operand - a value that an expression was computed from
 * @name: as in the expression: "p->flags", "old(p->flags)"; len bytes
 * @len: bytes of it
 * @old: it is in old(...)
 * @is_each: it is about "arg", which is @arg here
 * @arg: the argument, or KCOV_DF_RETURN
 * @type: what it is; NULL if that is not known
 * @number: the value
 */
struct kdf_operand {
	const char *name;
	unsigned int len;
	bool old;
	bool is_each;
	unsigned int arg;
	const struct kdf_type *type;
	struct kdf_number number;
};

/** kdf_bound_operand - operand @i of the expression at a boundary, each once; false behind the last */
bool kdf_bound_operand(const struct kdf_bound *bound, const struct kdf_boundary *b, unsigned int *i,
		       struct kdf_operand *operand);

#ifdef __cplusplus
}
#endif

#endif /* KDF_EXPR_H */
