/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A text that is printed to memory, again and again. */
#ifndef KDFLOW_SCRATCH_H
#define KDFLOW_SCRATCH_H

#include "format.h"

/**
 * struct scratch - one text at a time
 * @format: prints to it
 * @str: the text, after scratch_end()
 * @len: its length
 */
struct scratch {
	struct format format;
	char *str;
	size_t len;
};

/** scratch_open - @format says how to print; false where memory has run out */
bool scratch_open(struct scratch *s, const struct format *format);

/** scratch_begin - begin a text; returns what to print with */
const struct format *scratch_begin(struct scratch *s);

/** scratch_end - the text, valid until the next one; an empty one where memory has run out */
const char *scratch_end(struct scratch *s);

void scratch_close(struct scratch *s);

#endif /* KDFLOW_SCRATCH_H */
