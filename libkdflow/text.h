/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text that grows. */
#ifndef KDF_TEXT_H
#define KDF_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct kdf_text - a text that grows, always terminated
 * @failed: memory ran out once; what was added since is missing
 */
struct kdf_text {
	char *str;
	size_t len;
	size_t alloc;
	bool failed;
};

/** kdf_text_add - append, as printf() does; see @failed */
void kdf_text_add(struct kdf_text *text, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** kdf_text_free - free the text; it is empty then */
void kdf_text_free(struct kdf_text *text);

/**
 * kdf_utf8_length - bytes of the character in UTF-8 at @str
 * @left: bytes that may be read
 *
 * Return: 0 if there is none, or it is a control character, which a terminal could obey.
 */
size_t kdf_utf8_length(const char *str, size_t left);

#ifdef __cplusplus
}
#endif

#endif /* KDF_TEXT_H */
