// SPDX-License-Identifier: GPL-2.0-or-later
/* Names of values -> values, over all enumerations. */
#include <string.h>

#include "names-private.h"

static int compare_enumerator(const struct kdf_definition *def, const char *name, size_t len, int found,
			      int64_t *value, int64_t *other)
{
	for (size_t i = 0; i < def->count; i++) {
		const struct kdf_enumerator *e = &def->enumerators[i];

		if (strncmp(e->name, name, len) || e->name[len])
			continue;
		if (found && e->value != *value) {
			*other = e->value;
			return 2;
		}
		*value = e->value;
		found = 1;
	}
	return found;
}

int kdf_names_enumerator(struct kdf_names *names, const char *name, size_t len, int64_t *value,
			 int64_t *other)
{
	const struct kdf_definition *def;
	struct kdf_error err;
	int found = 0;

	/* They are sorted by the first look at one. */
	kdf_names_definition(names, 0, &def, &err);
	for (size_t i = 0; i < names->ndefs && found < 2; i++) {
		if (names->defs[i].line[0] != 'E' ||
		    kdf_names_definition(names, names->defs[i].id, &def, &err) || !def)
			continue;
		found = compare_enumerator(def, name, len, found, value, other);
	}
	return found;
}
