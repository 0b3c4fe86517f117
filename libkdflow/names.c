// SPDX-License-Identifier: GPL-2.0-or-later
/* Names by the address of the site, and types by their ID. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "names-private.h"

unsigned int kdf_shape_values(uint8_t arg)
{
	switch (arg & 7) {
	case KDF_ARG_SCALAR:
	case KDF_ARG_POINTER:
	case KDF_ARG_MEMORY:
		return 1;
	case KDF_ARG_WORDS:
	case KDF_ARG_OBJECT:
		return arg >> 3;
	case KDF_ARG_SPAN:
		return 2;
	default:
		return 0;
	}
}

bool names_check_shape(struct kdf_shape *shape, unsigned int values)
{
	shape->nvalues = 0;
	for (unsigned int i = 0; i <= shape->nargs; i++) {
		unsigned int kind = shape->args[i] & 7, count = shape->args[i] >> 3;

		if (kind > KDF_ARG_SPAN || (kind == KDF_ARG_SCALAR && (!count || count > 8)) ||
		    (kind == KDF_ARG_SPAN && count != 2))
			return false;
		shape->nvalues += i < shape->nargs ? kdf_shape_values(shape->args[i]) : 0;
	}
	/* An exit passes two values at most. */
	return shape->nvalues == values && kdf_shape_values(shape->args[shape->nargs]) <= 2;
}

struct kdf_names_object *names_object_new(struct kdf_names *names, const char *source,
					  const char *module, struct kdf_error *err)
{
	struct kdf_names_object *object = calloc(1, sizeof(*object));

	if (object) {
		object->next = names->objects;
		names->objects = object;
		object->source = strdup(source);
		object->module = strdup(module);
	}
	if (object && object->source && object->module)
		return object;
	kdf_fail_sys(err, ENOMEM, "%s", source);
	return NULL;
}

int names_add_site(struct kdf_names *names, const struct kdf_names_site *site,
		   struct kdf_error *err)
{
	if (names->count == names->alloc) {
		size_t alloc = names->alloc ? names->alloc * 2 : 256;
		void *p = reallocarray(names->sites, alloc, sizeof(*site));

		if (!p)
			return kdf_fail_sys(err, ENOMEM, "%s", site->object->source);
		names->sites = p;
		names->alloc = alloc;
	}
	names->sites[names->count++] = *site;
	names->sorted = false;
	return 0;
}

int names_add_definition(struct kdf_names *names, struct kdf_names_object *object,
			 const char *line, struct kdf_error *err)
{
	struct kdf_names_def def = { .line = line, .object = object };

	if (!line[0] || !strchr("SEV", line[0]) || line[1] != '\t')
		return 0;
	if (!names_parse_id(line + 2, &def.id) || line[18] != '\t')
		return kdf_fail(err, EBADMSG,
				"%s: names: a type: expected an ID of 16 hexadecimal digits",
				object->source);
	if (names->ndefs == names->defs_alloc) {
		size_t alloc = names->defs_alloc ? names->defs_alloc * 2 : 256;
		void *p = reallocarray(names->defs, alloc, sizeof(def));

		if (!p)
			return kdf_fail_sys(err, ENOMEM, "%s", object->source);
		names->defs = p;
		names->defs_alloc = alloc;
	}
	names->defs[names->ndefs++] = def;
	names->sorted = false;
	return 0;
}

static int site_cmp(const void *a, const void *b)
{
	const struct kdf_names_site *x = a, *y = b;

	return x->addr < y->addr ? -1 : x->addr > y->addr;
}

static int def_cmp(const void *a, const void *b)
{
	const struct kdf_names_def *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

static size_t slot(const struct kdf_names *names, uint64_t addr)
{
	size_t i = (addr * 0x9e3779b97f4a7c15ULL) >> 32;

	for (;; i++) {
		i &= names->nslots - 1;
		if (!names->slots[i] || names->sites[names->slots[i] - 1].addr == addr)
			return i;
	}
}

/* A trace is decoded as fast as sites are found. Without memory, they are found more slowly. */
static void hash_sites(struct kdf_names *names)
{
	size_t n = 64;

	while (n < 2 * names->count)
		n *= 2;
	free(names->slots);
	names->slots = n <= UINT32_MAX ? calloc(n, sizeof(*names->slots)) : NULL;
	names->nslots = names->slots ? n : 0;
	for (size_t i = 0; names->slots && i < names->count; i++)
		names->slots[slot(names, names->sites[i].addr)] = i + 1;
}

/* A site can be there twice, with equal names; so can a type. */
static void sort(struct kdf_names *names)
{
	size_t n = 0;

	if (names->sorted)
		return;
	if (names->count)
		qsort(names->sites, names->count, sizeof(*names->sites), site_cmp);
	for (size_t i = 0; i < names->count; i++) {
		if (!n || names->sites[n - 1].addr != names->sites[i].addr)
			names->sites[n++] = names->sites[i];
		else
			names_function_free(names->sites[i].parsed);
	}
	names->count = n;
	n = 0;
	if (names->ndefs)
		qsort(names->defs, names->ndefs, sizeof(*names->defs), def_cmp);
	for (size_t i = 0; i < names->ndefs; i++) {
		if (!n || names->defs[n - 1].id != names->defs[i].id)
			names->defs[n++] = names->defs[i];
		else
			names_definition_free(names->defs[i].parsed);
	}
	names->ndefs = n;
	hash_sites(names);
	names->sorted = true;
}

/* The shape as a trace has it: "-", or two digits for each argument and for the return value. */
static bool text_shape(const char *hex, struct kdf_shape *shape)
{
	size_t len = strlen(hex);
	unsigned int values = 0;

	*shape = (struct kdf_shape){ 0 };
	if (!strcmp(hex, "-"))
		return true;
	if (len < 2 || len % 2 || len / 2 > KDF_ARGS_MAX + 1)
		return false;
	shape->nargs = len / 2 - 1;
	for (unsigned int i = 0; i < len / 2; i++) {
		char digits[3] = { hex[2 * i], hex[2 * i + 1] };

		if (!isxdigit((unsigned char)digits[0]) || !isxdigit((unsigned char)digits[1]))
			return false;
		shape->args[i] = strtoul(digits, NULL, 16);
		values += i < shape->nargs ? kdf_shape_values(shape->args[i]) : 0;
	}
	shape->known = true;
	return names_check_shape(shape, values);
}

static int parse_site(struct kdf_names_site *site, struct kdf_error *err)
{
	struct kdf_shape shape;

	if (!site->shape) {
		if (site->line[0] != 'F' || site->line[1] != '\t')
			return kdf_fail(err, EBADMSG,
					"%s: names: site 0x%" PRIx64 ": expected an F line",
					site->object->source, site->addr);
		if (names_elf_shape(site, &shape, err))
			return -err->code;
	} else if (!text_shape(site->shape, &shape)) {
		return kdf_fail(err, EBADMSG, "%s: names: site 0x%" PRIx64 ": expected a shape",
				site->object->source, site->addr);
	}
	site->parsed = names_parse_function(site, &shape);
	if (!site->parsed)
		return kdf_fail_sys(err, ENOMEM, "%s", site->object->source);
	return 0;
}

static struct kdf_names_site *find_site(struct kdf_names *names, uint64_t addr)
{
	struct kdf_names_site key = { .addr = addr };

	sort(names);
	if (!names->count)
		return NULL;
	if (names->slots) {
		uint32_t found = names->slots[slot(names, addr)];

		return found ? &names->sites[found - 1] : NULL;
	}
	return bsearch(&key, names->sites, names->count, sizeof(key), site_cmp);
}

static struct kdf_names_def *find_def(struct kdf_names *names, uint64_t id)
{
	struct kdf_names_def key = { .id = id };

	sort(names);
	if (!names->ndefs)
		return NULL;
	return bsearch(&key, names->defs, names->ndefs, sizeof(key), def_cmp);
}

int kdf_names_function(struct kdf_names *names, uint64_t addr, const struct kdf_function **func,
		       struct kdf_error *err)
{
	struct kdf_names_site *site = find_site(names, addr);
	int ret = 0;

	*func = NULL;
	if (site && !site->parsed)
		ret = parse_site(site, err);
	if (!site || ret)
		return ret;
	if (site->parsed->err) {
		*err = *site->parsed->err;
		return -err->code;
	}
	*func = &site->parsed->function;
	return 0;
}

const char *kdf_names_module(const struct kdf_names *names, size_t i)
{
	return names->sites[i].module;
}

int kdf_names_definition(struct kdf_names *names, uint64_t id, const struct kdf_definition **found,
			 struct kdf_error *err)
{
	struct kdf_names_def *def;
	int ret = 0;

	*found = NULL;
	for (struct kdf_names_object *o = names->objects; o && !ret; o = o->next)
		ret = names_elf_definitions(names, o, err);
	def = ret ? NULL : find_def(names, id);
	if (!def)
		return ret;
	if (!def->parsed)
		def->parsed = names_parse_definition(def);
	if (!def->parsed)
		return kdf_fail_sys(err, ENOMEM, "%s", def->object->source);
	if (def->parsed->err) {
		*err = *def->parsed->err;
		return -err->code;
	}
	*found = &def->parsed->definition;
	return 0;
}

uint64_t kdf_names_site(struct kdf_names *names, size_t i)
{
	sort(names);
	return names->sites[i].addr;
}

void kdf_names_free(struct kdf_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		names_function_free(names->sites[i].parsed);
	for (size_t i = 0; i < names->ndefs; i++)
		names_definition_free(names->defs[i].parsed);
	for (struct kdf_names_object *o = names->objects, *next; o; o = next) {
		next = o->next;
		names_elf_free(o->elf);
		free(o->source);
		free(o->module);
		free(o->text);
		free(o);
	}
	free(names->sites);
	free(names->slots);
	free(names->defs);
	*names = (struct kdf_names){ 0 };
}
