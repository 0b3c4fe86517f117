// SPDX-License-Identifier: GPL-2.0-or-later
/* The values of two calls, one of each trace: are they the same? */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "diff.h"

static const struct kdf_type word_type = { .kind = KDF_TYPE_UNKNOWN };

/* A comparison of two boundaries. */
struct comparison {
	struct diff *d;
	const struct call *const *calls;
	int exit;
	const char *root;
	size_t differ;
};

/* @place is "" for the argument itself. */
static void compare(struct comparison *c, const char *place, const struct both *v)
{
	char text[320];

	snprintf(text, sizeof(text), "%s%s", c->root, place);
	if (c->d->ignore && !fnmatch(c->d->ignore, text, 0))
		return;
	c->d->values++;
	if (both_same(c->d, v))
		return;
	if (!c->differ++)
		print_call_begin(c->d, c->calls, c->exit);
	print_value(c->d, c->differ > 1, text, v);
}

/* Bytes of a name that are shown: whole characters. */
static int shown(const char *name)
{
	size_t len = strlen(name), at = 0, n;

	while ((n = kdf_utf8_length(name + at, len - at)) && at + n <= 240)
		at += n;
	return at;
}

/* Words of what nobody has described, behind @name. */
static void compare_words(struct comparison *c, const char *name, const struct kdf_bytes bytes[2])
{
	struct both v = { .types = { &word_type, &word_type }, .bits = { 64, 64 } };
	char place[288];

	for (uint64_t at = 0; at + 8 <= bytes[0].len && at + 8 <= bytes[1].len; at += 8) {
		for (int k = 0; k < 2; k++)
			v.values[k] = kdf_value(bytes[k].data + at, 0);
		snprintf(place, sizeof(place), "%.*s+0x%llx", shown(name), name, (unsigned long long)at);
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

	snprintf(place, sizeof(place), "%s%.*s", arrow ? "->" : ".", shown(m[0]->name),
		 m[0]->name);
	if (!are_numbers(m)) {
		for (int k = 0; k < 2; k++)
			inside[k] = (struct kdf_bytes){ bytes[k].data + m[k]->offset / 8, m[k]->bits / 8 };
		compare_words(c, place, inside);
		return;
	}
	for (uint64_t i = 0; i < count; i++) {
		if (m[0]->type.array)
			snprintf(place, sizeof(place), "%s%.*s[%llu]", arrow ? "->" : ".", shown(m[0]->name),
				 m[0]->name, (unsigned long long)i);
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

static void compare_argument(struct comparison *c, const struct kdf_argument args[2])
{
	unsigned int kinds[2] = { args[0].shape & 7, args[1].shape & 7 };
	struct kdf_bytes bytes[2];
	bool known[2];
	struct both v;

	if (both_take(&v, args))
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
