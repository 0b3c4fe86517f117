// SPDX-License-Identifier: GPL-2.0-or-later
/* The values of two calls, one of each trace: are they the same? */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "diff.h"

/* As in include/linux/err.h; where the kernel's half of all addresses begins; and where its image is. */
#define ERRNO_MAX 4095
#define KERNEL_HALF 0xffff800000000000ULL
#define IMAGE 0xffffffff80000000ULL
#define IMAGE_SIZE 0x40000000ULL

static const struct kdf_type word_type = { .kind = KDF_TYPE_UNKNOWN };
static const struct kdf_type pointer_type = { .kind = KDF_TYPE_POINTER };

enum meaning { NUMBER, ADDRESS, IMAGE_ADDRESS, FUNCTION };

/* One value in both traces. */
struct both {
	const struct kdf_type *types[2];
	uint64_t values[2];
	unsigned int bits[2];
};

/* A comparison of two boundaries. */
struct comparison {
	struct diff *d;
	const struct call *const *calls;
	int exit;
	const char *root;
	size_t differ;
};

static bool is_pointer(const struct kdf_type *type)
{
	return type->kind == KDF_TYPE_POINTER || type->kind == KDF_TYPE_POINTER_FUNCTION ||
	       type->kind == KDF_TYPE_POINTER_CHAR || type->kind == KDF_TYPE_POINTER_STRUCT;
}

/* What a value means, and the value to compare: a number, an address, or a hash of the function. */
static enum meaning meaning(const struct side *side, const struct kdf_type *type,
			    unsigned int bits, uint64_t *value, const struct kdf_symbol **sym)
{
	struct kdf_type element = *type;
	struct kdf_number n;

	*sym = NULL;
	if (bits == 64 && *value < (uint64_t)-ERRNO_MAX &&
	    (*value >= KERNEL_HALF || (*value && is_pointer(type)))) {
		if (type->kind != KDF_TYPE_POINTER_STRUCT && type->kind != KDF_TYPE_POINTER_CHAR)
			*sym = kdf_trace_function(&side->trace, *value);
		if (*sym)
			return FUNCTION;
		if (!side->same_image || *value - side->trace.kaslr_offset - IMAGE >= IMAGE_SIZE)
			return ADDRESS;
		/* An object of the image is known exactly. */
		*value -= side->trace.kaslr_offset;
		return IMAGE_ADDRESS;
	}
	element.array = false;
	n = kdf_number((struct kdf_names *)&side->trace.names, &element, *value, bits);
	*value = n.known ? n.value : kdf_low_bits(*value, bits);
	return NUMBER;
}

static bool is_same(struct diff *d, const struct both *v)
{
	const struct kdf_symbol *symbols[2];
	uint64_t values[2];
	enum meaning m[2];

	for (int k = 0; k < 2; k++) {
		values[k] = v->values[k];
		m[k] = meaning(&d->side[k], v->types[k], v->bits[k], &values[k], &symbols[k]);
	}
	if (m[0] != m[1])
		return false;
	if (m[0] == FUNCTION)
		return !strcmp(symbols[0]->name, symbols[1]->name) &&
		       !strcmp(symbols[0]->module, symbols[1]->module);
	return m[0] == ADDRESS ? identity_same(&d->identity, values) : values[0] == values[1];
}

/* @place is "" for the argument itself. */
static void compare(struct comparison *c, const char *place, const struct both *v)
{
	char text[320];

	snprintf(text, sizeof(text), "%s%s", c->root, place);
	if (c->d->ignore && !fnmatch(c->d->ignore, text, 0))
		return;
	c->d->values++;
	if (is_same(c->d, v))
		return;
	if (!c->differ++)
		print_call_begin(c->d, c->calls, c->exit);
	print_value(c->d, c->differ > 1, text, v->types, v->values, v->bits);
}

/* Words of what nobody has described, behind @name. */
static void compare_words(struct comparison *c, const char *name, const struct kdf_bytes bytes[2])
{
	struct both v = { .types = { &word_type, &word_type }, .bits = { 64, 64 } };
	char place[288];

	for (uint64_t at = 0; at + 8 <= bytes[0].len && at + 8 <= bytes[1].len; at += 8) {
		for (int k = 0; k < 2; k++)
			v.values[k] = kdf_value(bytes[k].data + at, 0);
		snprintf(place, sizeof(place), "%.240s+0x%llx", name, (unsigned long long)at);
		compare(c, place, &v);
	}
}

/* The member of the same name; most often at the same place. */
static const struct kdf_member *same_member(const struct kdf_definition *def, size_t i,
					    const struct kdf_member *m)
{
	if (i < def->count && !strcmp(def->members[i].name, m->name))
		return &def->members[i];
	return kdf_member_find(def, m->name, strlen(m->name));
}

static void compare_element(struct comparison *c, const char *place, struct both *v,
			    const struct kdf_member *const m[2], const struct kdf_bytes bytes[2],
			    uint64_t i)
{
	for (int k = 0; k < 2; k++) {
		uint64_t count = m[k]->type.array ? m[k]->type.count : 1;

		v->types[k] = &m[k]->type;
		v->bits[k] = m[k]->bits / count;
		if (!kdf_read_bits(&bytes[k], m[k]->offset + i * v->bits[k], v->bits[k], &v->values[k]))
			return;
	}
	compare(c, place, v);
}

/* Both are arrays of as many numbers, or both a number. */
static bool are_numbers(const struct kdf_member *const m[2])
{
	uint64_t count = m[0]->type.array ? m[0]->type.count : 1;

	if (m[0]->type.array != m[1]->type.array || !count ||
	    (m[0]->type.array && m[1]->type.count != count))
		return false;
	for (int k = 0; k < 2; k++) {
		if (m[k]->bits < count || m[k]->bits / count > 64)
			return false;
	}
	return true;
}

static void compare_member(struct comparison *c, bool arrow, const struct kdf_member *const m[2],
			   const struct kdf_bytes bytes[2])
{
	uint64_t count = m[0]->type.array ? m[0]->type.count : 1;
	struct kdf_bytes inside[2];
	struct both v = { 0 };
	char place[288];

	snprintf(place, sizeof(place), "%s%.240s", arrow ? "->" : ".", m[0]->name);
	if (!are_numbers(m)) {
		for (int k = 0; k < 2; k++)
			inside[k] = (struct kdf_bytes){ bytes[k].data + m[k]->offset / 8, m[k]->bits / 8 };
		compare_words(c, place, inside);
		return;
	}
	for (uint64_t i = 0; i < count; i++) {
		if (m[0]->type.array)
			snprintf(place, sizeof(place), "%s%.240s[%llu]", arrow ? "->" : ".", m[0]->name,
				 (unsigned long long)i);
		compare_element(c, place, &v, m, bytes, i);
		/* What is behind the end of a text means nothing. */
		if (m[0]->type.array && m[0]->type.kind == KDF_TYPE_CHAR && (!v.values[0] || !v.values[1]))
			return;
	}
}

/*
 * A struct in both. With what it was before, if that is known: what has changed in neither
 * was compared at the entry.
 */
static void compare_struct(struct comparison *c, const struct kdf_argument args[2], bool arrow,
			   const struct kdf_bytes *before, const struct kdf_bytes bytes[2])
{
	const struct kdf_definition *defs[2];

	if (c->d->no_members)
		return;
	for (int k = 0; k < 2; k++)
		defs[k] = kdf_argument_struct(&c->d->side[k].trace.names, &args[k]);
	if (!defs[0] || !defs[1]) {
		compare_words(c, "", bytes);
		return;
	}
	for (size_t i = 0; i < defs[0]->count; i++) {
		const struct kdf_member *m[2] = { &defs[0]->members[i], NULL };
		bool captured[2];

		m[1] = same_member(defs[1], i, m[0]);
		for (int k = 0; k < 2; k++)
			captured[k] = m[k] && kdf_member_captured(m[k], &bytes[k]);
		if (!captured[0] || !captured[1])
			c->d->not_known += captured[0] != captured[1];
		else if (!before || kdf_member_differs(m[0], &before[0], &bytes[0]) ||
			 kdf_member_differs(m[1], &before[1], &bytes[1]))
			compare_member(c, arrow, m, bytes);
	}
}

/* The value, if there is one of at most 64 bits. */
static bool one_value(const struct kdf_argument args[2], struct both *v)
{
	for (int k = 0; k < 2; k++) {
		switch (args[k].shape & 7) {
		case KDF_ARG_SCALAR:
			v->types[k] = args[k].type;
			v->bits[k] = kdf_argument_bits(&args[k]);
			break;
		case KDF_ARG_POINTER:
			v->types[k] = &pointer_type;
			v->bits[k] = 64;
			break;
		default:
			return false;
		}
		v->values[k] = kdf_low_bits(kdf_value(args[k].values, 0), v->bits[k]);
	}
	return true;
}

static void compare_argument(struct comparison *c, const struct kdf_argument args[2])
{
	unsigned int kinds[2] = { args[0].shape & 7, args[1].shape & 7 };
	struct kdf_bytes bytes[2];
	bool known[2];
	struct both v;

	if (one_value(args, &v))
		compare(c, "", &v);
	else if (kinds[0] != kinds[1])
		c->d->not_known++;
	if (kinds[0] != kinds[1])
		return;
	for (int k = 0; k < 2; k++) {
		known[k] = kdf_argument_bytes(&args[k], &bytes[k]);
		if (kinds[k] == KDF_ARG_WORDS)
			bytes[k] = (struct kdf_bytes){ args[k].values, 8 * (args[k].shape >> 3) };
	}
	if (kinds[0] == KDF_ARG_WORDS)
		compare_words(c, "", bytes);
	else if (known[0] && known[1])
		compare_struct(c, args, kinds[0] == KDF_ARG_POINTER, NULL, bytes);
	else
		c->d->not_known += known[0] != known[1];
}

static void compare_after(struct comparison *c, const struct kdf_boundary b[2],
			  const struct kdf_argument args[2])
{
	struct kdf_bytes before[2], after[2];
	bool known[2], compared = true;

	for (int k = 0; k < 2; k++) {
		known[k] = kdf_argument_bytes_after(&b[k], &args[k], &after[k]);
		compared &= kdf_argument_bytes(&args[k], &before[k]);
	}
	if (known[0] && known[1])
		compare_struct(c, args, true, compared ? before : NULL, after);
	else
		c->d->not_known += known[0] != known[1];
}

/* The values of boundaries that have no arguments, or where they cannot be told apart. */
static void compare_untold(struct comparison *c, const struct kdf_boundary b[2])
{
	struct kdf_bytes bytes[2];

	for (int k = 0; k < 2; k++)
		bytes[k] = (struct kdf_bytes){ b[k].values, 8 * b[k].nvalues };
	c->root = "values";
	compare_words(c, "", bytes);
	c->d->not_known += b[0].nvalues != b[1].nvalues;
}

size_t compare_values(struct diff *d, struct tree *const trees[2],
		      const struct call *const calls[2], int exit)
{
	struct comparison c = { .d = d, .calls = calls, .exit = exit };
	struct kdf_argument args[2];
	struct kdf_boundary b[2];
	bool told[2];
	char buf[24];

	for (int k = 0; k < 2; k++) {
		b[k] = call_boundary(trees[k], calls[k], exit);
		told[k] = exit ? kdf_return(calls[k]->function, &b[k], &args[k]) :
				 kdf_arguments_known(calls[k]->function, &b[k]);
	}
	c.root = "ret";
	if (!told[0] || !told[1])
		compare_untold(&c, b);
	else if (exit)
		compare_argument(&c, args);
	for (unsigned int i = 0; kdf_argument(calls[0]->function, &b[0], i, &args[0]) &&
				 kdf_argument(calls[1]->function, &b[1], i, &args[1]);
	     i++) {
		c.root = kdf_argument_name(calls[0]->function, i, buf);
		if (exit)
			compare_after(&c, b, args);
		else
			compare_argument(&c, args);
	}
	if (c.differ)
		print_call_end(d);
	d->differ += c.differ;
	return c.differ;
}

static uint64_t mix(uint64_t h, uint64_t value)
{
	return (h ^ value) * 0x9e3779b97f4a7c15ULL + (h >> 29);
}

static uint64_t mix_value(uint64_t h, const struct side *side, const struct kdf_argument *arg)
{
	const struct kdf_argument both[2] = { *arg, *arg };
	const struct kdf_symbol *sym;
	struct both v;
	enum meaning m;

	if (!one_value(both, &v))
		return h;
	m = meaning(side, v.types[0], v.bits[0], &v.values[0], &sym);
	h = mix(h, m);
	if (m == NUMBER)
		h = mix(h, v.values[0]);
	for (const char *p = sym ? sym->name : ""; *p; p++)
		h = mix(h, (unsigned char)*p);
	return h;
}

uint64_t call_digest(struct diff *d, struct side *side, const struct tree *tree,
		     const struct call *call)
{
	struct kdf_boundary entry = call_boundary(tree, call, 0), exit = call_boundary(tree, call, 1);
	struct kdf_argument arg;
	uint64_t h = call->id;

	if (d->calls_only)
		return h;
	for (unsigned int i = 0;
	     call->has_entry && kdf_argument(call->function, &entry, i, &arg); i++)
		h = mix_value(h, side, &arg);
	if (call->has_exit && kdf_return(call->function, &exit, &arg))
		h = mix_value(h, side, &arg);
	return h;
}
