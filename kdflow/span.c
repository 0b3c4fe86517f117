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
static void put_escaped(FILE *out, uint8_t byte)
{
	static const char letters[] = { ['\t'] = 't', ['\n'] = 'n', ['\r'] = 'r' };

	if (byte < sizeof(letters) && letters[byte])
		fprintf(out, "\\%c", letters[byte]);
	else if (!byte)
		fputs("\\0", out);
	else
		fprintf(out, byte < 0x80 ? "\\u{%x}" : "\\x%02x", byte);
}

static size_t put_character(FILE *out, const uint8_t *p, size_t left)
{
	size_t n = kdf_utf8_length((const char *)p, left);

	if (!n) {
		put_escaped(out, *p);
		return 1;
	}
	if (is_invisible(character(p, n))) {
		fprintf(out, "\\u{%" PRIx32 "}", character(p, n));
		return n;
	}
	if (*p == '"' || *p == '\\')
		fputc('\\', out);
	fwrite(p, 1, n, out);
	return n;
}

/* Does a character begin here whose end was not captured? */
static bool is_cut(const struct kdf_span *span, uint64_t len, uint64_t i)
{
	const uint8_t *p = span->bytes.data + i;

	return len < span->count && len - i < 4 && *p >= 0xc0 &&
	       !kdf_utf8_length((const char *)p, len - i);
}

static void put_text(const struct format *f, const struct kdf_span *span)
{
	uint64_t len = kdf_span_captured(span), i = 0;

	fputc('"', f->out);
	while (i < len && i < TEXT_MAX && !is_cut(span, len, i))
		i += put_character(f->out, span->bytes.data + i, len - i);
	fputs(i < span->count ? "\"..." : "\"", f->out);
}

static void put_element(const struct format *f, const struct kdf_span *span, uint64_t i)
{
	struct kdf_bytes bytes = kdf_span_element(span, i);
	uint64_t value;

	if (span->type.kind == KDF_TYPE_STRUCT)
		put_struct(f, span->type.id, &bytes);
	else if (span->size <= 8 && kdf_read_bits(&bytes, 0, 8 * span->size, &value))
		put_scalar(f, &span->type, value, 8 * span->size, false);
	else
		fprintf(f->out, "<%" PRIu64 " bytes>", span->size);
}

void put_span(const struct format *f, const struct kdf_span *span)
{
	uint64_t len = kdf_span_captured(span), i;

	if (kdf_span_is_text(span)) {
		put_text(f, span);
		return;
	}
	fputc('[', f->out);
	for (i = 0; i < len && i < ELEMENTS_MAX; i++) {
		fputs(i ? ", " : "", f->out);
		put_element(f, span, i);
	}
	if (i < span->count)
		fprintf(f->out, "%s+%" PRIu64 " more", i ? ", " : "", span->count - i);
	fputc(']', f->out);
}
