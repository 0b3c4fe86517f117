// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions of two traces, by name and module. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diff.h"

static struct id *place(const struct ids *ids, uint64_t key)
{
	size_t i = (key * 0x9e3779b97f4a7c15ULL) >> 32;

	for (;; i++) {
		i &= ids->alloc - 1;
		if (ids->places[i].id == DIFF_NONE || ids->places[i].key == key)
			return &ids->places[i];
	}
}

/* Room for one more. */
static bool reserve(struct ids *ids)
{
	struct ids more = { .alloc = ids->alloc ? 2 * ids->alloc : 1024, .count = ids->count };

	if (ids->count < ids->alloc / 2)
		return true;
	more.places = malloc(more.alloc * sizeof(*more.places));
	if (!more.places)
		return false;
	memset(more.places, 0xff, more.alloc * sizeof(*more.places));
	for (size_t i = 0; i < ids->alloc; i++) {
		if (ids->places[i].id != DIFF_NONE)
			*place(&more, ids->places[i].key) = ids->places[i];
	}
	free(ids->places);
	*ids = more;
	return true;
}

/* FNV-1a */
static uint64_t hash(uint64_t h, const char *str)
{
	for (; *str; str++)
		h = (h ^ (unsigned char)*str) * 0x100000001b3;
	return (h ^ '\n') * 0x100000001b3;
}

static uint32_t add_function(struct diff *d, const char *name, const char *module)
{
	struct diff_function f = { .name = strdup(name), .module = strdup(module) };

	if (d->nfunctions == d->functions_alloc) {
		uint32_t alloc = d->functions_alloc ? 2 * d->functions_alloc : 256;
		void *p = reallocarray(d->functions, alloc, sizeof(*d->functions));

		if (p) {
			d->functions = p;
			d->functions_alloc = alloc;
		}
	}
	if (!f.name || !f.module || d->nfunctions == d->functions_alloc) {
		free(f.name);
		free(f.module);
		return DIFF_NONE;
	}
	d->functions[d->nfunctions] = f;
	return d->nfunctions++;
}

static uint32_t find_function(struct diff *d, const char *name, const char *module)
{
	uint64_t key = hash(hash(0xcbf29ce484222325, name), module);
	struct id *id;

	if (!reserve(&d->names))
		return DIFF_NONE;
	/* Another function with the same key: both are where they are found again. */
	for (;; key++) {
		id = place(&d->names, key);
		if (id->id == DIFF_NONE)
			break;
		if (!strcmp(d->functions[id->id].name, name) &&
		    !strcmp(d->functions[id->id].module, module))
			return id->id;
	}
	*id = (struct id){ key, add_function(d, name, module) };
	d->names.count += id->id != DIFF_NONE;
	return id->id;
}

uint32_t diff_function_id(struct diff *d, struct side *side)
{
	const struct kdf_function *func = side->walk.function;
	char text[24] = "?";
	struct id *id;

	if (!reserve(&side->sites))
		return DIFF_NONE;
	id = place(&side->sites, side->walk.site);
	if (id->id != DIFF_NONE)
		return id->id;
	if (side->walk.site)
		snprintf(text, sizeof(text), "0x%" PRIx64, side->walk.site);
	id->key = side->walk.site;
	id->id = find_function(d, func ? func->name : text, func ? func->module : "?");
	side->sites.count += id->id != DIFF_NONE;
	return id->id;
}

void diff_functions_free(struct diff *d)
{
	for (uint32_t i = 0; i < d->nfunctions; i++) {
		free(d->functions[i].name);
		free(d->functions[i].module);
	}
	free(d->functions);
	free(d->names.places);
	free(d->side[0].sites.places);
	free(d->side[1].sites.places);
}
