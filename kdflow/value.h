/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How values and structs with a type look. */
#ifndef KDFLOW_VALUE_H
#define KDFLOW_VALUE_H

#include "argument.h"
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

/** value_definition - a struct or an enumeration, or NULL */
const struct kdf_definition *value_definition(const struct format *f, uint64_t id);

/** value_read_bits - at most 64 bits of a struct; false where they were not captured */
bool value_read_bits(const struct bytes *bytes, uint64_t offset, unsigned int bits,
		     uint64_t *value);

/** value_is_captured - all bits of a member are there */
bool value_is_captured(const struct kdf_member *m, const struct bytes *bytes);

/** value_differs - a member has changed, as far as it was captured */
bool value_differs(const struct kdf_member *m, const struct bytes *old, const struct bytes *new);

/** value_sign_extend - the signed value of so many bits */
int64_t value_sign_extend(uint64_t value, unsigned int bits);

/** value_enumerator - the name of a value of an enumeration, or NULL */
const char *value_enumerator(const struct format *f, uint64_t id, uint64_t value,
			     unsigned int bits);

/** value_function - the symbol of a pointer to a function, or NULL */
const struct kdf_symbol *value_function(const struct format *f, uint64_t value);

/** put_struct - {NAME: VALUE, ...} of the struct or enumeration @id */
void put_struct(const struct format *f, uint64_t id, const struct bytes *bytes);

/**
 * put_changes - NAME->FIELD: OLD -> NEW for each field that differs
 * @begun: something was put before; set if there is a difference
 */
void put_changes(const struct format *f, const char *name, uint64_t id, const struct bytes *old,
		 const struct bytes *new, bool *begun);

#endif /* KDFLOW_VALUE_H */
