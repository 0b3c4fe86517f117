// SPDX-License-Identifier: GPL-2.0-or-later
/* The functions of all traces, by module and name. */
#include <ctype.h>
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "infer.h"

/* A kernel has some million; a forged trace ends here. */
#define MEMBERS_MAX 4000000

/* Names that mean something else in a contract. */
static const char *const reserved[] = {
	"arg", "at", "false", "if", "IS_ERR", "IS_ERR_OR_NULL", "is_error", "never", "NULL", "old", "PTR_ERR", "ret",
	"true", "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "i8", "i16", "i32", "i64",
};

static int function_cmp(const void *a, const void *b)
{
	const struct infer_function *x = a, *y = b;
	int order = strcmp(x->module, y->module);

	return order ? order : strcmp(x->name, y->name);
}

/* Can a contract say this name? "a.b" if it is that of a member. */
static bool is_name(const char *name, bool member)
{
	bool begin = true;

	if (!*name || strlen(name) > INFER_NAME_MAX / 2)
		return false;
	for (const char *p = name; *p; p++) {
		if (member && *p == '.' && !begin)
			begin = true;
		else if ((begin ? isalpha((unsigned char)*p) : isalnum((unsigned char)*p)) || *p == '_')
			begin = false;
		else
			return false;
	}
	return !begin;
}

static void name_argument(struct infer_argument *arg, const struct kdf_function *func, unsigned int i)
{
	const char *name = func->params[i].name;
	bool usable = is_name(name, false) && kdf_argument_find(func, name, strlen(name)) == (int)i;

	for (size_t k = 0; k < sizeof(reserved) / sizeof(reserved[0]); k++)
		usable = usable && strcmp(name, reserved[k]);
	if (usable)
		snprintf(arg->path, sizeof(arg->path), "%s", name);
	else
		snprintf(arg->path, sizeof(arg->path), "arg%u", i + 1);
}

static int describe_members(struct infer *infer, struct infer_argument *arg, const struct kdf_definition *def)
{
	infer->members += def->count;
	if (infer->members > MEMBERS_MAX)
		return -ENOMEM;
	arg->members = calloc(def->count + 1, sizeof(*arg->members));
	if (!arg->members)
		return -ENOMEM;
	arg->nmembers = def->count;
	for (size_t i = 0; i < def->count; i++) {
		const struct kdf_member *m = &def->members[i];

		arg->members[i].len = (m->offset + m->bits + 7) / 8;
		if (m->type.array || m->type.kind == KDF_TYPE_FLOAT || m->bits > 64 || !m->bits ||
		    !is_name(m->name, true) || kdf_member_find(def, m->name, strlen(m->name)) != m)
			continue;
		arg->members[i].name = strdup(m->name);
		if (!arg->members[i].name)
			return -ENOMEM;
	}
	return 0;
}

static int describe(struct infer *infer, struct kdf_names *names, struct infer_function *f, const struct kdf_function *func)
{
	f->module = strdup(func->module);
	f->name = strdup(func->name);
	f->args = calloc(func->nparams + 1, sizeof(*f->args));
	if (!f->module || !f->name || !f->args)
		return -ENOMEM;
	f->nargs = func->nparams;
	for (unsigned int i = 0; i < f->nargs; i++) {
		const struct kdf_type *type = &func->params[i].type;
		const struct kdf_definition *def = kdf_struct(names, type->id);

		name_argument(&f->args[i], func, i);
		f->args[i].len = UINT64_MAX;
		if (type->kind != KDF_TYPE_POINTER_STRUCT || !def)
			continue;
		f->args[i].id = type->id;
		if (describe_members(infer, &f->args[i], def))
			return -ENOMEM;
	}
	return 0;
}

static void free_function(void *function)
{
	struct infer_function *f = function;

	for (unsigned int i = 0; f->args && i < f->nargs; i++) {
		for (size_t k = 0; k < f->args[i].nmembers; k++)
			free(f->args[i].members[k].name);
		free(f->args[i].members);
	}
	free(f->args);
	free(f->module);
	free(f->name);
	free(f);
}

void infer_functions_free(struct infer *infer)
{
	tdestroy(infer->functions, free_function);
	infer->functions = NULL;
}

/* A trace says what the ID of a struct is; another one may say something else. */
static bool same_members(const struct infer_argument *a, const struct infer_argument *b)
{
	if (a->id != b->id || a->nmembers != b->nmembers)
		return false;
	for (size_t i = 0; i < a->nmembers; i++) {
		const char *x = a->members[i].name, *y = b->members[i].name;

		if (a->members[i].len != b->members[i].len || !x != !y || (x && strcmp(x, y)))
			return false;
	}
	return true;
}

/* Another function of the same name, perhaps of another trace. */
static bool is_same(const struct infer_function *a, const struct infer_function *b)
{
	if (a->nargs != b->nargs)
		return false;
	for (unsigned int i = 0; i < a->nargs; i++) {
		if (strcmp(a->args[i].path, b->args[i].path) || !same_members(&a->args[i], &b->args[i]))
			return false;
	}
	return true;
}

int infer_function_find(struct infer *infer, struct kdf_names *names, const struct kdf_function *func,
			struct infer_function **found)
{
	struct infer_function *f = calloc(1, sizeof(*f)), **node;
	uint64_t members = infer->members;

	*found = NULL;
	if (!f || describe(infer, names, f, func)) {
		if (f)
			free_function(f);
		return -ENOMEM;
	}
	node = tsearch(f, &infer->functions, function_cmp);
	if (!node) {
		free_function(f);
		return -ENOMEM;
	}
	*found = *node;
	if (*node != f) {
		(*node)->differs |= !is_same(*node, f);
		free_function(f);
		infer->members = members;
	}
	return 0;
}
