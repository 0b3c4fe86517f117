// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One line of names -> a function, a struct or an enum. A line may come
 * from anywhere: every number in it is bounded, and nothing in it may be an
 * order to a terminal.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names-private.h"

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
		kdf_fail_sys(f->err, ENOMEM, "%s", object->source);
		return;
	}
	for (unsigned int i = 0; i < fn->nparams; i++) {
		const char *type = fields->field[3 + 2 * i];

		fn->params[i].name = fields->field[4 + 2 * i];
		if (!names_parse_type(type, &fn->params[i].type)) {
			malformed(f->err, object, fn->name,
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

	fn->symbol = fields->field[0];
	f->demangled = kdf_demangle(fn->symbol);
	fn->name = f->demangled ? f->demangled : fn->symbol;
	fn->location = fields->count > 1 ? fields->field[1] : "";
	if (!*fn->name) {
		malformed(f->err, object, "a function", "expected its name");
	} else if (fields->count == 1) {
		return; /* a name, and nothing else is known */
	} else if (fields->count < 3 || fields->count % 2 == 0) {
		malformed(f->err, object, fn->name,
			  "expected a location, a return type and pairs of type and parameter, found %zu fields",
			  fields->count);
	} else if (!names_parse_type(fields->field[2], &fn->ret)) {
		malformed(f->err, object, fn->name, "expected a return type, found \"%.40s\"",
			  fields->field[2]);
	} else if (fn->shape.known && fn->shape.nargs != (fields->count - 3) / 2) {
		malformed(f->err, object, fn->name,
			  "expected as many parameters as the site has arguments, %u, found %zu",
			  fn->shape.nargs, (fields->count - 3) / 2);
	} else {
		parse_params(f, fields, object);
	}
}

/* While a line is parsed, its error is the caller's: most have none. False where memory has run out. */
static bool keep_error(struct kdf_error **err)
{
	struct kdf_error *kept = NULL;
	bool failed = (*err)->code;

	if (failed)
		kept = malloc(sizeof(*kept));
	if (kept)
		*kept = **err;
	*err = kept;
	return !failed || kept;
}

struct names_function *names_parse_function(const struct kdf_names_site *site,
					    const struct kdf_shape *shape)
{
	struct names_function *f = calloc(1, sizeof(*f));
	struct kdf_error err = { 0 };
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
	f->err = &err;
	if (!names_fit(names_site_fields(site)))
		malformed(f->err, site->object, "a function", NAMES_FIT);
	else
		parse_function(f, &fields, site->object);
	free(fields.field);
	if (!keep_error(&f->err)) {
		names_function_free(f);
		return NULL;
	}
	return f;
}

void names_function_free(struct names_function *f)
{
	if (!f)
		return;
	free(f->function.params);
	free(f->demangled);
	free(f->copy);
	free(f->err);
	free(f);
}

static bool parse_member(struct kdf_member *m, char **field)
{
	m->name = field[3];
	/* Elements of an array share its bytes. */
	return names_parse_unsigned(field[0], NULL, NAMES_SIZE_LIMIT, &m->offset) &&
	       names_parse_unsigned(field[1], NULL, NAMES_SIZE_LIMIT, &m->bits) &&
	       names_parse_type(field[2], &m->type) && m->type.kind != KDF_TYPE_VOID &&
	       !(m->type.array && m->type.kind == KDF_TYPE_STRUCT);
}

static void parse_members(struct names_definition *d, const struct fields *fields,
			  const struct kdf_names_object *object)
{
	struct kdf_definition *def = &d->definition;

	def->members = calloc(def->count + 1, sizeof(*def->members));
	if (!def->members) {
		kdf_fail_sys(d->err, ENOMEM, "%s", object->source);
		return;
	}
	for (size_t i = 0; i < def->count; i++) {
		struct kdf_member *m = &def->members[i];

		if (!parse_member(m, &fields->field[4 + 4 * i])) {
			malformed(d->err, object, def->name,
				  "member %zu: expected a bit offset, bits, a type and a name", i + 1);
			return;
		}
		if (m->offset > def->size * 8 || m->bits > def->size * 8 - m->offset) {
			malformed(d->err, object, def->name,
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
		kdf_fail_sys(d->err, ENOMEM, "%s", object->source);
		return;
	}
	for (size_t i = 0; i < def->count; i++) {
		def->enumerators[i].name = fields->field[5 + 2 * i];
		if (!names_parse_signed(fields->field[4 + 2 * i], &def->enumerators[i].value)) {
			malformed(d->err, object, def->name,
				  "enumerator %zu: expected a number", i + 1);
			return;
		}
	}
}

/* A discriminant that is inside of the enum, and what each of its values means. */
static bool parse_variant(struct kdf_variant *v, char **field)
{
	v->is_default = !strcmp(field[0], "*");
	v->name = field[2];
	return (v->is_default || names_parse_unsigned(field[0], NULL, UINT64_MAX, &v->value)) &&
	       names_parse_type(field[1], &v->type) && !v->type.array &&
	       (v->type.kind == KDF_TYPE_STRUCT || v->type.kind == KDF_TYPE_VOID);
}

static void parse_variants(struct names_definition *d, const struct fields *fields,
			   const struct kdf_names_object *object)
{
	struct kdf_definition *def = &d->definition;
	uint64_t bits;

	def->variants = calloc(def->count + 1, sizeof(*def->variants));
	if (!def->variants) {
		kdf_fail_sys(d->err, ENOMEM, "%s", object->source);
		return;
	}
	if (!names_parse_unsigned(fields->field[4], NULL, NAMES_SIZE_LIMIT, &def->offset) ||
	    !names_parse_unsigned(fields->field[5], NULL, 64, &bits) ||
	    def->offset + bits > def->size * 8) {
		malformed(d->err, object, def->name,
			  "expected a discriminant inside the %" PRIu64 " bytes of the enum", def->size);
		return;
	}
	def->bits = bits;
	for (size_t i = 0; i < def->count; i++) {
		if (!parse_variant(&def->variants[i], &fields->field[6 + 3 * i])) {
			malformed(d->err, object, def->name,
				  "variant %zu: expected a value, a type and a name", i + 1);
			return;
		}
	}
}

static void parse_definition(struct names_definition *d, const struct fields *fields,
			     const struct kdf_names_object *object)
{
	static const struct {
		const char *what;
		size_t first, per; /* fields before, and of, each part */
	} forms[] = {
		[KDF_STRUCT] = { "a struct", 4, 4 },
		[KDF_ENUM] = { "an enumeration", 4, 2 },
		[KDF_VARIANTS] = { "an enum with data", 6, 3 },
	};
	struct kdf_definition *def = &d->definition;
	size_t first = forms[def->kind].first, per = forms[def->kind].per;

	if (fields->count < first || (fields->count - first) % per ||
	    !names_parse_unsigned(fields->field[3], NULL, NAMES_SIZE_LIMIT / 8, &def->size) ||
	    (def->kind == KDF_ENUM && (!def->size || def->size > 8))) {
		malformed(d->err, object, forms[def->kind].what,
			  "expected a name, a size in bytes and groups of %zu fields", per);
		return;
	}
	def->name = fields->field[2];
	def->count = (fields->count - first) / per;
	if (def->kind == KDF_ENUM)
		parse_enumerators(d, fields, object);
	else if (def->kind == KDF_VARIANTS)
		parse_variants(d, fields, object);
	else
		parse_members(d, fields, object);
}

static enum kdf_definition_kind kind_of(const char *line)
{
	return *line == 'E' ? KDF_ENUM : *line == 'V' ? KDF_VARIANTS : KDF_STRUCT;
}

struct names_definition *names_parse_definition(const struct kdf_names_def *def)
{
	struct names_definition *d = calloc(1, sizeof(*d));
	struct kdf_error err = { 0 };
	struct fields fields = { 0 };

	if (!d)
		return NULL;
	d->definition.id = def->id;
	d->definition.kind = kind_of(def->line);
	d->copy = strdup(def->line);
	if (!d->copy || !fields_split(&fields, d->copy)) {
		names_definition_free(d);
		return NULL;
	}
	d->err = &err;
	if (!names_fit(def->line))
		malformed(d->err, def->object, "a type", NAMES_FIT);
	else
		parse_definition(d, &fields, def->object);
	free(fields.field);
	if (!keep_error(&d->err)) {
		names_definition_free(d);
		return NULL;
	}
	return d;
}

void names_definition_free(struct names_definition *d)
{
	if (!d)
		return;
	free(d->definition.members);
	free(d->definition.enumerators);
	free(d->definition.variants);
	free(d->copy);
	free(d->err);
	free(d);
}
