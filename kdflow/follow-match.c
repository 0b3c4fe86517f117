// SPDX-License-Identifier: GPL-2.0-or-later
/* Where a value is at a boundary. */
#include <stdio.h>

#include "follow.h"

static const struct kdf_type word_type = { .kind = KDF_TYPE_UNKNOWN };
static const struct kdf_type pointer_type = { .kind = KDF_TYPE_POINTER };

/* A search in one boundary. @hit has what the hits of an argument have in common. */
struct search {
	const struct target *target;
	struct kdf_names *names;
	follow_visit_fn *visit;
	void *data;
	struct hit hit;
	char root[24];
	size_t hits;
};

bool target_is(const struct target *t, const struct kdf_number *n)
{
	uint64_t low = kdf_low_bits(t->value, n->bits);

	if (!n->known)
		return false;
	if (t->size)
		return n->bits == 64 && n->value - t->value < t->size;
	return kdf_low_bits(n->value, n->bits) == low &&
	       (low == t->value || (uint64_t)kdf_sign_extend(low, n->bits) == t->value);
}

static bool matches(const struct search *s, const struct kdf_type *type, uint64_t value,
		    unsigned int bits)
{
	struct kdf_type element = *type;
	struct kdf_number n;

	element.array = false;
	n = kdf_number(s->names, &element, value, bits);
	return target_is(s->target, &n);
}

static void check_number(struct search *s, const struct kdf_type *type, uint64_t value,
			 unsigned int bits)
{
	if (!matches(s, type, value, bits))
		return;
	s->hit.type = type;
	s->hit.bits = bits;
	s->hit.value = value;
	s->hit.changed = false;
	s->hits++;
	s->visit(s->data, &s->hit);
}

/* Something in a struct, which was @old at the entry; or that is not known, or of no interest. */
static void check_place(struct search *s, const struct kdf_type *type, uint64_t offset,
			unsigned int bits, const struct kdf_bytes *old, const struct kdf_bytes *new)
{
	uint64_t before, value;

	if (!kdf_read_bits(new, offset, bits, &value))
		return;
	if (!old || !kdf_read_bits(old, offset, bits, &before)) {
		check_number(s, type, value, bits);
		return;
	}
	if (before == value || (!matches(s, type, before, bits) && !matches(s, type, value, bits)))
		return;
	s->hit.type = type;
	s->hit.bits = bits;
	s->hit.value = value;
	s->hit.old = before;
	s->hit.changed = true;
	s->hits++;
	s->visit(s->data, &s->hit);
}

/* 8 bytes each: what is not described, or not as a number. */
static void check_words(struct search *s, uint64_t offset, uint64_t bits,
			const struct kdf_bytes *old, const struct kdf_bytes *new)
{
	s->hit.is_word = true;
	for (uint64_t at = 0; bits - at >= 64 && (offset + at) / 8 < new->len; at += 64) {
		s->hit.offset = at / 8;
		check_place(s, &word_type, offset + at, 64, old, new);
	}
	s->hit.is_word = false;
}

static void check_member(struct search *s, const struct kdf_member *m, const struct kdf_bytes *old,
			 const struct kdf_bytes *new)
{
	uint64_t each = m->type.array && m->type.count ? m->bits / m->type.count : m->bits;

	s->hit.member = m;
	if (each > 64) {
		check_words(s, m->offset, m->bits, old, new);
	} else if (!m->type.array) {
		check_place(s, &m->type, m->offset, m->bits, old, new);
	} else {
		s->hit.is_element = true;
		for (uint64_t i = 0; each && i < m->type.count && i * each / 8 < new->len; i++) {
			s->hit.index = i;
			check_place(s, &m->type, m->offset + i * each, each, old, new);
		}
		s->hit.is_element = false;
	}
	s->hit.member = NULL;
}

/* A struct that is @id, or not described. */
static void check_struct(struct search *s, uint64_t id, bool arrow, const struct kdf_bytes *old,
			 const struct kdf_bytes *new)
{
	const struct kdf_definition *def = kdf_struct(s->names, id);

	s->hit.arrow = arrow;
	if (!def)
		check_words(s, 0, 8 * new->len, old, new);
	for (size_t i = 0; def && i < def->count; i++)
		check_member(s, &def->members[i], old, new);
	s->hit.arrow = false;
}

static void check_argument(struct search *s, const struct kdf_argument *arg)
{
	struct kdf_bytes bytes;

	switch (arg->shape & 7) {
	case KDF_ARG_SCALAR:
		check_number(s, arg->type, kdf_value(arg->values, 0), kdf_argument_bits(arg));
		break;
	case KDF_ARG_POINTER:
		check_number(s, &pointer_type, kdf_value(arg->values, 0), 64);
		break;
	case KDF_ARG_WORDS:
		bytes = (struct kdf_bytes){ arg->values, 8 * (arg->shape >> 3) };
		check_words(s, 0, 8 * bytes.len, NULL, &bytes);
		break;
	default:
		break;
	}
	if (kdf_argument_bytes(arg, &bytes))
		check_struct(s, arg->type->id, (arg->shape & 7) == KDF_ARG_POINTER, NULL, &bytes);
}

/* Values that cannot be told apart. */
static void check_values(struct search *s, const struct kdf_boundary *b)
{
	s->hit.root = s->root;
	for (unsigned int i = 0; i < b->nvalues; i++) {
		snprintf(s->root, sizeof(s->root), "value %u", i + 1);
		check_number(s, &word_type, kdf_value(b->values, i), 64);
	}
}

static void check_entry(struct search *s, const struct kdf_function *func,
			const struct kdf_boundary *b)
{
	struct kdf_argument arg;

	if (!kdf_arguments_known(func, b))
		check_values(s, b);
	for (unsigned int i = 0; kdf_argument(func, b, i, &arg); i++) {
		s->hit.root = kdf_argument_name(func, i, s->root);
		check_argument(s, &arg);
	}
}

/* The structs behind arguments, as far as they are not what they were. */
static void check_after(struct search *s, const struct kdf_function *func,
			const struct kdf_boundary *b)
{
	struct kdf_changes changes;
	struct kdf_change c;

	kdf_changes_begin(&changes, s->names, func, b);
	while (kdf_changes_next(&changes, &c)) {
		s->hit.root = kdf_argument_name(func, c.arg, s->root);
		s->hit.arrow = true;
		if (!c.readable)
			continue;
		if (!c.compared) {
			check_struct(s, c.id, true, NULL, &c.after);
		} else if (c.member) {
			check_member(s, c.member, &c.before, &c.after);
		} else if (c.first) {
			/* All words at once, also the last ones of an odd size. */
			check_struct(s, c.id, true, &c.before, &c.after);
		}
	}
	s->hit.arrow = false;
}

size_t follow_match(const struct target *t, struct kdf_names *names,
		    const struct kdf_function *func, const struct kdf_boundary *b,
		    follow_visit_fn *visit, void *data)
{
	struct search s = { .target = t, .names = names, .visit = visit, .data = data };
	struct kdf_argument ret;

	if (b->type == KDF_B_ENTRY) {
		check_entry(&s, func, b);
	} else if (b->type == KDF_B_EXIT) {
		s.hit.root = "ret";
		if (kdf_return(func, b, &ret))
			check_argument(&s, &ret);
		else
			check_values(&s, b);
		check_after(&s, func, b);
	}
	return s.hits;
}

static void take_larger(uint64_t address, const struct kdf_argument *arg, struct target *object)
{
	uint64_t start;

	if ((arg->shape & 7) != KDF_ARG_POINTER || !arg->captured || arg->snap.size <= object->size)
		return;
	start = kdf_value(arg->values, 0);
	if (address - start < arg->snap.size)
		*object = (struct target){ start, arg->snap.size };
}

void follow_object(uint64_t address, const struct kdf_function *func, const struct kdf_boundary *b,
		   struct target *object)
{
	struct kdf_argument arg;

	if (b->type == KDF_B_ENTRY) {
		for (unsigned int i = 0; kdf_argument(func, b, i, &arg); i++)
			take_larger(address, &arg, object);
	} else if (kdf_return(func, b, &arg)) {
		take_larger(address, &arg, object);
	}
}
