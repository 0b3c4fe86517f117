// SPDX-License-Identifier: GPL-2.0-or-later
/* Text that grows, and the lines "key=value" of an info block. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdflow.h"

static bool text_reserve(struct kdf_text *text, size_t more)
{
	size_t need = text->len + more + 1;
	char *str;

	if (need <= text->alloc)
		return true;
	need += need / 2;
	str = realloc(text->str, need);
	if (!str) {
		text->failed = true;
		return false;
	}
	text->str = str;
	text->alloc = need;
	return true;
}

void kdf_text_add(struct kdf_text *text, const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (len < 0 || !text_reserve(text, len))
		return;
	va_start(ap, fmt);
	vsnprintf(text->str + text->len, len + 1, fmt, ap);
	va_end(ap);
	text->len += len;
}

void kdf_text_free(struct kdf_text *text)
{
	free(text->str);
	*text = (struct kdf_text){ 0 };
}

void kdf_info_add(struct kdf_text *info, const char *key, const char *value)
{
	kdf_text_add(info, "%s=", key);
	for (; *value; value++) {
		unsigned char c = *value;

		/* UTF-8 may stay, control characters may not. */
		if (c == '\\' || c < ' ' || c == 0x7f)
			kdf_text_add(info, "\\x%02x", c);
		else
			kdf_text_add(info, "%c", c);
	}
	kdf_text_add(info, "\n");
}

int kdf_info_get(const char *info, const char *key, const char **value, size_t *len)
{
	size_t key_len = strlen(key);

	for (const char *line = info; line && *line;) {
		const char *end = strchrnul(line, '\n');

		if (!strncmp(line, key, key_len) && line[key_len] == '=') {
			*value = line + key_len + 1;
			*len = end - *value;
			return 0;
		}
		line = *end ? end + 1 : end;
	}
	return -1;
}

bool kdf_info_number(const char *info, const char *key, uint64_t *value)
{
	const char *str;
	size_t len;
	char *end;

	if (kdf_info_get(info, key, &str, &len) || !len || *str < '0' || *str > '9')
		return false;
	*value = strtoull(str, &end, 0);
	return end == str + len;
}
