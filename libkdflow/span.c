// SPDX-License-Identifier: GPL-2.0-or-later
/* Slices and strings: a pointer, a length, and the first elements. */
#include "values.h"

/* Bytes of an element; 0 if it is not described. */
static uint64_t element_size(struct kdf_names *names, const struct kdf_type *type)
{
	const struct kdf_definition *def;
	struct kdf_error err;

	if (type->element.size)
		return type->element.size;
	if (!type->element.id || kdf_names_definition(names, type->element.id, &def, &err) || !def)
		return 0;
	return def->size;
}

bool kdf_argument_is_span(const struct kdf_argument *arg)
{
	return (arg->shape & 7) == KDF_ARG_SPAN;
}

static bool describe(struct kdf_names *names, const struct kdf_argument *arg, struct kdf_span *span)
{
	const struct kdf_type *type = arg->type;

	if (!kdf_argument_is_span(arg) || type->element.kind == KDF_TYPE_UNKNOWN)
		return false;
	*span = (struct kdf_span){
		.type = { .kind = type->element.kind, .size = type->element.size, .id = type->element.id },
		.size = element_size(names, type),
		.count = kdf_value(arg->values, 1),
	};
	/* Without a pointer there is no length either: None. */
	return span->size && kdf_value(arg->values, 0);
}

/* What was captured; nothing is, and nothing need be, of what has no elements. */
static bool take(struct kdf_span *span, const struct kdf_snapshot *snap)
{
	if (!snap)
		return !span->count;
	if (snap->flags & KCOV_DF_STRUCT_BAD)
		return false;
	span->bytes = kdf_snapshot_bytes(snap);
	return true;
}

bool kdf_argument_span(struct kdf_names *names, const struct kdf_argument *arg,
		       struct kdf_span *span)
{
	return describe(names, arg, span) && take(span, arg->captured ? &arg->snap : NULL);
}

bool kdf_argument_span_after(struct kdf_names *names, const struct kdf_boundary *b,
			     const struct kdf_argument *arg, struct kdf_span *span)
{
	struct kdf_snapshot snap;

	return b->type == KDF_B_EXIT && describe(names, arg, span) &&
	       take(span, kdf_argument_snapshot_after(b, arg, &snap) ? &snap : NULL);
}

uint64_t kdf_span_captured(const struct kdf_span *span)
{
	uint64_t whole = span->size ? span->bytes.len / span->size : 0;

	return whole < span->count ? whole : span->count;
}

bool kdf_span_is_text(const struct kdf_span *span)
{
	return span->type.kind == KDF_TYPE_CHAR && span->size == 1;
}

struct kdf_bytes kdf_span_element(const struct kdf_span *span, uint64_t i)
{
	return (struct kdf_bytes){ span->bytes.data + i * span->size, span->size };
}
