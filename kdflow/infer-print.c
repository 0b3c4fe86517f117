// SPDX-License-Identifier: GPL-2.0-or-later
/* What the values of functions have in common -> contracts. */
#include <inttypes.h>
#include <search.h>
#include <string.h>

#include "infer.h"

/* Members on a line. */
#define MEMBERS_MAX 8

struct printer {
	const struct infer *infer;
	FILE *out;
};

/* A name as a pattern that matches it, and is one word. */
static void escape(const char *name, char *out, size_t size)
{
	size_t n = 0;

	for (; *name && n + 3 < size; name++) {
		if (strchr("*?[\\", *name))
			out[n++] = '\\';
		out[n++] = strchr(" \t,#:", *name) ? '?' : *name;
	}
	out[n] = '\0';
}

/* Two arguments that were always the same, and not always the same value. */
static void print_equal(const struct printer *p, const struct infer_function *f, const char *head,
			unsigned int i, unsigned int j)
{
	const struct infer_values *a = &f->args[i].values;
	const char *other = j == INFER_COMPARED ? "ret" : f->args[j].path;

	if (f->compared[i][j] < p->infer->min || !f->compared[i][j] || f->unequal[i] & 1 << j || a->count < 2)
		return;
	fprintf(p->out, "%s %s == %s\t# %" PRIu64 " calls\n", head, other, f->args[i].path, f->compared[i][j]);
}

static void print_equals(const struct printer *p, const struct infer_function *f, const char *head, bool ret)
{
	unsigned int n = f->nargs < INFER_COMPARED ? f->nargs : INFER_COMPARED;

	for (unsigned int i = 0; i < n; i++) {
		if (ret)
			print_equal(p, f, head, i, INFER_COMPARED);
		for (unsigned int j = i + 1; !ret && j < n; j++)
			print_equal(p, f, head, i, j);
	}
}

/* All members of a struct, or those that no call has changed. */
static void print_unchanged(const struct printer *p, const struct infer_argument *a, const char *head)
{
	unsigned int n = 0;

	if (!a->compared.calls || a->compared.calls < p->infer->min)
		return;
	if (!a->changed) {
		fprintf(p->out, "%s *%s", head, a->path);
		infer_print_support(p->out, &a->compared);
		return;
	}
	for (size_t i = 0; i < a->nmembers; i++) {
		const struct infer_member *m = &a->members[i];

		if (!m->name || m->changed || m->len > a->len)
			continue;
		if (n)
			fprintf(p->out, ", %s->%s", a->path, m->name);
		else
			fprintf(p->out, "%s %s->%s", head, a->path, m->name);
		n = (n + 1) % MEMBERS_MAX;
		if (!n)
			infer_print_support(p->out, &a->compared);
	}
	if (n)
		infer_print_support(p->out, &a->compared);
}

static void print_members(const struct printer *p, const struct infer_argument *a, const char *head)
{
	char path[2 * INFER_NAME_MAX + 3];

	for (size_t i = 0; i < a->nmembers; i++) {
		if (!a->members[i].name)
			continue;
		snprintf(path, sizeof(path), "%s->%s", a->path, a->members[i].name);
		infer_print_values(p->infer, p->out, head, path, &a->members[i].before);
	}
}

static void print_function(const struct printer *p, const struct infer_function *f)
{
	char name[2 * INFER_NAME_MAX + 3], module[512], head[sizeof(name) + sizeof(module) + 32];
	int len;

	escape(f->name, name, sizeof(name));
	escape(f->module, module, sizeof(module));
	len = snprintf(head, sizeof(head), "%s in %s: ", name, module);
	if (len < 0 || (size_t)len + 16 > sizeof(head))
		return;
	strcpy(head + len, "pre");
	for (unsigned int i = 0; i < f->nargs; i++) {
		infer_print_values(p->infer, p->out, head, f->args[i].path, &f->args[i].values);
		print_members(p, &f->args[i], head);
	}
	print_equals(p, f, head, false);
	strcpy(head + len, "post");
	infer_print_return(p->infer, p->out, head, &f->ret);
	print_equals(p, f, head, true);
	strcpy(head + len, "unchanged");
	for (unsigned int i = 0; i < f->nargs; i++)
		print_unchanged(p, &f->args[i], head);
}

static void visit(const void *node, VISIT which, void *closure)
{
	const struct infer_function *f = *(const struct infer_function *const *)node;
	const struct printer *p = closure;

	if (which != postorder && which != leaf)
		return;
	if (f->differs)
		fprintf(p->out, "# %s in %s: several functions with different parameters\n", f->name, f->module);
	else if (f->calls >= p->infer->min)
		print_function(p, f);
}

void infer_print(const struct infer *infer, FILE *out)
{
	struct printer p = { infer, out };

	twalk_r(infer->functions, visit, &p);
}
