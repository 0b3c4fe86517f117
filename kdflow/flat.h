/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a boundary says, one value after the other, for tables. */
#ifndef KDFLOW_FLAT_H
#define KDFLOW_FLAT_H

#include "scratch.h"

/** enum flat_type - what a value is of */
enum flat_type {
	FLAT_ARGUMENT,
	FLAT_FIELD,	/* of an argument, at the entry, or of what is returned */
	FLAT_RETURN,
	FLAT_CHANGE,	/* of a field, at the exit */
};

/**
 * struct flat_value - one value
 * @type: of what
 * @position: number of the argument, from 1; 0 for the return value
 * @argument: its name, or "argument N", or "return"
 * @field: of a field: its name, or "+0xOFFSET"; NULL for all of an enum with data, or of a
 *	struct whose old contents are not known
 * @text: the value as kdflow view shows it
 * @number: the value
 * @before: text of what it was, for a change; NULL where that is not known
 * @before_number: what it was
 */
struct flat_value {
	enum flat_type type;
	unsigned int position;
	const char *argument;
	const char *field;
	const char *text;
	struct kdf_number number;
	const char *before;
	struct kdf_number before_number;
};

/**
 * struct flat - who is told, and how
 * @text: for texts
 * @before: for the texts of what was before
 * @value: takes a value; returns 0, or what flat_boundary() is to return at once
 * @data: for it
 */
struct flat {
	struct scratch text;
	struct scratch before;
	int (*value)(void *data, const struct flat_value *value);
	void *data;
};

/** flat_open - false where memory has run out */
bool flat_open(struct flat *flat, const struct format *format);

/** flat_boundary - tell all values of an entry or exit */
int flat_boundary(struct flat *flat, const struct kdf_walk *walk);

void flat_close(struct flat *flat);

#endif /* KDFLOW_FLAT_H */
