// SPDX-License-Identifier: GPL-2.0-or-later
/* Calls -> what the values of a function have in common. */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "infer.h"

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

static int site_cmp(const void *a, const void *b)
{
	const struct site *x = a, *y = b;

	return x->site < y->site ? -1 : x->site > y->site;
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
		if (!site->skip &&
		    infer_function_find(c->infer, &c->trace->names, walk->function, &site->function))
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
