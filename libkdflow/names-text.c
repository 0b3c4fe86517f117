// SPDX-License-Identifier: GPL-2.0-or-later
/* Names as they travel in a trace file, see docs/trace-format.md. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "names-private.h"

/* Functions, and types, of a trace: more than a kernel has, and what is known of them fits into memory. */
#define COUNT_MAX (1U << 20)

/* "N SITE MODULE SHAPE", then the fields of an F line, with TABs between them. */
static bool split_site(char *line, struct kdf_names_site *site)
{
	char *p = line, *addr, *end;

	strsep(&p, "\t");
	addr = strsep(&p, "\t");
	site->module = strsep(&p, "\t");
	site->shape = strsep(&p, "\t");
	site->line = p;
	if (!p || !*site->module || strlen(site->module) > NAMES_FIELD_MAX || !isxdigit((unsigned char)*addr))
		return false;
	for (const char *m = site->module; *m; m++) {
		if (!isgraph((unsigned char)*m))
			return false;
	}
	site->addr = strtoull(addr, &end, 16);
	return !*end && end - addr <= 16;
}

static int add_line(struct kdf_names *names, struct kdf_names_object *object, char *line,
		    size_t number, struct kdf_error *err)
{
	struct kdf_names_site site = { .object = object };

	if (names->count == COUNT_MAX || names->ndefs == COUNT_MAX)
		return kdf_fail(err, EBADMSG, "%s: names: line %zu: expected at most %u functions, and types",
				object->source, number, COUNT_MAX);
	if (line[0] != 'N' || line[1] != '\t')
		return names_add_definition(names, object, line, err);
	if (!split_site(line, &site))
		return kdf_fail(err, EBADMSG,
				"%s: names: line %zu: expected N, a site, a module, a shape and a name",
				object->source, number);
	return names_add_site(names, &site, err);
}

/* The text is small, and only what is needed: look at all of it now. */
static int check_all(struct kdf_names *names, struct kdf_error *err)
{
	const struct kdf_definition *def;
	const struct kdf_function *func;
	int ret = 0;

	for (size_t i = 0; i < names->count && !ret; i++)
		ret = kdf_names_function(names, names->sites[i].addr, &func, err);
	for (size_t i = 0; i < names->ndefs && !ret; i++)
		ret = kdf_names_definition(names, names->defs[i].id, &def, err);
	return ret;
}

int kdf_names_add_text(struct kdf_names *names, const char *source, const char *text, size_t len,
		       struct kdf_error *err)
{
	struct kdf_names_object *object = names_object_new(names, source, "", err);
	size_t number = 0;
	int ret = 0;

	if (!object)
		return -err->code;
	object->text = malloc(len + 1);
	if (!object->text)
		return kdf_fail_sys(err, ENOMEM, "%s", source);
	memcpy(object->text, text, len);
	object->text[len] = '\0';
	if (memchr(text, '\0', len) || (len && text[len - 1] != '\n'))
		return kdf_fail(err, EBADMSG, "%s: names: expected lines of text", source);
	for (char *p = object->text, *line; *p && !ret;) {
		line = strsep(&p, "\n");
		ret = add_line(names, object, line, ++number, err);
	}
	return ret ? ret : check_all(names, err);
}

/* IDs of types that are to be written, each once. */
struct wanted {
	uint64_t *ids;
	size_t count;
	size_t alloc;
	bool failed;
};

static void want(struct wanted *w, uint64_t id)
{
	if (w->count == w->alloc) {
		size_t alloc = w->alloc ? w->alloc * 2 : 64;
		uint64_t *ids = reallocarray(w->ids, alloc, sizeof(*ids));

		if (!ids) {
			w->failed = true;
			return;
		}
		w->ids = ids;
		w->alloc = alloc;
	}
	w->ids[w->count++] = id;
}

static void want_type(struct wanted *w, const struct kdf_type *type)
{
	if (type->kind == KDF_TYPE_ENUM || type->kind == KDF_TYPE_STRUCT ||
	    type->kind == KDF_TYPE_POINTER_STRUCT)
		want(w, type->id);
	if (type->around)
		want(w, type->around);
	if (type->element.id)
		want(w, type->element.id);
}

static int id_cmp(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void unique(struct wanted *w)
{
	size_t n = 0;

	if (w->count)
		qsort(w->ids, w->count, sizeof(*w->ids), id_cmp);
	for (size_t i = 0; i < w->count; i++) {
		if (!n || w->ids[n - 1] != w->ids[i])
			w->ids[n++] = w->ids[i];
	}
	w->count = n;
}

static void write_shape(struct kdf_text *text, const struct kdf_shape *shape)
{
	if (!shape->known)
		kdf_text_add(text, "-");
	for (unsigned int i = 0; shape->known && i <= shape->nargs; i++)
		kdf_text_add(text, "%02x", shape->args[i]);
}

static void write_function(const struct kdf_names_site *site, struct kdf_text *text,
			   struct wanted *w)
{
	const struct kdf_function *fn = &site->parsed->function;

	kdf_text_add(text, "N\t%016" PRIx64 "\t%s\t", site->addr, site->module);
	write_shape(text, &fn->shape);
	kdf_text_add(text, "\t%s\n", names_site_fields(site));
	if (!fn->typed)
		return;
	want_type(w, &fn->ret);
	for (unsigned int i = 0; i < fn->nparams; i++)
		want_type(w, &fn->params[i].type);
}

static const struct kdf_names_def *def_line(const struct kdf_names *names, uint64_t id)
{
	size_t lo = 0, hi = names->ndefs;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (names->defs[mid].id == id)
			return &names->defs[mid];
		if (names->defs[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

/* What the definition itself mentions. A pointer in a member is not followed. */
static void want_parts(struct wanted *w, const struct kdf_definition *def)
{
	for (size_t i = 0; i < def->count; i++) {
		if (def->kind == KDF_VARIANTS)
			want_type(w, &def->variants[i].type);
		else if (def->kind == KDF_STRUCT && def->members[i].type.kind != KDF_TYPE_POINTER_STRUCT)
			want_type(w, &def->members[i].type);
	}
}

static bool has(const struct wanted *w, uint64_t id)
{
	return w->count && bsearch(&id, w->ids, w->count, sizeof(id), id_cmp);
}

/* Those that are wanted, then what they want, and so on; each once. */
static void write_definitions(struct kdf_names *names, struct wanted *w, struct kdf_text *text,
			      struct kdf_error *err)
{
	struct wanted done = { 0 };

	while (w->count) {
		struct wanted more = { .failed = w->failed };

		unique(w);
		for (size_t i = 0; i < w->count; i++) {
			const struct kdf_definition *def;

			if (has(&done, w->ids[i]) ||
			    kdf_names_definition(names, w->ids[i], &def, err) || !def)
				continue;
			kdf_text_add(text, "%s\n", def_line(names, w->ids[i])->line);
			want_parts(&more, def);
		}
		for (size_t i = 0; i < w->count; i++)
			want(&done, w->ids[i]);
		unique(&done);
		free(w->ids);
		*w = more;
	}
	w->failed |= done.failed;
	free(done.ids);
}

static const struct kdf_names_site *site_of(const struct kdf_names *names, uint64_t addr)
{
	size_t lo = 0, hi = names->count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (names->sites[mid].addr < addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return &names->sites[lo];
}

void kdf_names_write(struct kdf_names *names, const uint64_t *sites, size_t count,
		     struct kdf_text *text, size_t *unnamed, struct kdf_error *err)
{
	struct wanted w = { 0 };

	*unnamed = 0;
	err->code = 0;
	for (size_t i = 0; i < count; i++) {
		const struct kdf_function *func;

		if (kdf_names_function(names, sites[i], &func, err) || !func)
			++*unnamed;
		else
			write_function(site_of(names, sites[i]), text, &w);
	}
	write_definitions(names, &w, text, err);
	text->failed |= w.failed;
	free(w.ids);
}
