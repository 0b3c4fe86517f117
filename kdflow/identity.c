// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "identity.h"

static struct identity_pair *place(struct identity_pair *pairs, size_t alloc, uint64_t address)
{
	size_t i = (address * 0x9e3779b97f4a7c15ULL) >> 32;

	for (;; i++) {
		i &= alloc - 1;
		if (!pairs[i].address || pairs[i].address == address)
			return &pairs[i];
	}
}

static bool grow(struct identity *id)
{
	size_t alloc = id->alloc ? 2 * id->alloc : 1024;

	for (int k = 0; k < 2; k++) {
		struct identity_pair *pairs = calloc(alloc, sizeof(*pairs));

		if (!pairs)
			return false;
		for (size_t i = 0; i < id->alloc; i++) {
			if (id->to[k][i].address)
				*place(pairs, alloc, id->to[k][i].address) = id->to[k][i];
		}
		free(id->to[k]);
		id->to[k] = pairs;
		/* The second table is as large before anything is added. */
		if (k)
			id->alloc = alloc;
	}
	return true;
}

static void forget(struct identity *id)
{
	for (int k = 0; k < 2; k++)
		memset(id->to[k], 0, id->alloc * sizeof(*id->to[k]));
	id->count = 0;
	id->forgotten++;
}

static void bind(struct identity *id, const uint64_t addresses[2])
{
	if (id->count == IDENTITY_MAX)
		forget(id);
	if (id->count >= id->alloc / 2 && !grow(id)) {
		id->failed = true;
		return;
	}
	for (int k = 0; k < 2; k++)
		*place(id->to[k], id->alloc, addresses[k]) =
			(struct identity_pair){ addresses[k], addresses[!k] };
	id->count++;
}

bool identity_same(struct identity *id, const uint64_t addresses[2])
{
	bool known[2] = { false, false }, same[2] = { false, false };

	for (int k = 0; k < 2 && id->alloc; k++) {
		const struct identity_pair *pair = place(id->to[k], id->alloc, addresses[k]);

		known[k] = pair->address;
		same[k] = known[k] && pair->other == addresses[!k];
	}
	if (same[0] && same[1])
		return true;
	bind(id, addresses);
	return !known[0] && !known[1];
}

void identity_free(struct identity *id)
{
	free(id->to[0]);
	free(id->to[1]);
	*id = (struct identity){ 0 };
}
