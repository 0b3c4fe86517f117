// SPDX-License-Identifier: GPL-2.0-or-later
/* What is not as it was before. */
#include <string.h>

#include "values.h"

/* Of the argument, or NULL if that is not known. */
static const struct kdf_type *type_of(const struct kdf_changes *c)
{
	const struct kdf_function *func = c->func;

	return func && func->typed && c->arg < func->nparams ? &func->params[c->arg].type : NULL;
}

static bool is_slice(const struct kdf_type *type)
{
	return type && type->element.kind != KDF_TYPE_UNKNOWN;
}

/* Of the struct that the argument points to. What a slice points to is not the struct that it is. */
static uint64_t struct_id(const struct kdf_changes *c)
{
	const struct kdf_type *type = type_of(c);

	return type && !is_slice(type) ? type->id : 0;
}

/* What the argument is now, if it is a slice. Few are, and to look for an argument takes time. */
static bool take_span(const struct kdf_changes *c, struct kdf_span *span)
{
	struct kdf_argument arg;

	return is_slice(type_of(c)) && kdf_argument(c->func, c->b, c->arg, &arg) &&
	       kdf_argument_span_after(c->names, c->b, &arg, span);
}

/* What lies outside of the first and the last byte that differ is as it was, and most of a struct does. */
static void find_difference(struct kdf_changes *c)
{
	const uint8_t *a = c->before.data, *b = c->after.data;
	uint64_t first = 0, end = c->before.len < c->after.len ? c->before.len : c->after.len;

	while (end - first >= 8 && !memcmp(a + first, b + first, 8))
		first += 8;
	while (first < end && a[first] == b[first])
		first++;
	while (end - first >= 8 && !memcmp(a + end - 8, b + end - 8, 8))
		end -= 8;
	while (first < end && a[end - 1] == b[end - 1])
		end--;
	c->first = first;
	c->end = end;
}

/* Goes to the next struct of the exit that was passed in; false if there is none. */
static bool next_struct(struct kdf_changes *c)
{
	const struct kdf_boundary *b = c->b;
	struct kdf_snapshot old, new;

	c->inside = false;
	if (b->type != KDF_B_EXIT)
		return false;
	do {
		if (!kdf_snapshot_next(b->structs, b->structs_len, &c->pos, &new))
			return false;
	} while (new.arg == KCOV_DF_RETURN);
	c->arg = new.arg;
	c->item = 0;
	c->id = struct_id(c);
	c->def = kdf_struct(c->names, c->id);
	c->readable = !(new.flags & KCOV_DF_STRUCT_BAD);
	c->before = (struct kdf_bytes){ 0 };
	c->after = kdf_snapshot_bytes(&new);
	c->is_span = take_span(c, &c->span);
	c->inside = c->readable && b->has_entry &&
		    kdf_snapshot_find(b->entry_structs, b->entry_structs_len, new.arg, &old) &&
		    !(old.flags & KCOV_DF_STRUCT_BAD);
	if (c->inside) {
		c->before = kdf_snapshot_bytes(&old);
		find_difference(c);
	}
	return true;
}

static bool next_member(struct kdf_changes *c, struct kdf_change *change)
{
	const struct kdf_member *m = c->def->members + c->item, *end = c->def->members + c->def->count;
	uint64_t first_bit = 8 * c->first, end_bit = 8 * c->end;

	for (; m < end; m++) {
		if (m->offset < end_bit && m->offset + m->bits > first_bit &&
		    kdf_member_differs(m, &c->before, &c->after)) {
			c->item = m - c->def->members + 1;
			change->member = m;
			return true;
		}
	}
	return false;
}

/* Of a struct that nobody has described. */
static bool next_word(struct kdf_changes *c, struct kdf_change *change)
{
	uint64_t len = c->before.len < c->after.len ? c->before.len : c->after.len;

	while (c->item * 8 < len) {
		uint64_t offset = 8 * c->item++, a = 0, b = 0;
		unsigned int bits = 8 * (len - offset < 8 ? len - offset : 8);

		if (kdf_read_bits(&c->before, 8 * offset, bits, &a) &&
		    kdf_read_bits(&c->after, 8 * offset, bits, &b) && a != b) {
			change->offset = offset;
			change->bits = bits;
			return true;
		}
	}
	return false;
}

/* Which of the members count depends on the variant. A slice has none. */
static bool next_whole(struct kdf_changes *c, struct kdf_change *change)
{
	change->whole = !c->item++ && c->first < c->end;
	return change->whole;
}

/* Says nothing of a part if there is none. */
static bool next_part(struct kdf_changes *c, struct kdf_change *change)
{
	change->member = NULL;
	change->whole = false;
	change->offset = 0;
	change->bits = 0;
	if (!c->inside)
		return false;
	if (c->def)
		return next_member(c, change);
	if (c->is_span || kdf_variants(c->names, c->id))
		return next_whole(c, change);
	return next_word(c, change);
}

/* What all changes of a struct have. */
static void describe_struct(const struct kdf_changes *c, bool first, struct kdf_change *change)
{
	change->arg = c->arg;
	change->first = first;
	change->compared = c->inside;
	change->readable = c->readable;
	change->is_span = c->is_span;
	change->span = c->is_span ? c->span : (struct kdf_span){ 0 };
	change->id = c->id;
	change->before = c->before;
	change->after = c->after;
}

/* The rest is set by next_struct(); this is called for each boundary. */
void kdf_changes_begin(struct kdf_changes *c, struct kdf_names *names,
		       const struct kdf_function *func, const struct kdf_boundary *b)
{
	c->names = names;
	c->func = func;
	c->b = b;
	c->pos = 0;
	c->inside = false;
}

bool kdf_changes_next(struct kdf_changes *c, struct kdf_change *change)
{
	bool first = false;

	while (!next_part(c, change)) {
		if (!next_struct(c))
			return false;
		first = true;
		/* It cannot be compared, and is what has changed. */
		if (!c->inside)
			break;
	}
	describe_struct(c, first, change);
	return true;
}
