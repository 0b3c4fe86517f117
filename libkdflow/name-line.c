// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One line of names -> a function, a struct or an enumeration. A line may come
 * from anywhere: every number in it is bounded, and nothing in it may be an
 * order to a terminal.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names-private.h"

/* Larger than every struct and array of a program, and small enough to count bits. */
#define SIZE_LIMIT (1ULL << 40)

/* A line, split at its TABs. */
struct fields {
	char **field;
	size_t count;
};

static bool fields_split(struct fields *f, char *line)
{
	size_t n = 1;

	for (const char *p = line; *p; p++)
		n += *p == '\t';
	f->count = 0;
	f->field = malloc(n * sizeof(*f->field));
	if (!f->field)
		return false;
	for (char *p = line; p; f->count++)
		f->field[f->count] = strsep(&p, "\t");
	return true;
}

static bool printable(const char *line)
{
	for (const unsigned char *p = (const unsigned char *)line; *p; p++) {
		if ((*p < ' ' && *p != '\t') || *p == 0x7f)
			return false;
	}
	return true;
}

static bool parse_unsigned(const char *str, const char **end, uint64_t limit, uint64_t *value)
{
	char *e;

	if (!isdigit((unsigned char)*str))
		return false;
	errno = 0;
	*value = strtoull(str, &e, 10);
	if (errno || *value > limit || (!end && *e))
		return false;
	if (end)
		*end = e;
	return true;
}

static bool parse_signed(const char *str, int64_t *value)
{
	const char *digits = str + (*str == '-');
	char *end;

	if (!isdigit((unsigned char)*digits))
		return false;
	errno = 0;
	*value = strtoll(str, &end, 10);
	/* An unsigned enumeration may be written as such. */
	if (errno && *str != '-') {
		errno = 0;
		*value = (int64_t)strtoull(str, &end, 10);
	}
	return !errno && !*end;
}

bool names_parse_id(const char *str, uint64_t *id)
{
	char *end;

	for (int i = 0; i < 16; i++) {
		if (!isxdigit((unsigned char)str[i]))
			return false;
	}
	*id = strtoull(str, &end, 16);
	return end == str + 16;
}

/* A letter with the size of the value behind it. */
static bool parse_sized(const char *str, struct kdf_type *type)
{
	static const struct {
		char letter;
		enum kdf_type_kind kind;
	} kinds[] = {
		{ 'i', KDF_TYPE_SIGNED }, { 'u', KDF_TYPE_UNSIGNED }, { 'b', KDF_TYPE_BOOL },
		{ 'c', KDF_TYPE_CHAR },	  { 'f', KDF_TYPE_FLOAT },    { 'o', KDF_TYPE_OPAQUE },
	};
	uint64_t size;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (*str != kinds[i].letter)
			continue;
		type->kind = kinds[i].kind;
		if (!parse_unsigned(str + 1, NULL, UINT32_MAX, &size))
			return false;
		type->size = size;
		/* A number has a size, and fits into two words. */
		return type->kind == KDF_TYPE_OPAQUE || (size && size <= 16);
	}
	return false;
}

static bool parse_pointer(const char *str, struct kdf_type *type)
{
	type->kind = KDF_TYPE_POINTER;
	type->size = 8;
	if (!*str)
		return true;
	if (!strcmp(str, "f"))
		type->kind = KDF_TYPE_POINTER_FUNCTION;
	else if (!strcmp(str, "c"))
		type->kind = KDF_TYPE_POINTER_CHAR;
	else
		type->kind = KDF_TYPE_POINTER_STRUCT;
	return type->kind != KDF_TYPE_POINTER_STRUCT ||
	       (names_parse_id(str, &type->id) && !str[16]);
}

/* Arrays of arrays are one array. */
static bool parse_array(const char **str, struct kdf_type *type)
{
	uint64_t count;

	while (**str == 'x') {
		if (!parse_unsigned(*str + 1, str, SIZE_LIMIT, &count) || **str != ':')
			return false;
		++*str;
		type->count = type->array ? type->count : 1;
		if (count && type->count > SIZE_LIMIT / count)
			return false;
		type->count *= count;
		type->array = true;
	}
	return true;
}

static bool parse_type(const char *str, struct kdf_type *type)
{
	*type = (struct kdf_type){ 0 };
	if (!parse_array(&str, type))
		return false;
	switch (*str) {
	case 'v':
		type->kind = KDF_TYPE_VOID;
		return !str[1] && !type->array;
	case '?':
		type->kind = KDF_TYPE_UNKNOWN;
		return !str[1];
	case 'e':
	case 's':
		type->kind = *str == 'e' ? KDF_TYPE_ENUM : KDF_TYPE_STRUCT;
		return names_parse_id(str + 1, &type->id) && !str[17];
	case 'p':
		return parse_pointer(str + 1, type);
	default:
		return parse_sized(str, type);
	}
}

/* Describes what is wrong with a line; @name is printable, and the line's. */
__attribute__((format(printf, 4, 5)))
static void malformed(struct kdf_error *err, const struct kdf_names_object *object,
		      const char *name, const char *fmt, ...)
{
	char what[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	kdf_fail(err, EBADMSG, "%s: names: %.100s: %s", object->source, name, what);
}

static void parse_params(struct names_function *f, const struct fields *fields,
			 const struct kdf_names_object *object)
{
	struct kdf_function *fn = &f->function;

	fn->nparams = (fields->count - 3) / 2;
	fn->params = calloc(fn->nparams + 1, sizeof(*fn->params));
	if (!fn->params) {
		kdf_fail_sys(&f->err, ENOMEM, "%s", object->source);
		return;
	}
	for (unsigned int i = 0; i < fn->nparams; i++) {
		const char *type = fields->field[3 + 2 * i];

		fn->params[i].name = fields->field[4 + 2 * i];
		if (!parse_type(type, &fn->params[i].type)) {
			malformed(&f->err, object, fn->name,
				  "parameter %u: expected a type, found \"%.40s\"", i + 1, type);
			return;
		}
	}
	fn->typed = true;
}

static void parse_function(struct names_function *f, const struct fields *fields,
			   const struct kdf_names_object *object)
{
	struct kdf_function *fn = &f->function;

	fn->name = fields->field[0];
	fn->location = fields->count > 1 ? fields->field[1] : "";
	if (!*fn->name) {
		malformed(&f->err, object, "a function", "expected its name");
	} else if (fields->count == 1) {
		return; /* a name, and nothing else is known */
	} else if (fields->count < 3 || fields->count % 2 == 0) {
		malformed(&f->err, object, fn->name,
			  "expected a location, a return type and pairs of type and parameter, found %zu fields",
			  fields->count);
	} else if (!parse_type(fields->field[2], &fn->ret)) {
		malformed(&f->err, object, fn->name, "expected a return type, found \"%.40s\"",
			  fields->field[2]);
	} else if (fn->shape.known && fn->shape.nargs != (fields->count - 3) / 2) {
		malformed(&f->err, object, fn->name,
			  "expected as many parameters as the site has arguments, %u, found %zu",
			  fn->shape.nargs, (fields->count - 3) / 2);
	} else {
		parse_params(f, fields, object);
	}
}

struct names_function *names_parse_function(const struct kdf_names_site *site,
					    const struct kdf_shape *shape)
{
	struct names_function *f = calloc(1, sizeof(*f));
	struct fields fields = { 0 };

	if (!f)
		return NULL;
	f->function.module = site->module;
	f->function.shape = *shape;
	f->copy = strdup(names_site_fields(site));
	if (!f->copy || !fields_split(&fields, f->copy)) {
		names_function_free(f);
		return NULL;
	}
	if (!printable(names_site_fields(site)))
		malformed(&f->err, site->object, "a function", "expected printable text");
	else
		parse_function(f, &fields, site->object);
	free(fields.field);
	return f;
}

void names_function_free(struct names_function *f)
{
	if (!f)
		return;
	free(f->function.params);
	free(f->copy);
	free(f);
}

static bool parse_member(struct kdf_member *m, char **field)
{
	m->name = field[3];
	/* Elements of an array share its bytes. */
	return parse_unsigned(field[0], NULL, SIZE_LIMIT, &m->offset) &&
	       parse_unsigned(field[1], NULL, SIZE_LIMIT, &m->bits) &&
	       parse_type(field[2], &m->type) && m->type.kind != KDF_TYPE_STRUCT &&
	       m->type.kind != KDF_TYPE_VOID;
}

static void parse_members(struct names_definition *d, const struct fields *fields,
			  const struct kdf_names_object *object)
{
	struct kdf_definition *def = &d->definition;

	def->members = calloc(def->count + 1, sizeof(*def->members));
	if (!def->members) {
		kdf_fail_sys(&d->err, ENOMEM, "%s", object->source);
		return;
	}
	for (size_t i = 0; i < def->count; i++) {
		struct kdf_member *m = &def->members[i];

		if (!parse_member(m, &fields->field[4 + 4 * i])) {
			malformed(&d->err, object, def->name,
				  "member %zu: expected a bit offset, bits, a type and a name", i + 1);
			return;
		}
		if (m->offset > def->size * 8 || m->bits > def->size * 8 - m->offset) {
			malformed(&d->err, object, def->name,
				  "member %zu: expected it inside the %" PRIu64 " bytes of the struct",
				  i + 1, def->size);
			return;
		}
	}
}

static void parse_enumerators(struct names_definition *d, const struct fields *fields,
			      const struct kdf_names_object *object)
{
	struct kdf_definition *def = &d->definition;

	def->enumerators = calloc(def->count + 1, sizeof(*def->enumerators));
	if (!def->enumerators) {
		kdf_fail_sys(&d->err, ENOMEM, "%s", object->source);
		return;
	}
	for (size_t i = 0; i < def->count; i++) {
		def->enumerators[i].name = fields->field[5 + 2 * i];
		if (!parse_signed(fields->field[4 + 2 * i], &def->enumerators[i].value)) {
			malformed(&d->err, object, def->name,
				  "enumerator %zu: expected a number", i + 1);
			return;
		}
	}
}

static void parse_definition(struct names_definition *d, const struct fields *fields,
			     const struct kdf_names_object *object)
{
	struct kdf_definition *def = &d->definition;
	size_t per = def->is_enum ? 2 : 4;

	if (fields->count < 4 || (fields->count - 4) % per ||
	    !parse_unsigned(fields->field[3], NULL, SIZE_LIMIT / 8, &def->size) ||
	    (def->is_enum && (!def->size || def->size > 8))) {
		malformed(&d->err, object, def->is_enum ? "an enumeration" : "a struct",
			  "expected a name, a size in bytes and groups of %zu fields", per);
		return;
	}
	def->name = fields->field[2];
	def->count = (fields->count - 4) / per;
	if (def->is_enum)
		parse_enumerators(d, fields, object);
	else
		parse_members(d, fields, object);
}

struct names_definition *names_parse_definition(const struct kdf_names_def *def)
{
	struct names_definition *d = calloc(1, sizeof(*d));
	struct fields fields = { 0 };

	if (!d)
		return NULL;
	d->definition.id = def->id;
	d->definition.is_enum = *def->line == 'E';
	d->copy = strdup(def->line);
	if (!d->copy || !fields_split(&fields, d->copy)) {
		names_definition_free(d);
		return NULL;
	}
	if (!printable(def->line))
		malformed(&d->err, def->object, "a type", "expected printable text");
	else
		parse_definition(d, &fields, def->object);
	free(fields.field);
	return d;
}

void names_definition_free(struct names_definition *d)
{
	if (!d)
		return;
	free(d->definition.members);
	free(d->definition.enumerators);
	free(d->copy);
	free(d);
}
