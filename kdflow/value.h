/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How values and structs with a type look. */
#ifndef KDFLOW_VALUE_H
#define KDFLOW_VALUE_H

#include "format.h"

/**
 * put_scalar - a value of at most 8 bytes
 * @bits: its size
 * @error: a negative errno value in a signed integer has a name, as in a return value
 */
void put_scalar(const struct format *f, const struct kdf_type *type, uint64_t value,
		unsigned int bits, bool error);

/** put_wide - a value of several words, lowest first */
void put_wide(const struct format *f, const uint8_t *values, unsigned int words);

/** put_member - a field of a struct */
void put_member(const struct format *f, const struct kdf_member *m, const struct kdf_bytes *bytes);

/** put_struct - {NAME: VALUE, ...} of the struct or enumeration @id */
void put_struct(const struct format *f, uint64_t id, const struct kdf_bytes *bytes);

/** put_change - "->FIELD: OLD -> NEW", or all of a struct whose old contents are not known */
void put_change(const struct format *f, const struct kdf_change *c);

#endif /* KDFLOW_VALUE_H */
