/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How values and structs with a type look. */
#ifndef KDFLOW_VALUE_H
#define KDFLOW_VALUE_H

#include "put.h"

/*
 * What a trace may make us print of one value: enums in enums, and tuples in
 * tuples, as deep as this, and so many parts of them.
 */
#define DEPTH_MAX 16
#define PARTS_MAX 10000

/**
 * put_scalar - a value of at most 8 bytes
 * @bits: its size
 * @error: a negative errno value in a signed integer has a name, as in a return value
 */
void put_scalar(struct put *p, const struct kdf_type *type, uint64_t value,
		unsigned int bits, bool error);

/** put_wide - a value of several words, lowest first */
void put_wide(struct put *p, const uint8_t *values, unsigned int words);

/** put_member - a member that is no enum with data; @error: as for put_scalar() */
void put_member(struct put *p, const struct kdf_member *m, const struct kdf_bytes *bytes,
		bool error);

/** put_part - any member */
void put_part(struct put *p, const struct kdf_member *m, const struct kdf_bytes *bytes);

/** put_struct - {NAME: VALUE, ...} of the struct @id, or VARIANT(VALUE, ...) of the enum */
void put_struct(struct put *p, uint64_t id, const struct kdf_bytes *bytes);

/** put_span - "TEXT" of a string, [ELEMENT, ...] of a slice */
void put_span(struct put *p, const struct kdf_span *span);

/** put_change_side - a struct or slice that has changed as a whole: @bytes are those before, or after */
void put_change_side(struct put *p, const struct kdf_change *c,
		     const struct kdf_bytes *bytes);

/** put_change - "->FIELD: OLD -> NEW", or all of a struct whose old contents are not known */
void put_change(struct put *p, const struct kdf_change *c);

#endif /* KDFLOW_VALUE_H */
