// SPDX-License-Identifier: GPL-2.0-or-later
/* Calls -> what the values of a function have in common. */
#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "infer.h"

/* Names that mean something else in a contract. */
static const char *const reserved[] = {
	"arg", "at", "false", "if", "IS_ERR", "IS_ERR_OR_NULL", "is_error", "never", "NULL", "old", "PTR_ERR", "ret",
	"true", "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "i8", "i16", "i32", "i64",
};

/**
 * struct site - the function of a site of the trace
 * @site: its address
 * @function: NULL before its first call
 * @skip: nobody wants it
 */
struct site {
	uint64_t site;
	struct infer_function *function;
	bool skip;
};

struct collector {
	struct infer *infer;
	struct kdf_trace *trace;
	struct site *sites;
	uint64_t task;
};

static int function_cmp(const void *a, const void *b)
{
	const struct infer_function *x = a, *y = b;
	int order = strcmp(x->module, y->module);

	return order ? order : strcmp(x->name, y->name);
}

static int site_cmp(const void *a, const void *b)
{
	const struct site *x = a, *y = b;

	return x->site < y->site ? -1 : x->site > y->site;
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

static int describe_members(struct infer_argument *arg, const struct kdf_definition *def)
{
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

static int describe(struct collector *c, struct infer_function *f, const struct kdf_function *func)
{
	f->module = strdup(func->module);
	f->name = strdup(func->name);
	f->args = calloc(func->nparams + 1, sizeof(*f->args));
	if (!f->module || !f->name || !f->args)
		return -ENOMEM;
	f->nargs = func->nparams;
	for (unsigned int i = 0; i < f->nargs; i++) {
		const struct kdf_type *type = &func->params[i].type;
		const struct kdf_definition *def = kdf_struct(&c->trace->names, type->id);

		name_argument(&f->args[i], func, i);
		f->args[i].len = UINT64_MAX;
		if (type->kind != KDF_TYPE_POINTER_STRUCT || !def)
			continue;
		f->args[i].id = type->id;
		if (describe_members(&f->args[i], def))
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

/* Another function of the same name, perhaps of another trace. */
static bool is_same(const struct infer_function *a, const struct infer_function *b)
{
	if (a->nargs != b->nargs)
		return false;
	for (unsigned int i = 0; i < a->nargs; i++) {
		if (strcmp(a->args[i].path, b->args[i].path) || a->args[i].id != b->args[i].id)
			return false;
	}
	return true;
}

static int find_function(struct collector *c, const struct kdf_function *func, struct infer_function **found)
{
	struct infer_function *f = calloc(1, sizeof(*f)), **node;

	*found = NULL;
	if (!f || describe(c, f, func)) {
		if (f)
			free_function(f);
		return -ENOMEM;
	}
	node = tsearch(f, &c->infer->functions, function_cmp);
	if (!node) {
		free_function(f);
		return -ENOMEM;
	}
	*found = *node;
	if (*node != f) {
		(*node)->differs |= !is_same(*node, f);
		free_function(f);
	}
	return 0;
}

static bool is_wanted(const struct infer *infer, const struct kdf_function *func)
{
	return func->typed && strlen(func->name) <= INFER_NAME_MAX &&
	       (!infer->function || !fnmatch(infer->function, func->name, 0)) &&
	       (!infer->module || !fnmatch(infer->module, func->module, 0));
}

/* *@found is NULL if nobody wants it. */
static int function_of(struct collector *c, const struct kdf_walk *walk, struct infer_function **found)
{
	struct site key = { .site = walk->site }, *site = NULL;

	*found = NULL;
	if (walk->function && c->trace->names.count)
		site = bsearch(&key, c->sites, c->trace->names.count, sizeof(key), site_cmp);
	if (!site || site->skip)
		return 0;
	if (!site->function) {
		site->skip = !is_wanted(c->infer, walk->function);
		if (!site->skip && find_function(c, walk->function, &site->function))
			return -ENOMEM;
	}
	*found = site->function;
	return 0;
}

static void compare(struct infer_function *f, unsigned int i, unsigned int j, const struct kdf_number *a,
		    const struct kdf_number *b)
{
	if (!a->known || !b->known)
		return;
	f->compared[i][j]++;
	if (a->value != b->value || a->is_signed != b->is_signed || a->bits != b->bits)
		f->unequal[i] |= 1 << j;
}

static void collect_members(struct collector *c, struct infer_argument *a, const struct kdf_argument *arg)
{
	const struct kdf_definition *def = kdf_argument_struct(&c->trace->names, arg);
	struct kdf_bytes bytes;
	uint64_t value;

	if (!def || def->id != a->id || !kdf_argument_bytes(arg, &bytes))
		return;
	for (size_t i = 0; i < a->nmembers && i < def->count; i++) {
		const struct kdf_member *m = &def->members[i];
		struct kdf_number n;

		if (!a->members[i].name || !kdf_read_bits(&bytes, m->offset, m->bits, &value))
			continue;
		n = kdf_number(&c->trace->names, &m->type, value, m->bits);
		infer_add(&a->members[i].before, &m->type, &n, c->task);
	}
}

static void collect_entry(struct collector *c, struct infer_function *f, const struct kdf_walk *walk)
{
	struct kdf_number numbers[INFER_COMPARED];
	struct kdf_argument arg;

	f->calls++;
	for (unsigned int i = 0; i < f->nargs && kdf_argument(walk->function, &walk->boundary, i, &arg); i++) {
		struct kdf_number n = kdf_argument_number(&c->trace->names, &arg);

		infer_add(&f->args[i].values, arg.type, &n, c->task);
		if (c->infer->fields)
			collect_members(c, &f->args[i], &arg);
		if (i >= INFER_COMPARED)
			continue;
		numbers[i] = n;
		for (unsigned int k = 0; k < i; k++)
			compare(f, k, i, &numbers[k], &n);
	}
}

/* What the callee has left as it was. */
static void collect_changes(struct collector *c, struct infer_function *f, const struct kdf_walk *walk)
{
	struct kdf_changes changes;
	struct kdf_change change;

	kdf_changes_begin(&changes, &c->trace->names, walk->function, &walk->boundary);
	while (kdf_changes_next(&changes, &change)) {
		struct infer_argument *a = change.arg < f->nargs ? &f->args[change.arg] : NULL;
		const struct kdf_definition *def = a ? kdf_struct(&c->trace->names, a->id) : NULL;

		if (!a)
			continue;
		a->changed = true;
		if (def && change.member)
			a->members[change.member - def->members].changed = true;
	}
}

static void collect_exit(struct collector *c, struct infer_function *f, const struct kdf_walk *walk)
{
	const struct kdf_boundary *b = &walk->boundary;
	struct kdf_number ret = { 0 };
	struct kdf_argument arg;

	if (kdf_return(walk->function, b, &arg))
		ret = kdf_argument_number(&c->trace->names, &arg);
	infer_add(&f->ret, arg.type, &ret, c->task);
	for (unsigned int i = 0; i < f->nargs && kdf_argument(walk->function, b, i, &arg); i++) {
		struct infer_argument *a = &f->args[i];
		struct kdf_bytes before, after;
		struct kdf_number n;

		if (i < INFER_COMPARED) {
			n = kdf_argument_number(&c->trace->names, &arg);
			compare(f, i, INFER_COMPARED, &n, &ret);
		}
		if (!a->id || !kdf_argument_bytes(&arg, &before) || !kdf_argument_bytes_after(b, &arg, &after))
			continue;
		infer_support(&a->compared, c->task);
		a->len = before.len < a->len ? before.len : a->len;
		a->len = after.len < a->len ? after.len : a->len;
	}
	collect_changes(c, f, walk);
}

static int collect(struct collector *c, const struct kdf_walk *walk)
{
	struct infer_function *f;

	if (walk->boundary.type != KDF_B_ENTRY && walk->boundary.type != KDF_B_EXIT)
		return 0;
	if (function_of(c, walk, &f))
		return -ENOMEM;
	if (!f || f->differs)
		return 0;
	if (walk->boundary.type == KDF_B_ENTRY)
		collect_entry(c, f, walk);
	else
		collect_exit(c, f, walk);
	return 0;
}

static int no_memory(const struct kdf_trace *trace)
{
	return complain("%s: %s", trace->path, strerror(ENOMEM));
}

int infer_trace(struct infer *infer, struct kdf_trace *trace, uint32_t number, bool *damaged)
{
	struct collector c = { .infer = infer, .trace = trace };
	struct kdf_walk walk;
	struct kdf_error err;
	int ret, failed = 0;

	c.sites = calloc(trace->names.count + 1, sizeof(*c.sites));
	if (!c.sites)
		return no_memory(trace);
	for (size_t i = 0; i < trace->names.count; i++)
		c.sites[i].site = kdf_names_site(&trace->names, i);
	kdf_walk_begin(&walk, trace);
	while (!failed && (ret = kdf_walk_next(&walk, &err)) != 0) {
		c.task = (uint64_t)number << 32 | (walk.stream + 1);
		if (ret > 0)
			failed = collect(&c, &walk);
		else
			*damaged = complain("%s; the rest of this task is not used", err.text);
	}
	kdf_walk_end(&walk);
	free(c.sites);
	return failed ? no_memory(trace) : EXIT_SUCCESS;
}
