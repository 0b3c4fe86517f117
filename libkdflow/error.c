// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "text.h"

/* What came from a file may have been cut in the middle of a character; what came from elsewhere may be anything. */
static void make_printable(char *text)
{
	for (char *end = text + strlen(text); text < end;) {
		size_t n = kdf_utf8_length(text, end - text);

		if (!n)
			*text = '?';
		text += n ? n : 1;
	}
}

int kdf_fail(struct kdf_error *err, int code, const char *fmt, ...)
{
	va_list ap;

	err->code = code;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	make_printable(err->text);
	return -code;
}

int kdf_fail_sys(struct kdf_error *err, int code, const char *fmt, ...)
{
	va_list ap;
	size_t len;

	err->code = code;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	len = strlen(err->text);
	snprintf(err->text + len, sizeof(err->text) - len, ": %s", strerror(code));
	make_printable(err->text);
	return -code;
}
