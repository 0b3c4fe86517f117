// SPDX-License-Identifier: GPL-2.0-or-later
#include <endian.h>
#include <stdarg.h>

#include "cmd.h"
#include "put.h"

/* The longest number has a sign and 19 digits. */
#define DIGITS 20

void put_end(struct put *p)
{
	fwrite_unlocked(p->buf, 1, p->len, p->format->out);
	p->len = 0;
}

void put_long(struct put *p, const char *str, size_t len)
{
	put_end(p);
	fwrite_unlocked(str, 1, len, p->format->out);
}

/* Eight digits at once: a byte for each, the lowest digit in the lowest byte. */
static uint64_t hex_digits(uint32_t value)
{
	const uint64_t ones = 0x0101010101010101;
	uint64_t x = value, letters;

	x = (x | x << 16) & 0x0000ffff0000ffff;
	x = (x | x << 8) & 0x00ff00ff00ff00ff;
	x = (x | x << 4) & 0x0f0f0f0f0f0f0f0f;
	letters = (x + 6 * ones) >> 4 & ones;
	return x + '0' * ones + letters * ('a' - '9' - 1);
}

void put_digits(struct put *p, uint64_t value, unsigned int digits)
{
	uint64_t buf[2] = { htobe64(hex_digits(value >> 32)), htobe64(hex_digits(value)) };

	put_chars(p, (const char *)buf + sizeof(buf) - digits, digits);
}

void put_hex(struct put *p, uint64_t value)
{
	put_chars(p, "0x", 2);
	if (value < 10)
		put_char(p, '0' + value);
	else
		put_digits(p, value, (67 - __builtin_clzll(value)) / 4);
}

/* The digits up to @end; numbers are written from there. */
static char *decimal(char *end, uint64_t value)
{
	do {
		*--end = '0' + value % 10;
		value /= 10;
	} while (value);
	return end;
}

void put_unsigned(struct put *p, uint64_t value)
{
	char buf[DIGITS], *end = buf + DIGITS, *str = decimal(end, value);

	put_chars(p, str, end - str);
}

void put_signed(struct put *p, int64_t value)
{
	if (value < 0)
		put_char(p, '-');
	put_unsigned(p, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

void put_printf(struct put *p, const char *fmt, ...)
{
	va_list ap;

	put_end(p);
	va_start(ap, fmt);
	vfprintf(p->format->out, fmt, ap);
	va_end(ap);
}

void put_coloured(struct put *p, const char *colour, const char *text)
{
	if (p->format->colour)
		put_str(p, colour);
	put_str(p, text);
	if (p->format->colour)
		put_str(p, "\033[0m");
}

void put_error(struct put *p, uint64_t value, unsigned int size)
{
	uint64_t negated = size == 4 ? (uint32_t)-value : -value;
	const char *name = NULL;
	char text[40];

	if (negated && negated <= KDF_ERRNO_MAX)
		name = error_name(negated);
	if (!name)
		return;
	snprintf(text, sizeof(text), "(-%s)", name);
	put_coloured(p, COLOUR_ERROR, text);
}

void put_indent(struct put *p, unsigned int depth)
{
	for (unsigned int i = 0; i < depth && i < LEVELS_MAX; i++)
		put_str(p, "  ");
	if (depth > LEVELS_MAX)
		put_printf(p, "[%u] ", depth);
}

void format_coloured(const struct format *f, const char *colour, const char *text)
{
	struct put p;

	put_begin(&p, f);
	put_coloured(&p, colour, text);
	put_end(&p);
}

void format_indent(const struct format *f, unsigned int depth)
{
	struct put p;

	put_begin(&p, f);
	put_indent(&p, depth);
	put_end(&p);
}
