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
 * @addresses: show the address of a struct on the stack, too
 * @max_fields: number of fields to show of a struct, 0 for all
 */
struct format {
	FILE *out;
	const struct kdf_trace *trace;
	bool colour;
	bool addresses;
	unsigned int max_fields;
};

/** format_event - one line of the tree, indented by the event's depth */
void format_event(const struct format *f, const struct kdf_event *event);

/** format_raw - one line with all that a record says */
void format_raw(const struct format *f, const struct kdf_record *rec);

#endif /* KDFLOW_FORMAT_H */
