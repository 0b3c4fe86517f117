// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The value of an expression. Integers are exact: of 128 bits, which all that was
 * recorded fits in, and what does not is unknown. So nothing wraps around, and
 * signed and unsigned values compare as the numbers that they are.
 */
#include <string.h>

#include "expr-bound.h"

static const struct kdf_int unknown;

static struct kdf_int known(__int128 value)
{
	return (struct kdf_int){ true, value };
}

static enum kdf_truth truth(struct kdf_int i)
{
	return !i.known ? KDF_UNKNOWN : i.value ? KDF_TRUE : KDF_FALSE;
}

static struct kdf_int of_truth(enum kdf_truth t)
{
	return t == KDF_UNKNOWN ? unknown : known(t == KDF_TRUE);
}

static struct kdf_number leaf_number(const struct kdf_bound *bound, unsigned int leaf,
				     const struct kdf_boundary *b)
{
	const struct kdf_path *path = &bound->leaves[leaf].path;

	if (bound->expr->leaves[leaf].old || b->type == KDF_B_ENTRY)
		return kdf_path_before(path, bound->names, bound->func, b);
	return kdf_path_after(path, bound->names, bound->func, b);
}

static struct kdf_int of_number(struct kdf_number n)
{
	if (!n.known)
		return unknown;
	return known(n.is_signed ? (__int128)(int64_t)n.value : (__int128)n.value);
}

static struct kdf_int leaf_value(const struct kdf_bound *bound, unsigned int leaf,
				 const struct kdf_boundary *b)
{
	if (bound->leaves[leaf].is_constant)
		return bound->leaves[leaf].constant;
	return of_number(leaf_number(bound, leaf, b));
}

/* Nothing that an argument points to has changed, as far as it was captured. */
static struct kdf_int unchanged(const struct kdf_bound *bound, unsigned int leaf,
				const struct kdf_boundary *b)
{
	const struct kdf_path *path = &bound->leaves[leaf].path;
	struct kdf_bytes before, after;
	struct kdf_changes changes;
	struct kdf_change change;
	struct kdf_argument arg;

	if (bound->leaves[leaf].is_constant || !kdf_argument(bound->func, b, path->arg, &arg) ||
	    !kdf_argument_bytes(&arg, &before) || !kdf_argument_bytes_after(b, &arg, &after))
		return unknown;
	kdf_changes_begin(&changes, bound->names, bound->func, b);
	while (kdf_changes_next(&changes, &change)) {
		if (change.arg == path->arg)
			return known(0);
	}
	return known(1);
}

static struct kdf_int cast(const struct kdf_expr_node *node, struct kdf_int a)
{
	uint64_t low = kdf_low_bits(a.value, node->bits);

	if (!a.known)
		return unknown;
	return known(node->is_signed ? (__int128)kdf_sign_extend(low, node->bits) : (__int128)low);
}

static bool is_err(__int128 value)
{
	const __int128 end = (__int128)1 << 64;

	return (value >= -KDF_ERRNO_MAX && value < 0) || (value >= end - KDF_ERRNO_MAX && value < end);
}

static struct kdf_int unary(const struct kdf_expr_node *node, struct kdf_int a)
{
	__int128 value;

	if (!a.known)
		return unknown;
	switch (node->op) {
	case OP_NEGATE:
		return __builtin_sub_overflow((__int128)0, a.value, &value) ? unknown : known(value);
	case OP_NOT:
		return known(!a.value);
	case OP_INVERT:
		return known(~a.value);
	case OP_IS_ERR:
		return known(is_err(a.value));
	case OP_IS_ERR_OR_NULL:
		return known(!a.value || is_err(a.value));
	case OP_PTR_ERR:
		return known((int64_t)a.value);
	default:
		return cast(node, a);
	}
}

/* What is shifted out on the left is lost knowledge, not 0. */
static struct kdf_int shift(enum expr_op op, __int128 a, __int128 n)
{
	__int128 value;

	if (n < 0 || n > 126)
		return unknown;
	if (op == OP_SHIFT_RIGHT)
		return known(a >> n);
	return __builtin_mul_overflow(a, (__int128)1 << n, &value) ? unknown : known(value);
}

static struct kdf_int divide(enum expr_op op, __int128 a, __int128 b)
{
	__int128 none;

	if (!b || (b == -1 && __builtin_sub_overflow((__int128)0, a, &none)))
		return unknown;
	return known(op == OP_DIVIDE ? a / b : a % b);
}

static struct kdf_int arithmetic(enum expr_op op, __int128 a, __int128 b)
{
	__int128 value;
	bool over;

	switch (op) {
	case OP_ADD:
		over = __builtin_add_overflow(a, b, &value);
		break;
	case OP_SUBTRACT:
		over = __builtin_sub_overflow(a, b, &value);
		break;
	case OP_MULTIPLY:
		over = __builtin_mul_overflow(a, b, &value);
		break;
	case OP_DIVIDE:
	case OP_REMAINDER:
		return divide(op, a, b);
	case OP_SHIFT_LEFT:
	case OP_SHIFT_RIGHT:
		return shift(op, a, b);
	case OP_BIT_AND:
		return known(a & b);
	case OP_BIT_XOR:
		return known(a ^ b);
	default:
		return known(a | b);
	}
	return over ? unknown : known(value);
}

static struct kdf_int binary(enum expr_op op, struct kdf_int a, struct kdf_int b)
{
	if (!a.known || !b.known)
		return unknown;
	switch (op) {
	case OP_LESS:
		return known(a.value < b.value);
	case OP_GREATER:
		return known(a.value > b.value);
	case OP_LESS_EQUAL:
		return known(a.value <= b.value);
	case OP_GREATER_EQUAL:
		return known(a.value >= b.value);
	case OP_EQUAL:
		return known(a.value == b.value);
	case OP_NOT_EQUAL:
		return known(a.value != b.value);
	default:
		return arithmetic(op, a.value, b.value);
	}
}

static struct kdf_int eval(const struct kdf_bound *bound, unsigned int at, const struct kdf_boundary *b);

/*
 * One operand can be enough, known or not: @enough is what decides. The value of
 * an implication is that of !a || b.
 */
static struct kdf_int logical(const struct kdf_bound *bound, const struct kdf_expr_node *node,
			      const struct kdf_boundary *b)
{
	enum kdf_truth enough = node->op == OP_AND ? KDF_FALSE : KDF_TRUE;
	enum kdf_truth left = truth(eval(bound, node->operands[0], b)), right;

	if (node->op == OP_IMPLIES && left != KDF_UNKNOWN)
		left = left == KDF_TRUE ? KDF_FALSE : KDF_TRUE;
	if (left == enough)
		return of_truth(enough);
	right = truth(eval(bound, node->operands[1], b));
	if (right == enough)
		return of_truth(enough);
	return of_truth(left == KDF_UNKNOWN ? left : right);
}

/* Without the condition, what both branches agree upon. */
static struct kdf_int condition(const struct kdf_bound *bound, const struct kdf_expr_node *node,
				const struct kdf_boundary *b)
{
	enum kdf_truth which = truth(eval(bound, node->operands[0], b));
	struct kdf_int yes, no;

	if (which != KDF_UNKNOWN)
		return eval(bound, node->operands[which == KDF_TRUE ? 1 : 2], b);
	yes = eval(bound, node->operands[1], b);
	no = eval(bound, node->operands[2], b);
	return yes.known && no.known && yes.value == no.value ? yes : unknown;
}

static struct kdf_int eval(const struct kdf_bound *bound, unsigned int at, const struct kdf_boundary *b)
{
	const struct kdf_expr_node *node = &bound->expr->nodes[at];

	switch (node->op) {
	case OP_NUMBER:
		return known(node->number);
	case OP_LEAF:
		return leaf_value(bound, node->operands[0], b);
	case OP_UNCHANGED:
		return unchanged(bound, node->operands[0], b);
	case OP_AND:
	case OP_OR:
	case OP_IMPLIES:
		return logical(bound, node, b);
	case OP_CONDITION:
		return condition(bound, node, b);
	case OP_NEGATE:
	case OP_NOT:
	case OP_INVERT:
	case OP_CAST:
	case OP_IS_ERR:
	case OP_IS_ERR_OR_NULL:
	case OP_PTR_ERR:
		return unary(node, eval(bound, node->operands[0], b));
	default:
		return binary(node->op, eval(bound, node->operands[0], b),
			      eval(bound, node->operands[1], b));
	}
}

struct kdf_int kdf_bound_value(const struct kdf_bound *bound, const struct kdf_boundary *b)
{
	return eval(bound, bound->expr->count - 1, b);
}

enum kdf_truth kdf_bound_truth(const struct kdf_bound *bound, const struct kdf_boundary *b)
{
	return truth(kdf_bound_value(bound, b));
}

static bool seen_before(const struct kdf_expr *expr, unsigned int i)
{
	const struct kdf_expr_leaf *leaf = &expr->leaves[i];

	for (unsigned int k = 0; k < i; k++) {
		const struct kdf_expr_leaf *other = &expr->leaves[k];

		if (other->len == leaf->len && other->old == leaf->old &&
		    !memcmp(other->text, leaf->text, leaf->len))
			return true;
	}
	return false;
}

static const struct kdf_type *leaf_type(const struct kdf_bound *bound, const struct kdf_path *path)
{
	const struct kdf_function *func = bound->func;

	if (!path->whole)
		return &path->type;
	if (!func->typed)
		return NULL;
	return path->arg == KCOV_DF_RETURN ? &func->ret : &func->params[path->arg].type;
}

bool kdf_bound_operand(const struct kdf_bound *bound, const struct kdf_boundary *b, unsigned int *i,
		       struct kdf_operand *operand)
{
	const struct kdf_expr *expr = bound->expr;

	for (; *i < expr->nleaves; (*i)++) {
		const struct kdf_expr_leaf *leaf = &expr->leaves[*i];
		const struct kdf_bound_leaf *to = &bound->leaves[*i];

		if (to->is_constant || seen_before(expr, *i))
			continue;
		*operand = (struct kdf_operand){
			.name = leaf->text,
			.len = leaf->len,
			.old = leaf->old,
			.is_each = bound->each != KDF_NO_ARGUMENT && leaf->name_len == 3 &&
				   !memcmp(leaf->text, "arg", 3),
			.arg = to->path.arg,
			.type = leaf_type(bound, &to->path),
			.number = leaf_number(bound, *i, b),
		};
		++*i;
		return true;
	}
	return false;
}
