// SPDX-License-Identifier: GPL-2.0-or-later
/* Slices and strings, as Rust shows them. */
#include <inttypes.h>
#include <stdio.h>

#include "value.h"

/* Elements of a slice that are shown, and bytes of a text. */
#define ELEMENTS_MAX 8
#define TEXT_MAX 256

/* The character of so many bytes of UTF-8. */
static uint32_t character(const uint8_t *p, size_t n)
{
	uint32_t value = n == 1 ? *p : *p & (0x7f >> n);

	for (size_t i = 1; i < n; i++)
		value = value << 6 | (p[i] & 0x3f);
	return value;
}

/* What changes how the text around it looks: directions, and what has no width. */
static bool is_invisible(uint32_t c)
{
	return c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	       (c >= 0xe0000 && c <= 0xe0fff);
}

/* A byte that is no printable UTF-8. */
static void put_escaped(struct put *p, uint8_t byte)
{
	static const char letters[] = { ['\t'] = 't', ['\n'] = 'n', ['\r'] = 'r' };

	if (byte < sizeof(letters) && letters[byte])
		put_printf(p, "\\%c", letters[byte]);
	else if (!byte)
		put_str(p, "\\0");
	else if (byte < 0x80)
		put_printf(p, "\\u{%x}", byte);
	else
		put_printf(p, "\\x%02x", byte);
}

static size_t put_character(struct put *p, const uint8_t *text, size_t left)
{
	size_t n = kdf_utf8_length((const char *)text, left);

	if (!n) {
		put_escaped(p, *text);
		return 1;
	}
	if (is_invisible(character(text, n))) {
		put_printf(p, "\\u{%" PRIx32 "}", character(text, n));
		return n;
	}
	if (*text == '"' || *text == '\\')
		put_char(p, '\\');
	put_chars(p, (const char *)text, n);
	return n;
}

/* Does a character begin here whose end was not captured? */
static bool is_cut(const struct kdf_span *span, uint64_t len, uint64_t i)
{
	const uint8_t *p = span->bytes.data + i;

	return len < span->count && len - i < 4 && *p >= 0xc0 &&
	       !kdf_utf8_length((const char *)p, len - i);
}

static void put_text(struct put *p, const struct kdf_span *span)
{
	uint64_t len = kdf_span_captured(span), i = 0;

	put_char(p, '"');
	while (i < len && i < TEXT_MAX && !is_cut(span, len, i))
		i += put_character(p, span->bytes.data + i, len - i);
	put_str(p, i < span->count ? "\"..." : "\"");
}

static void put_element(struct put *p, const struct kdf_span *span, uint64_t i)
{
	struct kdf_bytes bytes = kdf_span_element(span, i);
	uint64_t value;

	if (span->type.kind == KDF_TYPE_STRUCT)
		put_struct(p, span->type.id, &bytes);
	else if (span->size <= 8 && kdf_read_bits(&bytes, 0, 8 * span->size, &value))
		put_scalar(p, &span->type, value, 8 * span->size, false);
	else
		put_printf(p, "<%" PRIu64 " bytes>", span->size);
}

void put_span(struct put *p, const struct kdf_span *span)
{
	uint64_t len = kdf_span_captured(span), i;

	if (kdf_span_is_text(span)) {
		put_text(p, span);
		return;
	}
	put_char(p, '[');
	for (i = 0; i < len && i < ELEMENTS_MAX; i++) {
		put_str(p, i ? ", " : "");
		put_element(p, span, i);
	}
	if (i < span->count)
		put_printf(p, "%s+%" PRIu64 " more", i ? ", " : "", span->count - i);
	put_char(p, ']');
}
