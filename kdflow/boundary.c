// SPDX-License-Identifier: GPL-2.0-or-later
/* The lines of a session: entries, exits, and what is missing between them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "format.h"
#include "value.h"

void format_name(const struct format *f, const struct kdf_walk *walk)
{
	const struct kdf_function *func = walk->function;
	char text[24] = "?";

	if (walk->boundary.has_site)
		snprintf(text, sizeof(text), "0x%" PRIx64, walk->site);
	put_coloured(f, COLOUR_NAME, func ? func->name : text);
	fputs(" [", f->out);
	put_coloured(f, COLOUR_MODULE, func ? func->module : "?");
	fputc(']', f->out);
}

/* The struct that it is or points to, if that was captured. */
static bool put_bytes(const struct format *f, const struct kdf_argument *arg)
{
	struct kdf_bytes bytes;

	if (!kdf_argument_bytes(arg, &bytes))
		return false;
	/* The name of a variant would continue an address. */
	if ((arg->shape & 7) == KDF_ARG_POINTER && kdf_variants(&f->trace->names, arg->type->id))
		fputc(' ', f->out);
	put_struct(f, arg->type->id, &bytes);
	return true;
}

/* A struct by value in memory: its address says nothing, unless nothing else could be read. */
static void put_memory(const struct format *f, const struct kdf_argument *arg)
{
	struct kdf_bytes bytes;

	if (f->addresses || !kdf_argument_bytes(arg, &bytes))
		fprintf(f->out, "0x%" PRIx64, kdf_value(arg->values, 0));
	if (!put_bytes(f, arg))
		fputs("{?}", f->out);
}

/* The variant of the enum @id that counts and has data, or NULL. */
static const struct kdf_variant *variant_with_data(const struct format *f, uint64_t id,
						   const struct kdf_bytes *bytes)
{
	const struct kdf_definition *def = kdf_variants(&f->trace->names, id);
	const struct kdf_variant *variant = def ? kdf_variant(def, bytes) : NULL;

	return variant && variant->type.kind == KDF_TYPE_STRUCT ? variant : NULL;
}

/* The address of a struct, and the enum that it is all the data of. */
static void put_pointer(const struct format *f, const struct kdf_argument *arg, bool is_return)
{
	const struct kdf_bytes bytes = { arg->values, 8 };
	const struct kdf_variant *variant = variant_with_data(f, arg->type->around, &bytes);

	if (!variant && kdf_variants(&f->trace->names, arg->type->around)) {
		put_struct(f, arg->type->around, &bytes);
		return;
	}
	if (variant)
		fprintf(f->out, "%s(", variant->name);
	put_scalar(f, &(struct kdf_type){ .kind = KDF_TYPE_POINTER }, kdf_value(arg->values, 0), 64,
		   is_return);
	if (variant)
		fputc(')', f->out);
}

/* A slice or a string: its elements or, where they are not known, its pointer and length. */
static bool put_elements(const struct format *f, const struct kdf_argument *arg)
{
	const struct kdf_variant *variant;
	struct kdf_bytes bytes;
	struct kdf_span span;

	if (!kdf_argument_span(&f->trace->names, arg, &span) || !kdf_argument_bytes(arg, &bytes))
		return false;
	variant = variant_with_data(f, arg->type->id, &bytes);
	if (variant)
		fprintf(f->out, "%s(", variant->name);
	put_span(f, &span);
	if (variant)
		fputc(')', f->out);
	return true;
}

/* The type of Rust that has one value. */
static bool is_unit(const struct kdf_type *type)
{
	return type->kind == KDF_TYPE_OPAQUE && !type->size;
}

static void put_argument(const struct format *f, const struct kdf_argument *arg, bool is_return)
{
	struct kdf_member array;
	struct kdf_bytes bytes;

	if (kdf_argument_array(arg, &array, &bytes)) {
		put_part(f, &array, &bytes);
		return;
	}
	switch (arg->shape & 7) {
	case KDF_ARG_SCALAR:
		put_scalar(f, arg->type, kdf_value(arg->values, 0), kdf_argument_bits(arg), is_return);
		break;
	case KDF_ARG_WORDS:
		put_wide(f, arg->values, arg->shape >> 3);
		break;
	case KDF_ARG_POINTER:
		put_pointer(f, arg, is_return);
		put_bytes(f, arg);
		break;
	case KDF_ARG_MEMORY:
		put_memory(f, arg);
		break;
	case KDF_ARG_SPAN:
		if (put_elements(f, arg))
			break;
		/* fallthrough */
	case KDF_ARG_OBJECT:
		put_bytes(f, arg);
		break;
	default:
		/* The shape of nothing: void, or an argument without bytes. */
		if (arg->shape >> 3 != 1)
			fputc('?', f->out);
		else if (is_return)
			fputs("void", f->out);
		else
			fputs(is_unit(arg->type) ? "()" : "{}", f->out);
		break;
	}
}

void format_argument(const struct format *f, const struct kdf_argument *arg)
{
	bool is_return = arg->index == KCOV_DF_RETURN;
	struct kdf_member array;
	struct kdf_bytes bytes;

	if (kdf_argument_array(arg, &array, &bytes)) {
		put_part(f, &array, &bytes);
		return;
	}
	switch (arg->shape & 7) {
	case KDF_ARG_POINTER:
		put_pointer(f, arg, is_return);
		break;
	case KDF_ARG_SPAN:
		if (put_elements(f, arg))
			break;
		/* fallthrough */
	case KDF_ARG_MEMORY:
	case KDF_ARG_OBJECT:
		if (kdf_variants(&f->trace->names, arg->type->id) && put_bytes(f, arg))
			break;
		if ((arg->shape & 7) == KDF_ARG_MEMORY)
			fprintf(f->out, "0x%" PRIx64, kdf_value(arg->values, 0));
		else
			fputs("{}", f->out);
		break;
	default:
		put_argument(f, arg, is_return);
		break;
	}
}

/* Values that cannot be told apart by argument, and structs by the number of theirs. */
static void put_untold(const struct format *f, const struct kdf_boundary *b)
{
	unsigned int n = b->nvalues;
	struct kdf_snapshot snap;
	size_t pos = 0;

	for (unsigned int i = 0; i < n; i++)
		fprintf(f->out, "%s0x%" PRIx64, i ? ", " : "", kdf_value(b->values, i));
	while (kdf_snapshot_next(b->structs, b->structs_len, &pos, &snap)) {
		struct kdf_bytes bytes = kdf_snapshot_bytes(&snap);

		if (snap.flags & KCOV_DF_STRUCT_BAD || snap.arg == KCOV_DF_RETURN)
			continue;
		fprintf(f->out, "%sargument %u: ", n++ ? ", " : "", snap.arg + 1);
		put_struct(f, 0, &bytes);
	}
}

void format_arguments(const struct format *f, const struct kdf_walk *walk)
{
	const struct kdf_function *func = walk->function;
	const struct kdf_boundary *b = &walk->boundary;
	struct kdf_argument arg;

	if (!kdf_arguments_known(func, b)) {
		put_untold(f, b);
		return;
	}
	for (unsigned int i = 0; kdf_argument(func, b, i, &arg); i++) {
		fputs(i ? ", " : "", f->out);
		if (arg.name)
			fprintf(f->out, "%s=", arg.name);
		put_argument(f, &arg, false);
	}
}

void format_return(const struct format *f, const struct kdf_walk *walk)
{
	const struct kdf_boundary *b = &walk->boundary;
	struct kdf_argument arg;

	if (kdf_return(walk->function, b, &arg))
		put_argument(f, &arg, true);
	else if (b->nvalues)
		put_wide(f, b->values, b->nvalues);
	else
		fputc('?', f->out);
}

/* The structs behind pointer arguments, compared with what they were at the entry. */
void format_changes(const struct format *f, const struct kdf_walk *walk)
{
	struct kdf_changes changes;
	struct kdf_change change;
	bool begun = false;
	char buf[24];

	kdf_changes_begin(&changes, &f->trace->names, walk->function, &walk->boundary);
	while (kdf_changes_next(&changes, &change)) {
		fprintf(f->out, "%s%s", begun ? ", " : "",
			kdf_argument_name(walk->function, change.arg, buf));
		begun = true;
		put_change(f, &change);
	}
}

static void put_exit(const struct format *f, const struct kdf_walk *walk)
{
	format_return(f, walk);
	fputs(" = ", f->out);
	format_name(f, walk);
	fputc('(', f->out);
	format_changes(f, walk);
	fputc(')', f->out);
	if (!walk->boundary.has_entry)
		put_coloured(f, COLOUR_LOST, " # no entry");
}

void format_missing(const struct format *f, const struct kdf_boundary *b)
{
	char text[80] = "# recording begins";

	if (b->type == KDF_B_LOST)
		snprintf(text, sizeof(text), "# %" PRIu32 " entr%s and %" PRIu32 " exit%s lost here",
			 b->lost_entries, b->lost_entries == 1 ? "y" : "ies", b->lost_exits,
			 b->lost_exits == 1 ? "" : "s");
	else if (b->type == KDF_B_GAP)
		snprintf(text, sizeof(text), "# %" PRIu32 " chunk%s of records missing here",
			 b->lost_chunks, b->lost_chunks == 1 ? "" : "s");
	put_coloured(f, COLOUR_LOST, text);
}

void format_boundary(const struct format *f, const struct kdf_walk *walk, unsigned int depth)
{
	const struct kdf_boundary *b = &walk->boundary;

	put_indent(f, depth);
	switch (b->type) {
	case KDF_B_ENTRY:
		format_name(f, walk);
		fputc('(', f->out);
		format_arguments(f, walk);
		fputc(')', f->out);
		break;
	case KDF_B_EXIT:
		put_exit(f, walk);
		break;
	case KDF_B_NO_EXIT:
		put_coloured(f, COLOUR_LOST, "# no exit of ");
		format_name(f, walk);
		break;
	default:
		format_missing(f, b);
		break;
	}
	fputc('\n', f->out);
}

static void raw_structs(const struct format *f, const struct kdf_boundary *b)
{
	struct kdf_snapshot snap;
	size_t pos = 0;

	while (kdf_snapshot_next(b->structs, b->structs_len, &pos, &snap)) {
		fputs("  type=struct arg=", f->out);
		if (snap.arg == KCOV_DF_RETURN)
			fputs("return", f->out);
		else
			fprintf(f->out, "%u", snap.arg);
		fprintf(f->out, " size=%" PRIu32 " flags=%s%s%s bytes=", snap.size,
			snap.flags & KCOV_DF_STRUCT_BAD ? "bad," : "",
			snap.flags & KCOV_DF_STRUCT_SHORT ? "short," : "",
			snap.flags & KCOV_DF_STRUCT_BY_VALUE ? "by-value," : "");
		for (uint32_t i = 0; i < snap.len; i++)
			fprintf(f->out, "%02x", snap.data[i]);
		fputc('\n', f->out);
	}
}

void format_boundary_raw(const struct format *f, const struct kdf_walk *walk)
{
	static const char *const types[] = {
		[KDF_B_ENTRY] = "entry", [KDF_B_EXIT] = "exit", [KDF_B_NO_EXIT] = "no-exit",
		[KDF_B_LOST] = "lost",	 [KDF_B_GAP] = "gap",	[KDF_B_ENABLE] = "enable",
	};
	const struct kdf_function *func = walk->function;
	const struct kcov_df_chunk *chunk = walk->chunk;
	const struct kdf_boundary *b = &walk->boundary;

	fprintf(f->out, "stream=%u tid=%u chunk=%" PRIu64 " byte=%zu type=%s", chunk->stream,
		chunk->tid, (uint64_t)chunk->serial, b->offset, types[b->type]);
	if (b->type == KDF_B_ENTRY || b->type == KDF_B_EXIT || b->type == KDF_B_NO_EXIT)
		fprintf(f->out, " depth=%u", b->depth);
	if (b->has_site)
		fprintf(f->out, " site=0x%" PRIx64 " name=%s module=%s at=%s",
			walk->site, func ? func->symbol : "?",
			func ? func->module : "?", func ? func->location : "?");
	if (b->type == KDF_B_LOST)
		fprintf(f->out, " entries=%" PRIu32 " exits=%" PRIu32, b->lost_entries, b->lost_exits);
	if (b->type == KDF_B_GAP)
		fprintf(f->out, " chunks=%" PRIu32, b->lost_chunks);
	if (b->type == KDF_B_ENTRY || b->type == KDF_B_EXIT) {
		fputs(" values=", f->out);
		for (unsigned int i = 0; i < b->nvalues; i++)
			fprintf(f->out, "%s0x%" PRIx64, i ? "," : "", kdf_value(b->values, i));
	}
	fputc('\n', f->out);
	raw_structs(f, b);
}
