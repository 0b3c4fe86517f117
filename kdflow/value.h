/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How values and structs with a type look. */
#ifndef KDFLOW_VALUE_H
#define KDFLOW_VALUE_H

#include "format.h"

/** struct bytes - captured bytes of a struct that may be larger */
struct bytes {
	const uint8_t *data;
	uint64_t len;
};

/**
 * put_scalar - a value of at most 8 bytes
 * @bits: its size
 * @error: a negative errno value in a signed integer has a name, as in a return value
 */
void put_scalar(const struct format *f, const struct kdf_type *type, uint64_t value,
		unsigned int bits, bool error);

/** put_wide - a value of several words, lowest first */
void put_wide(const struct format *f, const uint8_t *values, unsigned int words);

/** put_struct - {NAME: VALUE, ...} of the struct or enumeration @id */
void put_struct(const struct format *f, uint64_t id, const struct bytes *bytes);

/**
 * put_changes - NAME->FIELD: OLD -> NEW for each field that differs
 * @begun: something was put before; set if there is a difference
 */
void put_changes(const struct format *f, const char *name, uint64_t id, const struct bytes *old,
		 const struct bytes *new, bool *begun);

#endif /* KDFLOW_VALUE_H */
