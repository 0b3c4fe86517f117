// SPDX-License-Identifier: GPL-2.0-or-later
/* Bits -> numbers, and the members of structs. */
#include <string.h>

#include "values.h"

int64_t kdf_sign_extend(uint64_t value, unsigned int bits)
{
	unsigned int shift = bits >= 64 ? 0 : 64 - bits;

	return bits ? (int64_t)(value << shift) >> shift : 0;
}

bool kdf_read_bits(const struct kdf_bytes *bytes, uint64_t offset, unsigned int bits,
		   uint64_t *value)
{
	unsigned int shift = offset % 8;
	uint64_t first = offset / 8, n = (shift + bits + 7) / 8;
	unsigned __int128 all = 0;

	if (first > bytes->len || n > bytes->len - first)
		return false;
	if (bytes->len - first >= 8 && shift + bits <= 64) {
		*value = kdf_low_bits(kdf_value(bytes->data + first, 0) >> shift, bits);
		return true;
	}
	for (uint64_t i = n; i-- > 0;)
		all = all << 8 | bytes->data[first + i];
	*value = kdf_low_bits(all >> shift, bits);
	return true;
}

static const struct kdf_definition *definition(struct kdf_names *names, uint64_t id,
					       enum kdf_definition_kind kind)
{
	const struct kdf_definition *def;
	struct kdf_error err;

	/* The names of a trace are checked when it is read. */
	if (!id || kdf_names_definition(names, id, &def, &err))
		return NULL;
	return def && def->kind == kind ? def : NULL;
}

const struct kdf_definition *kdf_struct(struct kdf_names *names, uint64_t id)
{
	return definition(names, id, KDF_STRUCT);
}

const struct kdf_definition *kdf_variants(struct kdf_names *names, uint64_t id)
{
	return definition(names, id, KDF_VARIANTS);
}

const struct kdf_variant *kdf_variant(const struct kdf_definition *def,
				      const struct kdf_bytes *bytes)
{
	const struct kdf_variant *other = NULL;
	uint64_t value = 0;

	if (def->bits && !kdf_read_bits(bytes, def->offset, def->bits, &value))
		return NULL;
	for (size_t i = 0; i < def->count; i++) {
		const struct kdf_variant *v = &def->variants[i];

		if (v->is_default)
			other = v;
		else if (def->bits && kdf_low_bits(v->value, def->bits) == value)
			return v;
	}
	return other;
}

bool kdf_member_bytes(const struct kdf_member *m, const struct kdf_bytes *bytes,
		      struct kdf_bytes *part)
{
	if (m->offset % 8 || m->bits % 8 || !kdf_member_captured(m, bytes))
		return false;
	*part = (struct kdf_bytes){ bytes->data + m->offset / 8, m->bits / 8 };
	return true;
}

static bool has_negative(const struct kdf_definition *def)
{
	for (size_t i = 0; def && i < def->count; i++) {
		if (def->enumerators[i].value < 0)
			return true;
	}
	return false;
}

struct kdf_number kdf_number(struct kdf_names *names, const struct kdf_type *type, uint64_t value,
			     unsigned int bits)
{
	struct kdf_number n = { .bits = bits };

	if (type->array || !bits || bits > 64)
		return n;
	switch (type->kind) {
	case KDF_TYPE_VOID:
	case KDF_TYPE_FLOAT:
	case KDF_TYPE_STRUCT:
		return n;
	case KDF_TYPE_SIGNED:
		n.is_signed = true;
		break;
	case KDF_TYPE_ENUM:
		n.is_signed = has_negative(definition(names, type->id, KDF_ENUM));
		break;
	default:
		break;
	}
	n.known = true;
	n.value = n.is_signed ? (uint64_t)kdf_sign_extend(value, bits) : kdf_low_bits(value, bits);
	return n;
}

unsigned int kdf_error_code(const struct kdf_type *type, uint64_t value, unsigned int bits)
{
	uint64_t negated;

	switch (type->kind) {
	case KDF_TYPE_SIGNED:
		if (bits != 32 && bits != 64)
			return 0;
		break;
	case KDF_TYPE_POINTER:
	case KDF_TYPE_POINTER_FUNCTION:
	case KDF_TYPE_POINTER_CHAR:
	case KDF_TYPE_POINTER_STRUCT:
		if (bits != 64)
			return 0;
		break;
	default:
		return 0;
	}
	negated = kdf_low_bits(-value, bits);
	return negated <= KDF_ERRNO_MAX ? negated : 0;
}

const char *kdf_enumerator(struct kdf_names *names, uint64_t id, uint64_t value, unsigned int bits)
{
	const struct kdf_definition *def = definition(names, id, KDF_ENUM);

	for (size_t i = 0; def && i < def->count; i++) {
		if (kdf_low_bits(def->enumerators[i].value, bits) == kdf_low_bits(value, bits))
			return def->enumerators[i].name;
	}
	return NULL;
}

const struct kdf_member *kdf_member_find(const struct kdf_definition *def, const char *name,
					 size_t len)
{
	for (size_t i = 0; i < def->count; i++) {
		const char *has = def->members[i].name;

		if (!strncmp(has, name, len) && !has[len])
			return &def->members[i];
	}
	return NULL;
}

bool kdf_member_captured(const struct kdf_member *m, const struct kdf_bytes *bytes)
{
	return (m->offset + m->bits + 7) / 8 <= bytes->len;
}

/* Members that are not multiples of bytes are small. */
bool kdf_member_differs(const struct kdf_member *m, const struct kdf_bytes *old,
			const struct kdf_bytes *new)
{
	uint64_t first = m->offset / 8, n = (m->offset + m->bits + 7) / 8 - first, a, b;

	if (m->bits <= 64)
		return kdf_read_bits(old, m->offset, m->bits, &a) &&
		       kdf_read_bits(new, m->offset, m->bits, &b) && a != b;
	return kdf_member_captured(m, old) && kdf_member_captured(m, new) &&
	       memcmp(old->data + first, new->data + first, n);
}
