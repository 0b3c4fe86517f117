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

static void put_enumerator(const struct format *f, uint64_t id, uint64_t value, unsigned int bits)
{
	const char *name = kdf_enumerator(&f->trace->names, id, value, bits);

	if (name)
		fputs(name, f->out);
	else
		fprintf(f->out, "%" PRId64, kdf_sign_extend(value, bits));
}

static void put_pointer(const struct format *f, uint64_t value)
{
	fprintf(f->out, "0x%" PRIx64, value);
	put_error(f, value, 8);
}

static void put_function_pointer(const struct format *f, uint64_t value)
{
	const struct kdf_symbol *sym = kdf_trace_function(f->trace, value);
	char *name;

	if (!sym) {
		put_pointer(f, value);
		return;
	}
	name = kdf_demangle(sym->name);
	fputs(name ? name : sym->name, f->out);
	free(name);
	if (strcmp(sym->module, "vmlinux"))
		fprintf(f->out, " [%s]", sym->module);
}

static void put_float(const struct format *f, uint64_t value, unsigned int bits)
{
	uint32_t low = value;
	float single;
	double full;

	if (bits == 32) {
		memcpy(&single, &low, sizeof(single));
		fprintf(f->out, "%.9g", single);
	} else if (bits == 64) {
		memcpy(&full, &value, sizeof(full));
		fprintf(f->out, "%.17g", full);
	} else {
		fprintf(f->out, "0x%" PRIx64, value);
	}
}

static void put_char(const struct format *f, uint64_t value)
{
	fprintf(f->out, "0x%" PRIx64, value);
	if (value < 0x7f && isprint((int)value))
		fprintf(f->out, " '%c'", (char)value);
}

void put_scalar(const struct format *f, const struct kdf_type *type, uint64_t value,
		unsigned int bits, bool error)
{
	value = kdf_low_bits(value, bits);
	switch (type->kind) {
	case KDF_TYPE_SIGNED:
		fprintf(f->out, "%" PRId64, kdf_sign_extend(value, bits));
		if (error && bits % 32 == 0)
			put_error(f, value, bits / 8);
		break;
	case KDF_TYPE_BOOL:
		if (value > 1)
			fprintf(f->out, "0x%" PRIx64, value);
		else
			fputs(value ? "true" : "false", f->out);
		break;
	case KDF_TYPE_CHAR:
		put_char(f, value);
		break;
	case KDF_TYPE_FLOAT:
		put_float(f, value, bits);
		break;
	case KDF_TYPE_ENUM:
		put_enumerator(f, type->id, value, bits);
		break;
	case KDF_TYPE_POINTER:
	case KDF_TYPE_POINTER_CHAR:
	case KDF_TYPE_POINTER_STRUCT:
		put_pointer(f, value);
		break;
	case KDF_TYPE_POINTER_FUNCTION:
		put_function_pointer(f, value);
		break;
	default:
		fprintf(f->out, "0x%" PRIx64, value);
		break;
	}
}

void put_wide(const struct format *f, const uint8_t *values, unsigned int words)
{
	unsigned int n = words;

	fprintf(f->out, "0x%" PRIx64, n ? kdf_value(values, --n) : 0);
	while (n)
		fprintf(f->out, "%016" PRIx64, kdf_value(values, --n));
}

/* Characters up to the first NUL, if they are a text. */
static bool put_text(const struct format *f, const uint8_t *data, uint64_t len)
{
	const uint8_t *nul = memchr(data, '\0', len);
	uint64_t n = nul ? (uint64_t)(nul - data) : len;

	for (uint64_t i = 0; i < n; i++) {
		if (!isprint(data[i]))
			return false;
	}
	fputc('"', f->out);
	for (uint64_t i = 0; i < n && i < TEXT_MAX; i++) {
		if (data[i] == '"' || data[i] == '\\')
			fputc('\\', f->out);
		fputc(data[i], f->out);
	}
	fputs(nul && n <= TEXT_MAX ? "\"" : "\"...", f->out);
	return true;
}

static void put_array(const struct format *f, const struct kdf_member *m, const struct kdf_bytes *bytes)
{
	uint64_t each = m->type.count ? m->bits / m->type.count : 0, i, value;
	const uint8_t *data = bytes->data + m->offset / 8;

	if (m->type.kind == KDF_TYPE_CHAR && each == 8 && m->offset % 8 == 0 &&
	    m->offset / 8 + m->type.count <= bytes->len && put_text(f, data, m->type.count))
		return;
	fputc('[', f->out);
	for (i = 0; i < m->type.count && i < ELEMENTS_MAX && each && each <= 64; i++) {
		if (!kdf_read_bits(bytes, m->offset + i * each, each, &value))
			break;
		if (i)
			fputs(", ", f->out);
		put_scalar(f, &m->type, value, each, false);
	}
	if (i < m->type.count)
		fprintf(f->out, "%s+%" PRIu64 " more", i ? ", " : "", m->type.count - i);
	fputc(']', f->out);
}

void put_member(const struct format *f, const struct kdf_member *m, const struct kdf_bytes *bytes,
		bool error)
{
	uint64_t value;

	if (m->type.array)
		put_array(f, m, bytes);
	else if (m->bits > 64)
		fprintf(f->out, "<%" PRIu64 " bytes>", m->bits / 8);
	else if (kdf_read_bits(bytes, m->offset, m->bits, &value))
		put_scalar(f, &m->type, value, m->bits, error);
	else
		fputc('?', f->out);
}

static void put_member_change(const struct format *f, const struct kdf_change *c)
{
	const struct kdf_member *m = c->member;

	if (!m->type.array && m->bits > 64 && m->type.kind != KDF_TYPE_STRUCT) {
		fprintf(f->out, "->%s: <%" PRIu64 " bytes> changed", m->name, m->bits / 8);
		return;
	}
	fprintf(f->out, "->%s: ", m->name);
	put_part(f, m, &c->before);
	put_coloured(f, COLOUR_CHANGE, " -> ");
	put_part(f, m, &c->after);
}

void put_change_side(const struct format *f, const struct kdf_change *c, const struct kdf_bytes *bytes)
{
	struct kdf_span span = c->span;

	if (c->is_span) {
		span.bytes = *bytes;
		put_span(f, &span);
	} else {
		put_struct(f, c->id, bytes);
	}
}

static void put_whole_change(const struct format *f, const struct kdf_change *c)
{
	fputs(": ", f->out);
	put_change_side(f, c, &c->before);
	put_coloured(f, COLOUR_CHANGE, " -> ");
	put_change_side(f, c, &c->after);
}

static void put_word_change(const struct format *f, const struct kdf_change *c)
{
	uint64_t old = 0, new = 0;

	kdf_read_bits(&c->before, 8 * c->offset, c->bits, &old);
	kdf_read_bits(&c->after, 8 * c->offset, c->bits, &new);
	fprintf(f->out, "+0x%" PRIx64 ": 0x%" PRIx64, c->offset, old);
	put_coloured(f, COLOUR_CHANGE, " -> ");
	fprintf(f->out, "0x%" PRIx64, new);
}

void put_change(const struct format *f, const struct kdf_change *c)
{
	if (c->compared) {
		if (c->whole)
			put_whole_change(f, c);
		else if (c->member)
			put_member_change(f, c);
		else
			put_word_change(f, c);
		return;
	}
	fputs(": ", f->out);
	if (c->readable)
		put_change_side(f, c, &c->after);
	else
		fputc('?', f->out);
}
