// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "sequence-object.h"

static size_t slot(const struct object *slots, size_t alloc, const struct object_key *key)
{
	uint64_t hash = (key->value ^ (uintptr_t)key->contract ^ (uint64_t)key->stream << 40) *
			0x9e3779b97f4a7c15ULL;

	for (size_t i = hash >> 32;; i++) {
		const struct object_key *has = &slots[i &= alloc - 1].key;

		if (!has->contract || (has->contract == key->contract && has->value == key->value &&
				       has->stream == key->stream))
			return i;
	}
}

static bool grow(struct objects *o)
{
	size_t alloc = o->alloc ? 2 * o->alloc : 1024;
	struct object *slots = calloc(alloc, sizeof(*slots));

	if (!slots)
		return false;
	for (size_t i = 0; i < o->alloc; i++) {
		if (o->slots[i].key.contract)
			slots[slot(slots, alloc, &o->slots[i].key)] = o->slots[i];
	}
	free(o->slots);
	o->slots = slots;
	o->alloc = alloc;
	return true;
}

struct object *objects_find(struct objects *o, const struct object_key *key)
{
	if (o->count >= o->alloc / 2 && !grow(o))
		return NULL;
	return &o->slots[slot(o->slots, o->alloc, key)];
}

static int object_cmp(const void *a, const void *b)
{
	const struct object_key *x = &(*(const struct object *const *)a)->key;
	const struct object_key *y = &(*(const struct object *const *)b)->key;

	if (x->contract != y->contract)
		return x->contract < y->contract ? -1 : 1;
	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return x->stream < y->stream ? -1 : x->stream > y->stream;
}

struct object **objects_sorted(const struct objects *o)
{
	struct object **sorted = calloc(o->count + 1, sizeof(struct object *));
	size_t n = 0;

	if (!sorted)
		return NULL;
	for (size_t i = 0; i < o->alloc; i++) {
		if (o->slots[i].key.contract)
			sorted[n++] = &o->slots[i];
	}
	qsort(sorted, n, sizeof(*sorted), object_cmp);
	return sorted;
}

void objects_free(struct objects *o)
{
	free(o->slots);
	*o = (struct objects){ 0 };
}
