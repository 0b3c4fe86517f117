/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How records and calls look. */
#ifndef KDFLOW_FORMAT_H
#define KDFLOW_FORMAT_H

#include <stdio.h>

#include <kdflow.h>

/**
 * struct format - how to print
 * @out: where to
 * @trace: what is printed
 * @colour: with colours, for a terminal
 * @addresses: show the address of a struct also where it is by value, or on the stack
 * @max_fields: number of fields to show of a struct, 0 for all
 */
struct format {
	FILE *out;
	struct kdf_trace *trace;
	bool colour;
	bool addresses;
	unsigned int max_fields;
};

/*
 * Levels that are indented, and calls of a path. More than a kernel stack has in practice; a damaged or forged trace can
 * claim 2^16, and each line would be as long as all that is above it.
 */
#define LEVELS_MAX 128

/** format_outer - of so many calls, those at the beginning that are too many to be shown */
static inline unsigned int format_outer(unsigned int calls)
{
	return calls > LEVELS_MAX ? calls - LEVELS_MAX : 0;
}

#define COLOUR_NAME "\033[1m"
#define COLOUR_MODULE "\033[36m"
#define COLOUR_ERROR "\033[31m"
#define COLOUR_LOST "\033[33m"
#define COLOUR_CHANGE "\033[32m"

/** format_coloured - a text, in a colour where there are colours */
void format_coloured(const struct format *f, const char *colour, const char *text);

/** format_indent - two spaces for each level */
void format_indent(const struct format *f, unsigned int depth);

/** format_event - one line of the tree, indented by the event's depth */
void format_event(const struct format *f, const struct kdf_event *event);

/** format_raw - one line with all that a record says */
void format_raw(const struct format *f, const struct kdf_record *rec);

/** format_name - "NAME [MODULE]" of a boundary */
void format_name(const struct format *f, const struct kdf_walk *walk);

/** format_boundary - one line of a session's tree, at @depth levels of indentation */
void format_boundary(const struct format *f, const struct kdf_walk *walk, unsigned int depth);

/** format_arguments - what is in the parentheses of an entry */
void format_arguments(const struct format *f, const struct kdf_walk *walk);

/**
 * format_argument - one of them, or a return value, without the struct behind it
 *
 * A struct by value is its address in memory, or "{}". An array or an enum with data is whole.
 */
void format_argument(const struct format *f, const struct kdf_argument *arg);

/** format_scalar, format_part, format_struct, format_change_side - as put_scalar() and so on */
void format_scalar(const struct format *f, const struct kdf_type *type, uint64_t value,
		   unsigned int bits, bool error);
void format_part(const struct format *f, const struct kdf_member *m, const struct kdf_bytes *bytes);
void format_struct(const struct format *f, uint64_t id, const struct kdf_bytes *bytes);
void format_change_side(const struct format *f, const struct kdf_change *c,
			const struct kdf_bytes *bytes);

/** format_return - what an exit returns */
void format_return(const struct format *f, const struct kdf_walk *walk);

/** format_changes - what is in the parentheses of an exit */
void format_changes(const struct format *f, const struct kdf_walk *walk);

/** format_boundary_raw - the same as it was recorded: a line, and one for each struct */
void format_boundary_raw(const struct format *f, const struct kdf_walk *walk);

#endif /* KDFLOW_FORMAT_H */
