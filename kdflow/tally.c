// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "tally.h"

#define PLACES_MIN 8

/* The place of a value, or the free one where it belongs. */
static uint32_t place(const struct tally *t, uint64_t value)
{
	uint32_t i = (value * 0x9e3779b97f4a7c15ULL) >> 32;

	for (;; i++) {
		i &= t->alloc - 1;
		if (!t->values[i].count || t->values[i].value == value)
			return i;
	}
}

/* Moves the values to a table of @alloc places, and takes @less off each count. */
static bool rebuild(struct tally *t, uint32_t alloc, uint64_t less)
{
	struct tally old = *t;

	t->values = calloc(alloc, sizeof(*t->values));
	if (!t->values) {
		t->values = old.values;
		return false;
	}
	t->alloc = alloc;
	t->count = 0;
	for (uint32_t i = 0; i < old.alloc; i++) {
		struct tally_value v = old.values[i];

		if (v.count <= less)
			continue;
		v.count -= less;
		t->values[place(t, v.value)] = v;
		t->count++;
	}
	free(old.values);
	return true;
}

static bool add_new(struct tally *t, uint64_t value, uint32_t limit)
{
	if (t->count == limit) {
		t->more = true;
		t->dropped++;
		return rebuild(t, t->alloc, 1);
	}
	if (t->count >= t->alloc / 2 && !rebuild(t, t->alloc ? 2 * t->alloc : PLACES_MIN, 0))
		return false;
	t->recent = place(t, value);
	t->values[t->recent] = (struct tally_value){ value, 1 };
	t->count++;
	return true;
}

static bool less(const struct tally *t, uint64_t a, uint64_t b)
{
	return t->is_signed ? (int64_t)a < (int64_t)b : a < b;
}

bool tally_add(struct tally *t, uint64_t value, uint32_t limit)
{
	uint32_t i;

	if (!t->known++)
		t->min = t->max = t->first = value;
	if (less(t, value, t->min))
		t->min = value;
	if (less(t, t->max, value))
		t->max = value;
	t->last = value;
	if (!t->alloc)
		return add_new(t, value, limit);
	i = t->values[t->recent].value == value ? t->recent : place(t, value);
	if (!t->values[i].count)
		return add_new(t, value, limit);
	t->values[i].count++;
	t->recent = i;
	return true;
}

const struct tally_value *tally_most(const struct tally *t)
{
	const struct tally_value *most = NULL;
	uint64_t second = 0;

	for (uint32_t i = 0; i < t->alloc; i++) {
		const struct tally_value *v = &t->values[i];

		if (!v->count)
			continue;
		if (!most || v->count > most->count ||
		    (v->count == most->count && less(t, v->value, most->value))) {
			second = most ? most->count : 0;
			most = v;
		} else if (v->count > second) {
			second = v->count;
		}
	}
	return most && most->count >= second + t->dropped ? most : NULL;
}

void tally_free(struct tally *t)
{
	free(t->values);
	*t = (struct tally){ 0 };
}
