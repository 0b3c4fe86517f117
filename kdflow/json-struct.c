// SPDX-License-Identifier: GPL-2.0-or-later
/* Structs, enums with data, and their changes in JSON. */
#include <inttypes.h>
#include <stdio.h>

#include "json.h"
#include "value.h"

/* How deep we are in a value, and how many parts of it have been printed. */
struct nested {
	const struct format *f;
	unsigned int depth;
	unsigned int parts;
};

static void json_bytes(FILE *out, const uint8_t *data, uint64_t len)
{
	fputc('"', out);
	for (uint64_t i = 0; i < len; i++)
		fprintf(out, "%02x", data[i]);
	fputc('"', out);
}

static void json_array(const struct format *f, const struct kdf_member *m,
		       const struct kdf_bytes *bytes)
{
	uint64_t each = m->type.count ? m->bits / m->type.count : 0, value;

	fputc('[', f->out);
	for (uint64_t i = 0; i < m->type.count && each && each <= 64; i++) {
		if (!kdf_read_bits(bytes, m->offset + i * each, each, &value))
			break;
		if (i)
			fputc(',', f->out);
		json_scalar(f, &m->type, value, each);
	}
	fputc(']', f->out);
}

static void json_any(struct nested *n, uint64_t id, const struct kdf_bytes *bytes);

static void json_inner(struct nested *n, const struct kdf_member *m, const struct kdf_bytes *bytes)
{
	struct kdf_bytes part;

	if (n->depth == DEPTH_MAX || n->parts >= PARTS_MAX || !kdf_member_bytes(m, bytes, &part)) {
		fputs("null", n->f->out);
		return;
	}
	n->depth++;
	fputc('{', n->f->out);
	json_any(n, m->type.id, &part);
	fputc('}', n->f->out);
	n->depth--;
}

/* A member that was captured. */
static void json_member(struct nested *n, const struct kdf_member *m, const struct kdf_bytes *bytes)
{
	const struct format *f = n->f;
	uint64_t value;

	n->parts++;
	if (m->type.array)
		json_array(f, m, bytes);
	else if (m->type.kind == KDF_TYPE_STRUCT)
		json_inner(n, m, bytes);
	else if (m->bits > 64)
		json_bytes(f->out, bytes->data + m->offset / 8, m->bits / 8);
	else if (kdf_read_bits(bytes, m->offset, m->bits, &value))
		json_scalar(f, &m->type, value, m->bits);
	else
		fputs("null", f->out);
}

static void json_words(const struct format *f, const struct kdf_bytes *bytes)
{
	fputs("\"words\":[", f->out);
	for (uint64_t i = 0; i < bytes->len / 8; i++) {
		fputs(i ? "," : "", f->out);
		json_hex(f->out, kdf_value(bytes->data, i));
	}
	fputc(']', f->out);
}

static void json_members(struct nested *n, const struct kdf_definition *def,
			 const struct kdf_bytes *bytes)
{
	const struct format *f = n->f;
	size_t shown = 0;

	fputs("\"struct\":{", f->out);
	for (size_t i = 0; i < def->count && n->parts < PARTS_MAX; i++) {
		const struct kdf_member *m = &def->members[i];

		if (!kdf_member_captured(m, bytes))
			continue;
		fputs(shown++ ? "," : "", f->out);
		json_text(f->out, m->name);
		fputc(':', f->out);
		json_member(n, m, bytes);
	}
	fputc('}', f->out);
	if (shown < def->count)
		fprintf(f->out, ",\"not_captured\":%zu", def->count - shown);
}

static void json_variant(struct nested *n, const struct kdf_definition *def,
			 const struct kdf_bytes *bytes)
{
	const struct kdf_variant *v = kdf_variant(def, bytes);

	fputs("\"variant\":", n->f->out);
	if (!v) {
		fputs("null", n->f->out);
		return;
	}
	json_text(n->f->out, v->name);
	if (v->type.kind != KDF_TYPE_STRUCT)
		return;
	def = kdf_struct(&n->f->trace->names, v->type.id);
	fputc(',', n->f->out);
	if (def)
		json_members(n, def, bytes);
	else
		json_words(n->f, bytes);
}

static void json_any(struct nested *n, uint64_t id, const struct kdf_bytes *bytes)
{
	const struct kdf_definition *def = kdf_struct(&n->f->trace->names, id);
	const struct kdf_definition *variants = kdf_variants(&n->f->trace->names, id);

	if (def)
		json_members(n, def, bytes);
	else if (variants)
		json_variant(n, variants, bytes);
	else
		json_words(n->f, bytes);
}

void json_struct(const struct format *f, uint64_t id, const struct kdf_bytes *bytes)
{
	struct nested n = { .f = f };

	json_any(&n, id, bytes);
}

void json_part(const struct format *f, const struct kdf_member *m, const struct kdf_bytes *bytes)
{
	struct nested n = { .f = f };

	json_member(&n, m, bytes);
}

/* An element of a slice: a number, or an object. */
static void json_element(struct nested *n, const struct kdf_span *span, uint64_t i)
{
	struct kdf_member m = { .bits = 8 * span->size, .type = span->type };
	struct kdf_bytes bytes = kdf_span_element(span, i);

	json_member(n, &m, &bytes);
}

void json_span(const struct format *f, const struct kdf_span *span)
{
	uint64_t count = kdf_span_captured(span);
	struct nested n = { .f = f };

	if (kdf_span_is_text(span)) {
		json_string(f->out, (const char *)span->bytes.data, count);
		return;
	}
	fputc('[', f->out);
	for (uint64_t i = 0; i < count && n.parts < PARTS_MAX; i++) {
		fputs(i ? "," : "", f->out);
		json_element(&n, span, i);
	}
	fputc(']', f->out);
}

/* An object if it is an enum with data. */
static void json_old_or_new(const struct format *f, const struct kdf_change *c,
			    const struct kdf_bytes *bytes)
{
	struct kdf_span span = c->span;
	struct nested n = { .f = f };

	if (c->is_span) {
		span.bytes = *bytes;
		json_span(f, &span);
		return;
	}
	if (!c->whole) {
		json_member(&n, c->member, bytes);
		return;
	}
	fputc('{', f->out);
	json_any(&n, c->id, bytes);
	fputc('}', f->out);
}

void json_change(const struct format *f, const struct kdf_change *c)
{
	if (!c->member && !c->whole) {
		json_words(f, &c->after);
		return;
	}
	if (c->member) {
		fputs("\"field\":", f->out);
		json_text(f->out, c->member->name);
		fputc(',', f->out);
	}
	fputs("\"old\":", f->out);
	json_old_or_new(f, c, &c->before);
	fputs(",\"new\":", f->out);
	json_old_or_new(f, c, &c->after);
}
