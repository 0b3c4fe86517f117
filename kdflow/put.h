/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A line that is put together before it is printed: texts and numbers, a hundred of them in a line that has structs. What
 * printf() makes of "%s", "0x%lx" and "%ld", without its look at a format and without a lock.
 */
#ifndef KDFLOW_PUT_H
#define KDFLOW_PUT_H

#include <string.h>

#include "format.h"

/**
 * struct put - a line, or a part of one; to be begun with put_begin()
 * @format: how to print, and where to
 * @len: characters in @buf that are not printed yet
 * @buf: the latest characters
 */
struct put {
	const struct format *format;
	size_t len;
	char buf[2000];
};

static inline void put_begin(struct put *p, const struct format *f)
{
	p->format = f;
	p->len = 0;
}

/** put_end - print what is not printed yet; the next line may begin */
void put_end(struct put *p);

/** put_long - put_chars() of more than there is room for */
void put_long(struct put *p, const char *str, size_t len);

/** put_chars - so many characters */
static inline void put_chars(struct put *p, const char *str, size_t len)
{
	if (len > sizeof(p->buf) - p->len) {
		put_long(p, str, len);
		return;
	}
	memcpy(p->buf + p->len, str, len);
	p->len += len;
}

/** put_str - a text */
static inline void put_str(struct put *p, const char *str)
{
	put_chars(p, str, strlen(str));
}

/** put_char - a character */
static inline void put_char(struct put *p, char c)
{
	put_chars(p, &c, 1);
}

/** put_hex - "0x1f" */
void put_hex(struct put *p, uint64_t value);

/** put_digits - so many of the lowest hexadecimal digits, at most 16: "001f" */
void put_digits(struct put *p, uint64_t value, unsigned int digits);

/** put_signed - "-31" */
void put_signed(struct put *p, int64_t value);

/** put_unsigned - "31" */
void put_unsigned(struct put *p, uint64_t value);

/** put_printf - anything else, as slow as printf() */
void put_printf(struct put *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** put_coloured - a text, in a colour where there are colours */
void put_coloured(struct put *p, const char *colour, const char *text);

/**
 * put_error - "(-ENOENT)" behind a negative errno value; nothing behind other values
 * @value: zero-extended, so that only one of 4 or 8 bytes can be meant
 * @size: which of them
 */
void put_error(struct put *p, uint64_t value, unsigned int size);

/** put_indent - two spaces for each level; behind LEVELS_MAX of them, "[DEPTH] " instead of more */
void put_indent(struct put *p, unsigned int depth);

#endif /* KDFLOW_PUT_H */
