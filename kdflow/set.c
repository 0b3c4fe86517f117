// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "set.h"

static size_t slot(const uint64_t *slots, size_t alloc, uint64_t value)
{
	size_t i = (value * 0x9e3779b97f4a7c15ULL) >> 32;

	for (;; i++) {
		i &= alloc - 1;
		if (!slots[i] || slots[i] == value)
			return i;
	}
}

static bool grow(struct set *set)
{
	size_t alloc = set->alloc ? set->alloc * 2 : 256;
	uint64_t *slots = calloc(alloc, sizeof(*slots));

	if (!slots)
		return false;
	for (size_t i = 0; i < set->alloc; i++) {
		if (set->slots[i])
			slots[slot(slots, alloc, set->slots[i])] = set->slots[i];
	}
	free(set->slots);
	set->slots = slots;
	set->alloc = alloc;
	return true;
}

bool set_add(struct set *set, uint64_t value)
{
	size_t i;

	if (!value)
		return true;
	if (set->count >= set->alloc / 2 && !grow(set))
		return false;
	i = slot(set->slots, set->alloc, value);
	set->count += !set->slots[i];
	set->slots[i] = value;
	return true;
}

static int compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

uint64_t *set_sorted(const struct set *set)
{
	uint64_t *values = malloc((set->count + 1) * sizeof(*values));
	size_t n = 0;

	if (!values)
		return NULL;
	for (size_t i = 0; i < set->alloc; i++) {
		if (set->slots[i])
			values[n++] = set->slots[i];
	}
	qsort(values, n, sizeof(*values), compare);
	return values;
}

void set_free(struct set *set)
{
	free(set->slots);
	*set = (struct set){ 0 };
}
