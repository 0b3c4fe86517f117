// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Structs as {NAME: VALUE, ...}; in Rust, tuples as (VALUE, ...) and enums as
 * VARIANT, VARIANT(VALUE, ...) or VARIANT{NAME: VALUE, ...}.
 */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "value.h"

/* How deep we are in a value, and how many parts of it have been printed. */
struct nested {
	struct put *p;
	unsigned int depth;
	unsigned int parts;
	bool error; /* numbers are errno values */
};

static void put_any(struct nested *n, uint64_t id, const struct kdf_bytes *bytes);

static bool go_deeper(struct nested *n)
{
	if (n->depth == DEPTH_MAX || n->parts >= PARTS_MAX) {
		put_str(n->p, "...");
		return false;
	}
	n->depth++;
	return true;
}

static void put_inner(struct nested *n, const struct kdf_member *m, const struct kdf_bytes *bytes)
{
	struct kdf_bytes part;

	n->parts++;
	if (m->type.kind != KDF_TYPE_STRUCT || m->type.array) {
		put_member(n->p, m, bytes, n->error);
	} else if (!kdf_member_bytes(m, bytes, &part)) {
		put_char(n->p, '?');
	} else if (go_deeper(n)) {
		put_any(n, m->type.id, &part);
		n->depth--;
	}
}

/* A struct that nobody has described. */
static void put_words(struct put *p, const struct kdf_bytes *bytes)
{
	uint64_t words = bytes->len / 8, i;

	put_str(p, "{words:");
	for (i = 0; i < words && (!p->format->max_fields || i < p->format->max_fields); i++) {
		put_str(p, i ? ", " : " ");
		put_hex(p, kdf_value(bytes->data, i));
	}
	if (i * 8 < bytes->len)
		put_printf(p, "%s +%" PRIu64 " bytes", i ? "," : "", bytes->len - i * 8);
	put_char(p, '}');
}

/* Members, and how much of their names is the path to what they are in. */
struct group {
	const struct kdf_member *members;
	size_t count;
	size_t skip;
};

/* The number that the name of the first member begins with, or 0: digits of an element of a tuple. */
static size_t element_digits(const struct group *g)
{
	const char *name = g->count ? g->members->name + g->skip : "";
	size_t n = strspn(name, "0123456789");

	return name[n] && name[n] != '.' ? 0 : n;
}

/* The members at the start of a tuple that are, or are in, its first element. */
static struct group first_element(const struct group *g)
{
	size_t digits = element_digits(g), len = g->skip + digits, i = 1;
	const char *name = g->members->name;

	while (name[len] && i < g->count && !strncmp(g->members[i].name, name, len + 1))
		i++;
	return (struct group){ g->members, i, name[len] ? len + 1 : len };
}

static void put_named(struct nested *n, const struct group *g, const struct kdf_bytes *bytes)
{
	size_t shown = 0, missing = 0, more = 0;
	struct put *p = n->p;

	put_char(p, '{');
	for (size_t i = 0; i < g->count; i++) {
		const struct kdf_member *m = &g->members[i];

		if (!kdf_member_captured(m, bytes)) {
			missing++;
		} else if ((p->format->max_fields && shown >= p->format->max_fields) || n->parts >= PARTS_MAX) {
			more++;
		} else {
			put_str(p, shown++ ? ", " : "");
			put_str(p, m->name + g->skip);
			put_str(p, ": ");
			put_inner(n, m, bytes);
		}
	}
	if (more) {
		put_str(p, ", +");
		put_unsigned(p, more);
		put_str(p, " more");
	}
	if (missing) {
		put_str(p, shown ? ", +" : "+");
		put_unsigned(p, missing);
		put_str(p, " not captured");
	}
	put_char(p, '}');
}

static void put_group(struct nested *n, struct group g, bool transparent,
		      const struct kdf_bytes *bytes);

static void put_element(struct nested *n, const struct group *g, const struct kdf_bytes *bytes)
{
	const struct kdf_member *m = g->members;

	if (m->name[g->skip]) {
		if (!go_deeper(n))
			return;
		put_group(n, *g, true, bytes);
		n->depth--;
	} else if (kdf_member_captured(m, bytes)) {
		put_inner(n, m, bytes);
	} else {
		put_char(n->p, '?');
	}
}

/*
 * The members of a struct or a tuple. @transparent: the value of a tuple of one
 * element, as newtypes are, stands for itself.
 */
static void put_group(struct nested *n, struct group g, bool transparent,
		      const struct kdf_bytes *bytes)
{
	struct put *p = n->p;
	unsigned int shown = 0;

	if (!element_digits(&g)) {
		put_named(n, &g, bytes);
		return;
	}
	transparent = transparent && first_element(&g).count == g.count;
	put_str(p, transparent ? "" : "(");
	while (g.count) {
		struct group element = first_element(&g);

		if ((p->format->max_fields && shown >= p->format->max_fields) || n->parts >= PARTS_MAX) {
			put_str(p, ", ...");
			break;
		}
		put_str(p, shown++ ? ", " : "");
		put_element(n, &element, bytes);
		g.members += element.count;
		g.count -= element.count;
	}
	put_str(p, transparent ? "" : ")");
}

/* The kernel's Error. Debug info says that it is a number, and nothing but its name tells which. */
static bool is_kernel_result(const struct kdf_definition *def)
{
	static const char end[] = ", kernel::error::Error>";
	size_t len = strlen(def->name), n = sizeof(end) - 1;

	return !strncmp(def->name, "Result<", 7) && len > n && !strcmp(def->name + len - n, end);
}

static void put_variant(struct nested *n, const struct kdf_definition *def,
			const struct kdf_bytes *bytes)
{
	const struct kdf_variant *v = kdf_variant(def, bytes);
	const struct kdf_definition *data;
	bool error = n->error;

	if (!v) {
		put_char(n->p, '?');
		return;
	}
	put_str(n->p, v->name);
	if (v->type.kind != KDF_TYPE_STRUCT)
		return;
	data = kdf_struct(&n->p->format->trace->names, v->type.id);
	n->error = is_kernel_result(def) && !strcmp(v->name, "Err");
	if (data)
		put_group(n, (struct group){ data->members, data->count, 0 }, false, bytes);
	else
		put_words(n->p, bytes);
	n->error = error;
}

static void put_any(struct nested *n, uint64_t id, const struct kdf_bytes *bytes)
{
	const struct kdf_definition *def = kdf_struct(&n->p->format->trace->names, id);
	const struct kdf_definition *variants = kdf_variants(&n->p->format->trace->names, id);

	if (def)
		put_group(n, (struct group){ def->members, def->count, 0 }, false, bytes);
	else if (variants)
		put_variant(n, variants, bytes);
	else
		put_words(n->p, bytes);
}

void put_struct(struct put *p, uint64_t id, const struct kdf_bytes *bytes)
{
	struct nested n = { .p = p };

	put_any(&n, id, bytes);
}

void put_part(struct put *p, const struct kdf_member *m, const struct kdf_bytes *bytes)
{
	struct nested n = { .p = p };

	put_inner(&n, m, bytes);
}

void format_struct(const struct format *f, uint64_t id, const struct kdf_bytes *bytes)
{
	struct put p;

	put_begin(&p, f);
	put_struct(&p, id, bytes);
	put_end(&p);
}

void format_part(const struct format *f, const struct kdf_member *m, const struct kdf_bytes *bytes)
{
	struct put p;

	put_begin(&p, f);
	put_part(&p, m, bytes);
	put_end(&p);
}
