// SPDX-License-Identifier: GPL-2.0-or-later
/* The lines of a session: entries, exits, and what is missing between them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "value.h"

static void put_name(struct put *p, const struct kdf_walk *walk)
{
	const struct kdf_function *func = walk->function;
	char text[24] = "?";

	if (!func && walk->boundary.has_site)
		snprintf(text, sizeof(text), "0x%" PRIx64, walk->site);
	put_coloured(p, COLOUR_NAME, func ? func->name : text);
	put_str(p, " [");
	put_coloured(p, COLOUR_MODULE, func ? func->module : "?");
	put_char(p, ']');
}

/* The struct that it is or points to, if that was captured. */
static bool put_bytes(struct put *p, const struct kdf_argument *arg)
{
	struct kdf_bytes bytes;

	if (!kdf_argument_bytes(arg, &bytes))
		return false;
	/* The name of a variant would continue an address. */
	if ((arg->shape & 7) == KDF_ARG_POINTER && kdf_variants(&p->format->trace->names, arg->type->id))
		put_char(p, ' ');
	put_struct(p, arg->type->id, &bytes);
	return true;
}

/* A struct by value in memory: its address says nothing, unless nothing else could be read. */
static void put_memory(struct put *p, const struct kdf_argument *arg)
{
	struct kdf_bytes bytes;

	if (p->format->addresses || !kdf_argument_bytes(arg, &bytes))
		put_hex(p, kdf_value(arg->values, 0));
	if (!put_bytes(p, arg))
		put_str(p, "{?}");
}

/* The variant of the enum @id that counts and has data, or NULL. */
static const struct kdf_variant *variant_with_data(const struct put *p, uint64_t id,
						   const struct kdf_bytes *bytes)
{
	const struct kdf_definition *def = kdf_variants(&p->format->trace->names, id);
	const struct kdf_variant *variant = def ? kdf_variant(def, bytes) : NULL;

	return variant && variant->type.kind == KDF_TYPE_STRUCT ? variant : NULL;
}

static void put_open(struct put *p, const struct kdf_variant *variant)
{
	if (!variant)
		return;
	put_str(p, variant->name);
	put_char(p, '(');
}

static void put_close(struct put *p, const struct kdf_variant *variant)
{
	if (variant)
		put_char(p, ')');
}

/* The address of a struct, and the enum that it is all the data of. */
static void put_pointer(struct put *p, const struct kdf_argument *arg, bool is_return)
{
	const struct kdf_bytes bytes = { arg->values, 8 };
	const struct kdf_variant *variant = variant_with_data(p, arg->type->around, &bytes);

	if (!variant && kdf_variants(&p->format->trace->names, arg->type->around)) {
		put_struct(p, arg->type->around, &bytes);
		return;
	}
	put_open(p, variant);
	put_scalar(p, &(struct kdf_type){ .kind = KDF_TYPE_POINTER }, kdf_value(arg->values, 0), 64,
		   is_return);
	put_close(p, variant);
}

/* A slice or a string: its elements or, where they are not known, its pointer and length. */
static bool put_elements(struct put *p, const struct kdf_argument *arg)
{
	const struct kdf_variant *variant;
	struct kdf_bytes bytes;
	struct kdf_span span;

	if (!kdf_argument_span(&p->format->trace->names, arg, &span) ||
	    !kdf_argument_bytes(arg, &bytes))
		return false;
	variant = variant_with_data(p, arg->type->id, &bytes);
	put_open(p, variant);
	put_span(p, &span);
	put_close(p, variant);
	return true;
}

/* The type of Rust that has one value. */
static bool is_unit(const struct kdf_type *type)
{
	return type->kind == KDF_TYPE_OPAQUE && !type->size;
}

static void put_argument(struct put *p, const struct kdf_argument *arg, bool is_return)
{
	struct kdf_member array;
	struct kdf_bytes bytes;

	if (kdf_argument_array(arg, &array, &bytes)) {
		put_part(p, &array, &bytes);
		return;
	}
	switch (arg->shape & 7) {
	case KDF_ARG_SCALAR:
		put_scalar(p, arg->type, kdf_value(arg->values, 0), kdf_argument_bits(arg), is_return);
		break;
	case KDF_ARG_WORDS:
		put_wide(p, arg->values, arg->shape >> 3);
		break;
	case KDF_ARG_POINTER:
		put_pointer(p, arg, is_return);
		put_bytes(p, arg);
		break;
	case KDF_ARG_MEMORY:
		put_memory(p, arg);
		break;
	case KDF_ARG_SPAN:
		if (put_elements(p, arg))
			break;
		/* fallthrough */
	case KDF_ARG_OBJECT:
		put_bytes(p, arg);
		break;
	default:
		/* The shape of nothing: void, or an argument without bytes. */
		if (arg->shape >> 3 != 1)
			put_char(p, '?');
		else if (is_return)
			put_str(p, "void");
		else
			put_str(p, is_unit(arg->type) ? "()" : "{}");
		break;
	}
}

static void put_without_struct(struct put *p, const struct kdf_argument *arg)
{
	bool is_return = arg->index == KCOV_DF_RETURN;
	struct kdf_member array;
	struct kdf_bytes bytes;

	if (kdf_argument_array(arg, &array, &bytes)) {
		put_part(p, &array, &bytes);
		return;
	}
	switch (arg->shape & 7) {
	case KDF_ARG_POINTER:
		put_pointer(p, arg, is_return);
		break;
	case KDF_ARG_SPAN:
		if (put_elements(p, arg))
			break;
		/* fallthrough */
	case KDF_ARG_MEMORY:
	case KDF_ARG_OBJECT:
		if (kdf_variants(&p->format->trace->names, arg->type->id) && put_bytes(p, arg))
			break;
		if ((arg->shape & 7) == KDF_ARG_MEMORY)
			put_hex(p, kdf_value(arg->values, 0));
		else
			put_str(p, "{}");
		break;
	default:
		put_argument(p, arg, is_return);
		break;
	}
}

/* Values that cannot be told apart by argument, and structs by the number of theirs. */
static void put_untold(struct put *p, const struct kdf_boundary *b)
{
	unsigned int n = b->nvalues;
	struct kdf_snapshot snap;
	size_t pos = 0;

	for (unsigned int i = 0; i < n; i++) {
		put_str(p, i ? ", " : "");
		put_hex(p, kdf_value(b->values, i));
	}
	while (kdf_snapshot_next(b->structs, b->structs_len, &pos, &snap)) {
		struct kdf_bytes bytes = kdf_snapshot_bytes(&snap);

		if (snap.flags & KCOV_DF_STRUCT_BAD || snap.arg == KCOV_DF_RETURN)
			continue;
		put_str(p, n++ ? ", argument " : "argument ");
		put_unsigned(p, snap.arg + 1);
		put_str(p, ": ");
		put_struct(p, 0, &bytes);
	}
}

static void put_arguments(struct put *p, const struct kdf_walk *walk)
{
	const struct kdf_function *func = walk->function;
	const struct kdf_boundary *b = &walk->boundary;
	struct kdf_argument arg;

	if (!kdf_arguments_known(func, b)) {
		put_untold(p, b);
		return;
	}
	for (unsigned int i = 0; kdf_argument(func, b, i, &arg); i++) {
		put_str(p, i ? ", " : "");
		if (arg.name) {
			put_str(p, arg.name);
			put_char(p, '=');
		}
		put_argument(p, &arg, false);
	}
}

static void put_return(struct put *p, const struct kdf_walk *walk)
{
	const struct kdf_boundary *b = &walk->boundary;
	struct kdf_argument arg;

	if (kdf_return(walk->function, b, &arg))
		put_argument(p, &arg, true);
	else if (b->nvalues)
		put_wide(p, b->values, b->nvalues);
	else
		put_char(p, '?');
}

/* The structs behind pointer arguments, compared with what they were at the entry. */
static void put_changes(struct put *p, const struct kdf_walk *walk)
{
	struct kdf_changes changes;
	struct kdf_change change;
	bool begun = false;
	char buf[24];

	kdf_changes_begin(&changes, &p->format->trace->names, walk->function, &walk->boundary);
	while (kdf_changes_next(&changes, &change)) {
		put_str(p, begun ? ", " : "");
		put_str(p, kdf_argument_name(walk->function, change.arg, buf));
		begun = true;
		put_change(p, &change);
	}
}

static void put_exit(struct put *p, const struct kdf_walk *walk)
{
	put_return(p, walk);
	put_str(p, " = ");
	put_name(p, walk);
	put_char(p, '(');
	put_changes(p, walk);
	put_char(p, ')');
	if (!walk->boundary.has_entry)
		put_coloured(p, COLOUR_LOST, " # no entry");
}

static void put_missing(struct put *p, const struct kdf_boundary *b)
{
	char text[80] = "# recording begins";

	if (b->type == KDF_B_LOST)
		snprintf(text, sizeof(text), "# %" PRIu32 " entr%s and %" PRIu32 " exit%s lost here",
			 b->lost_entries, b->lost_entries == 1 ? "y" : "ies", b->lost_exits,
			 b->lost_exits == 1 ? "" : "s");
	else if (b->type == KDF_B_GAP)
		snprintf(text, sizeof(text), "# %" PRIu32 " chunk%s of records missing here",
			 b->lost_chunks, b->lost_chunks == 1 ? "" : "s");
	put_coloured(p, COLOUR_LOST, text);
}

static void put_boundary(struct put *p, const struct kdf_walk *walk, unsigned int depth)
{
	const struct kdf_boundary *b = &walk->boundary;

	put_indent(p, depth);
	switch (b->type) {
	case KDF_B_ENTRY:
		put_name(p, walk);
		put_char(p, '(');
		put_arguments(p, walk);
		put_char(p, ')');
		break;
	case KDF_B_EXIT:
		put_exit(p, walk);
		break;
	case KDF_B_NO_EXIT:
		put_coloured(p, COLOUR_LOST, "# no exit of ");
		put_name(p, walk);
		break;
	default:
		put_missing(p, b);
		break;
	}
	put_char(p, '\n');
}

void format_name(const struct format *f, const struct kdf_walk *walk)
{
	struct put p;

	put_begin(&p, f);
	put_name(&p, walk);
	put_end(&p);
}

void format_arguments(const struct format *f, const struct kdf_walk *walk)
{
	struct put p;

	put_begin(&p, f);
	put_arguments(&p, walk);
	put_end(&p);
}

void format_argument(const struct format *f, const struct kdf_argument *arg)
{
	struct put p;

	put_begin(&p, f);
	put_without_struct(&p, arg);
	put_end(&p);
}

void format_return(const struct format *f, const struct kdf_walk *walk)
{
	struct put p;

	put_begin(&p, f);
	put_return(&p, walk);
	put_end(&p);
}

void format_changes(const struct format *f, const struct kdf_walk *walk)
{
	struct put p;

	put_begin(&p, f);
	put_changes(&p, walk);
	put_end(&p);
}

void format_boundary(const struct format *f, const struct kdf_walk *walk, unsigned int depth)
{
	struct put p;

	put_begin(&p, f);
	put_boundary(&p, walk, depth);
	put_end(&p);
}
