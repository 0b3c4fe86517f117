// SPDX-License-Identifier: GPL-2.0-or-later
/* "file->f_pos" -> where that is in the values of a call. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "values.h"

/* Names that an error lists. */
#define LISTED 12

static void list_parameters(struct kdf_text *text, const struct kdf_function *func)
{
	for (unsigned int i = 0; func->typed && i < func->nparams && i < LISTED; i++)
		kdf_text_add(text, " %s", *func->params[i].name ? func->params[i].name : "?");
}

static void list_members(struct kdf_text *text, const struct kdf_definition *def)
{
	for (size_t i = 0; i < def->count && i < LISTED; i++)
		kdf_text_add(text, " %s", def->members[i].name);
	if (def->count > LISTED)
		kdf_text_add(text, " ...");
}

static int no_argument(const struct kdf_function *func, const char *text, struct kdf_error *err)
{
	struct kdf_text list = { 0 };

	list_parameters(&list, func);
	kdf_fail(err, ENOENT, "%s: %s has no such argument; it has:%s", text, func->name,
		 list.len ? list.str : " none");
	kdf_text_free(&list);
	return -ENOENT;
}

static int no_member(const struct kdf_definition *def, const char *text, struct kdf_error *err)
{
	struct kdf_text list = { 0 };

	list_members(&list, def);
	kdf_fail(err, ENOENT, "%s: struct %s has no such member; it has:%s", text, def->name,
		 list.len ? list.str : " none");
	kdf_text_free(&list);
	return -ENOENT;
}

/* "$N", a name, or "ret"; -1 if there is none. */
static int find_argument(const struct kdf_function *func, const char *name, size_t len)
{
	unsigned int count = func->shape.known ? func->shape.nargs : func->nparams;
	unsigned long n = 0;

	if (len == 3 && !memcmp(name, "ret", 3))
		return KCOV_DF_RETURN;
	if (!len || *name != '$')
		return kdf_argument_find(func, name, len);
	for (size_t i = 1; i < len; i++) {
		if (!isdigit((unsigned char)name[i]) || i > 3)
			return -1;
		n = 10 * n + name[i] - '0';
	}
	return n && n <= count ? (int)n - 1 : -1;
}

/* An element "[N]" of the array @m, up to the end of the text. */
static bool find_element(struct kdf_path *path, const struct kdf_member *m, const char *text)
{
	uint64_t each = m->type.count ? m->bits / m->type.count : 0, n;
	char *end;

	if (!m->type.array || !isdigit((unsigned char)text[1]))
		return false;
	errno = 0;
	n = strtoull(text + 1, &end, 0);
	if (errno || strcmp(end, "]") || n >= m->type.count || each > 64)
		return false;
	path->offset = m->offset + n * each;
	path->bits = each;
	path->type.array = false;
	return true;
}

static int find_member(struct kdf_path *path, const struct kdf_definition *def, const char *text,
		       const char *name, struct kdf_error *err)
{
	size_t len = strcspn(name, "[");
	const struct kdf_member *m = kdf_member_find(def, name, len);

	if (!m)
		return no_member(def, text, err);
	path->type = m->type;
	path->offset = m->offset;
	path->bits = m->bits <= 64 ? m->bits : 0;
	if (name[len] && !find_element(path, m, name + len))
		return kdf_fail(err, ENOENT, "%s: %s has no such element", text, m->name);
	return 0;
}

int kdf_path_find(struct kdf_path *path, struct kdf_names *names, const struct kdf_function *func,
		  const char *text, struct kdf_error *err)
{
	const char *arrow = strstr(text, "->"), *end = text + strcspn(text, ".");
	const struct kdf_definition *def;
	const struct kdf_type *type = NULL;
	int arg;

	if (arrow && arrow < end)
		end = arrow;
	arg = find_argument(func, text, end - text);
	if (arg < 0)
		return no_argument(func, text, err);
	*path = (struct kdf_path){ .arg = arg, .whole = !*end };
	if (path->whole)
		return 0;
	if (func->typed)
		type = arg == KCOV_DF_RETURN ? &func->ret : &func->params[arg].type;
	def = type ? kdf_struct(names, type->id) : NULL;
	if (!def)
		return kdf_fail(err, ENOENT, "%s: %.*s of %s is no struct that is described", text,
				(int)(end - text), text, func->name);
	return find_member(path, def, text, end + (*end == '.' ? 1 : 2), err);
}

static struct kdf_number member_of(const struct kdf_path *path, struct kdf_names *names,
				   const struct kdf_bytes *bytes)
{
	uint64_t value;

	if (!kdf_read_bits(bytes, path->offset, path->bits, &value))
		return (struct kdf_number){ 0 };
	return kdf_number(names, &path->type, value, path->bits);
}

struct kdf_number kdf_path_before(const struct kdf_path *path, struct kdf_names *names,
				  const struct kdf_function *func, const struct kdf_boundary *b)
{
	struct kdf_argument arg;
	struct kdf_bytes bytes;

	if (path->arg == KCOV_DF_RETURN || !kdf_argument(func, b, path->arg, &arg))
		return (struct kdf_number){ 0 };
	if (path->whole)
		return kdf_argument_number(names, &arg);
	if (!kdf_argument_bytes(&arg, &bytes))
		return (struct kdf_number){ 0 };
	return member_of(path, names, &bytes);
}

struct kdf_number kdf_path_after(const struct kdf_path *path, struct kdf_names *names,
				 const struct kdf_function *func, const struct kdf_boundary *b)
{
	bool is_return = path->arg == KCOV_DF_RETURN;
	struct kdf_argument arg;
	struct kdf_bytes bytes;

	if (is_return ? !kdf_return(func, b, &arg) : !kdf_argument(func, b, path->arg, &arg))
		return (struct kdf_number){ 0 };
	if (path->whole)
		return kdf_argument_number(names, &arg);
	if (is_return ? !kdf_argument_bytes(&arg, &bytes) :
			!kdf_argument_bytes_after(b, &arg, &bytes))
		return (struct kdf_number){ 0 };
	return member_of(path, names, &bytes);
}
