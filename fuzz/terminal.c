// SPDX-License-Identifier: GPL-2.0-or-later
/* What kdflow prints must be UTF-8 without control characters, but for newlines and TABs, whatever is in a trace. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <kdflow.h>

#include "fuzz.h"

/* The beginning of a character whose end was not written yet. */
struct terminal {
	char rest[4];
	size_t len;
};

static void refuse(const char *line, const char *at)
{
	fuzz_die("what was printed would reach a terminal as an order or as garbage: byte 0x%02x behind \"%.*s\"",
		 (unsigned char)*at, (int)(at - line), line);
}

/* Could more bytes make a character of it? */
static bool is_begun(const char *str, size_t len)
{
	unsigned char first = *str;

	return first >= 0xc2 && first <= 0xf4 && len < (first < 0xe0 ? 2u : first < 0xf0 ? 3u : 4u);
}

static ssize_t terminal_write(void *cookie, const char *buf, size_t size)
{
	struct terminal *t = cookie;
	char *text = malloc(t->len + size), *line = text, *p = text, *end = text + t->len + size;

	if (!text)
		return 0;
	memcpy(text, t->rest, t->len);
	memcpy(text + t->len, buf, size);
	t->len = 0;
	while (p < end) {
		size_t n = *p == '\n' || *p == '\t' ? 1 : kdf_utf8_length(p, end - p);

		if (!n && is_begun(p, end - p)) {
			t->len = end - p;
			memcpy(t->rest, p, t->len);
			break;
		}
		if (!n)
			refuse(line, p);
		p += n;
		if (p[-1] == '\n')
			line = p;
	}
	free(text);
	return size;
}

static int terminal_close(void *cookie)
{
	struct terminal *t = cookie;

	if (t->len)
		refuse("", t->rest);
	free(t);
	return 0;
}

FILE *fuzz_terminal(void)
{
	cookie_io_functions_t functions = { .write = terminal_write, .close = terminal_close };
	struct terminal *t = calloc(1, sizeof(*t));
	FILE *file = t ? fopencookie(t, "w", functions) : NULL;

	if (!file)
		fuzz_die("expected memory for a stream");
	return file;
}
