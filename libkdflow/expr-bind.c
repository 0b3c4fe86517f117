// SPDX-License-Identifier: GPL-2.0-or-later
/* The names of an expression -> values of a function's calls. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expr-bound.h"
#include "kdflow.h"

struct binder {
	struct kdf_bound *bound;
	struct kdf_trace *trace;
	unsigned int arg;
	struct kdf_error *err;
};

static bool is_number(const struct kdf_type *type)
{
	switch (type->kind) {
	case KDF_TYPE_VOID:
	case KDF_TYPE_FLOAT:
	case KDF_TYPE_STRUCT:
		return false;
	default:
		return !type->array;
	}
}

static bool is_pointer(const struct kdf_type *type)
{
	switch (type->kind) {
	case KDF_TYPE_POINTER:
	case KDF_TYPE_POINTER_FUNCTION:
	case KDF_TYPE_POINTER_CHAR:
	case KDF_TYPE_POINTER_STRUCT:
	case KDF_TYPE_UNKNOWN:
		return true;
	default:
		return false;
	}
}

/* Why a value of this type cannot be what is wanted, or NULL. */
static const char *misfit(const struct kdf_type *type, unsigned int bits, enum leaf_need need)
{
	if (need == NEED_STRUCT)
		return type->kind == KDF_TYPE_POINTER_STRUCT ? NULL : "no pointer to a struct that is recorded";
	if (type->kind == KDF_TYPE_VOID)
		return "nothing: the function is void";
	if (type->array)
		return "an array: expected an element, as [0]";
	if (!is_number(type) || !bits)
		return "no integer";
	if (need == NEED_POINTER && !is_pointer(type))
		return "no pointer";
	if (need == NEED_ERROR && !is_pointer(type) &&
	    !(type->kind == KDF_TYPE_SIGNED && (bits == 32 || bits == 64)))
		return "neither a pointer nor a signed integer of 4 or 8 bytes";
	return NULL;
}

static int check_type(const struct binder *b, const struct kdf_expr_leaf *leaf,
		      const struct kdf_path *path)
{
	const struct kdf_function *func = b->bound->func;
	const struct kdf_type *type = &path->type;
	unsigned int bits = path->bits;
	const char *why;

	if (path->whole) {
		unsigned int at = path->arg == KCOV_DF_RETURN ? func->shape.nargs : path->arg;

		if (func->typed)
			type = path->arg == KCOV_DF_RETURN ? &func->ret : &func->params[path->arg].type;
		/* What has no value is unknown; a struct by value is no number. */
		bits = type->size && type->size <= 8 ? 8 * type->size : 64;
		if (func->shape.known && (func->shape.args[at] & 7) == KDF_ARG_SCALAR)
			bits = 8 * (func->shape.args[at] >> 3);
	}
	why = misfit(type, bits, leaf->need);
	return !why ? 0 : source_fail(&b->bound->expr->source, leaf->text, b->err, ENOENT,
				      "%.*s of %.80s is %s", leaf->len, leaf->text, func->name, why);
}

static bool digits(const char *str, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (str[i] < '0' || str[i] > '9')
			return false;
	}
	return len;
}

/* As kdf_path_find() wants it: "$1" for "arg1", and for "arg" which one it is. */
static void path_text(const struct binder *b, const struct kdf_expr_leaf *leaf, char *text, size_t size)
{
	const char *rest = leaf->text + leaf->name_len, *name = leaf->text;
	int rest_len = leaf->len - leaf->name_len, n = leaf->name_len;

	if (n == 3 && !memcmp(name, "arg", 3) && b->arg != KDF_NO_ARGUMENT)
		snprintf(text, size, "$%u%.*s", b->arg + 1, rest_len, rest);
	else if (n > 3 && !memcmp(name, "arg", 3) && digits(name + 3, n - 3) &&
		 kdf_argument_find(b->bound->func, name, n) < 0)
		snprintf(text, size, "$%.*s%.*s", n - 3, name + 3, rest_len, rest);
	else
		snprintf(text, size, "%.*s", leaf->len, name);
}

/* An enumerator of the trace; two of one name must have one value. */
static int find_enumerator(const struct binder *b, const struct kdf_expr_leaf *leaf, struct kdf_int *value)
{
	int64_t number = 0, other = 0;
	int n = kdf_names_enumerator(&b->trace->names, leaf->text, leaf->len, &number, &other);

	if (n > 1)
		return source_fail(&b->bound->expr->source, leaf->text, b->err, ENOENT,
				   "%.*s is %lld in one enumeration and %lld in another: expected a number",
				   leaf->len, leaf->text, (long long)number, (long long)other);
	*value = (struct kdf_int){ n == 1, number };
	return n;
}

/* Return: 1 if it is a constant. */
static int find_constant(const struct binder *b, const struct kdf_expr_leaf *leaf, struct kdf_int *value)
{
	unsigned int code;

	if (leaf->len != leaf->name_len)
		return 0;
	code = kdf_errno_value(leaf->text, leaf->len);
	if (!code)
		return find_enumerator(b, leaf, value);
	*value = (struct kdf_int){ true, code };
	return 1;
}

/* The trace has the symbols of what its values point to. */
static void find_symbol(const struct binder *b, const struct kdf_expr_leaf *leaf, struct kdf_int *value)
{
	const struct kdf_symbols *symbols = &b->trace->symbols;
	size_t found = 0;

	for (size_t i = 0; i < symbols->count; i++) {
		const struct kdf_symbol *s = &symbols->symbols[i];

		if (strncmp(s->name, leaf->text, leaf->len) || s->name[leaf->len])
			continue;
		found++;
		value->value = s->addr + b->trace->kaslr_offset;
	}
	value->known = found == 1;
}

static int bind_leaf(const struct binder *b, const struct kdf_expr_leaf *leaf, struct kdf_bound_leaf *to)
{
	const struct kdf_function *func = b->bound->func;
	struct kdf_error why;
	char text[300];
	int ret;

	to->is_constant = true;
	if (leaf->symbol) {
		find_symbol(b, leaf, &to->constant);
		return 0;
	}
	path_text(b, leaf, text, sizeof(text));
	ret = kdf_path_find(&to->path, &b->trace->names, func, text, &why);
	if (!ret) {
		to->is_constant = false;
		return check_type(b, leaf, &to->path);
	}
	ret = find_constant(b, leaf, &to->constant);
	if (ret)
		return ret < 0 ? ret : 0;
	/* Nobody has said what the parameters of this one are. */
	if (!func->typed)
		return 0;
	return source_fail(&b->bound->expr->source, leaf->text, b->err, ENOENT, "%s", why.text);
}

int kdf_bound_init(struct kdf_bound *bound, const struct kdf_expr *expr, struct kdf_trace *trace,
		   const struct kdf_function *func, unsigned int arg, struct kdf_error *err)
{
	struct binder b = { bound, trace, arg, err };
	int ret = 0;

	*bound = (struct kdf_bound){ .expr = expr, .names = &trace->names, .func = func,
				     .each = arg };
	bound->leaves = calloc(expr->nleaves + 1, sizeof(*bound->leaves));
	if (!bound->leaves)
		return kdf_fail_sys(err, ENOMEM, "%s", expr->source.file);
	for (unsigned int i = 0; !ret && i < expr->nleaves; i++)
		ret = bind_leaf(&b, &expr->leaves[i], &bound->leaves[i]);
	if (ret)
		kdf_bound_free(bound);
	return ret;
}

void kdf_bound_free(struct kdf_bound *bound)
{
	free(bound->leaves);
	*bound = (struct kdf_bound){ 0 };
}
