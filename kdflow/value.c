// SPDX-License-Identifier: GPL-2.0-or-later
/* Values and structs with a type. */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "value.h"

/* Elements of an array that are shown, and bytes of a text. */
#define ELEMENTS_MAX 8
#define TEXT_MAX 64

static void put_enumerator(struct put *p, uint64_t id, uint64_t value, unsigned int bits)
{
	const char *name = kdf_enumerator(&p->format->trace->names, id, value, bits);

	if (name)
		put_str(p, name);
	else
		put_signed(p, kdf_sign_extend(value, bits));
}

static void put_pointer(struct put *p, uint64_t value)
{
	put_hex(p, value);
	put_error(p, value, 8);
}

static void put_function_pointer(struct put *p, uint64_t value)
{
	const struct kdf_symbol *sym = kdf_trace_function(p->format->trace, value);
	char *name;

	if (!sym) {
		put_pointer(p, value);
		return;
	}
	name = kdf_demangle(sym->name);
	put_str(p, name ? name : sym->name);
	free(name);
	if (strcmp(sym->module, "vmlinux"))
		put_printf(p, " [%s]", sym->module);
}

static void put_float(struct put *p, uint64_t value, unsigned int bits)
{
	uint32_t low = value;
	float single;
	double full;

	if (bits == 32) {
		memcpy(&single, &low, sizeof(single));
		put_printf(p, "%.9g", single);
	} else if (bits == 64) {
		memcpy(&full, &value, sizeof(full));
		put_printf(p, "%.17g", full);
	} else {
		put_hex(p, value);
	}
}

static void put_character(struct put *p, uint64_t value)
{
	put_hex(p, value);
	if (value < 0x7f && isprint((int)value)) {
		put_str(p, " '");
		put_char(p, (char)value);
		put_char(p, '\'');
	}
}

void put_scalar(struct put *p, const struct kdf_type *type, uint64_t value,
		unsigned int bits, bool error)
{
	value = kdf_low_bits(value, bits);
	switch (type->kind) {
	case KDF_TYPE_SIGNED:
		put_signed(p, kdf_sign_extend(value, bits));
		if (error && bits % 32 == 0)
			put_error(p, value, bits / 8);
		break;
	case KDF_TYPE_BOOL:
		if (value > 1)
			put_hex(p, value);
		else
			put_str(p, value ? "true" : "false");
		break;
	case KDF_TYPE_CHAR:
		put_character(p, value);
		break;
	case KDF_TYPE_FLOAT:
		put_float(p, value, bits);
		break;
	case KDF_TYPE_ENUM:
		put_enumerator(p, type->id, value, bits);
		break;
	case KDF_TYPE_POINTER:
	case KDF_TYPE_POINTER_CHAR:
	case KDF_TYPE_POINTER_STRUCT:
		put_pointer(p, value);
		break;
	case KDF_TYPE_POINTER_FUNCTION:
		put_function_pointer(p, value);
		break;
	default:
		put_hex(p, value);
		break;
	}
}

void put_wide(struct put *p, const uint8_t *values, unsigned int words)
{
	unsigned int n = words;

	put_hex(p, n ? kdf_value(values, --n) : 0);
	while (n)
		put_digits(p, kdf_value(values, --n), 16);
}

/* Characters up to the first NUL, if they are a text. */
static bool put_text(struct put *p, const uint8_t *data, uint64_t len)
{
	const uint8_t *nul = memchr(data, '\0', len);
	uint64_t n = nul ? (uint64_t)(nul - data) : len;

	for (uint64_t i = 0; i < n; i++) {
		if (!isprint(data[i]))
			return false;
	}
	put_char(p, '"');
	for (uint64_t i = 0; i < n && i < TEXT_MAX; i++) {
		if (data[i] == '"' || data[i] == '\\')
			put_char(p, '\\');
		put_char(p, data[i]);
	}
	put_str(p, nul && n <= TEXT_MAX ? "\"" : "\"...");
	return true;
}

static void put_array(struct put *p, const struct kdf_member *m, const struct kdf_bytes *bytes)
{
	uint64_t each = m->type.count ? m->bits / m->type.count : 0, i, value;
	const uint8_t *data = bytes->data + m->offset / 8;

	if (m->type.kind == KDF_TYPE_CHAR && each == 8 && m->offset % 8 == 0 &&
	    m->offset / 8 + m->type.count <= bytes->len && put_text(p, data, m->type.count))
		return;
	put_char(p, '[');
	for (i = 0; i < m->type.count && i < ELEMENTS_MAX && each && each <= 64; i++) {
		if (!kdf_read_bits(bytes, m->offset + i * each, each, &value))
			break;
		if (i)
			put_str(p, ", ");
		put_scalar(p, &m->type, value, each, false);
	}
	if (i < m->type.count) {
		put_str(p, i ? ", +" : "+");
		put_unsigned(p, m->type.count - i);
		put_str(p, " more");
	}
	put_char(p, ']');
}

/* What is too large to be shown. */
static void put_size(struct put *p, const struct kdf_member *m)
{
	put_char(p, '<');
	put_unsigned(p, m->bits / 8);
	put_str(p, " bytes>");
}

void put_member(struct put *p, const struct kdf_member *m, const struct kdf_bytes *bytes,
		bool error)
{
	uint64_t value;

	if (m->type.array)
		put_array(p, m, bytes);
	else if (m->bits > 64)
		put_size(p, m);
	else if (kdf_read_bits(bytes, m->offset, m->bits, &value))
		put_scalar(p, &m->type, value, m->bits, error);
	else
		put_char(p, '?');
}

static void put_member_change(struct put *p, const struct kdf_change *c)
{
	const struct kdf_member *m = c->member;

	put_str(p, "->");
	put_str(p, m->name);
	put_str(p, ": ");
	if (!m->type.array && m->bits > 64 && m->type.kind != KDF_TYPE_STRUCT) {
		put_size(p, m);
		put_str(p, " changed");
		return;
	}
	put_part(p, m, &c->before);
	put_coloured(p, COLOUR_CHANGE, " -> ");
	put_part(p, m, &c->after);
}

void put_change_side(struct put *p, const struct kdf_change *c, const struct kdf_bytes *bytes)
{
	struct kdf_span span = c->span;

	if (c->is_span) {
		span.bytes = *bytes;
		put_span(p, &span);
	} else {
		put_struct(p, c->id, bytes);
	}
}

static void put_whole_change(struct put *p, const struct kdf_change *c)
{
	put_str(p, ": ");
	put_change_side(p, c, &c->before);
	put_coloured(p, COLOUR_CHANGE, " -> ");
	put_change_side(p, c, &c->after);
}

static void put_word_change(struct put *p, const struct kdf_change *c)
{
	uint64_t old = 0, new = 0;

	kdf_read_bits(&c->before, 8 * c->offset, c->bits, &old);
	kdf_read_bits(&c->after, 8 * c->offset, c->bits, &new);
	put_char(p, '+');
	put_hex(p, c->offset);
	put_str(p, ": ");
	put_hex(p, old);
	put_coloured(p, COLOUR_CHANGE, " -> ");
	put_hex(p, new);
}

void put_change(struct put *p, const struct kdf_change *c)
{
	if (c->compared) {
		if (c->whole)
			put_whole_change(p, c);
		else if (c->member)
			put_member_change(p, c);
		else
			put_word_change(p, c);
		return;
	}
	put_str(p, ": ");
	if (c->readable)
		put_change_side(p, c, &c->after);
	else
		put_char(p, '?');
}

void format_scalar(const struct format *f, const struct kdf_type *type, uint64_t value,
		   unsigned int bits, bool error)
{
	struct put p;

	put_begin(&p, f);
	put_scalar(&p, type, value, bits, error);
	put_end(&p);
}

void format_change_side(const struct format *f, const struct kdf_change *c,
			const struct kdf_bytes *bytes)
{
	struct put p;

	put_begin(&p, f);
	put_change_side(&p, c, bytes);
	put_end(&p);
}
