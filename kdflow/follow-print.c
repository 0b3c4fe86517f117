// SPDX-License-Identifier: GPL-2.0-or-later
/* The boundaries at which a value appears: pruned trees, or JSON lines. */
#include <inttypes.h>
#include <string.h>

#include "follow-print.h"
#include "around.h"
#include "json.h"
#include "value.h"

/* A place: "file->f_pos", "regs->args[2]", "p+0x10". */
static void add_place(struct kdf_text *text, const struct hit *h)
{
	kdf_text_add(text, "%s", h->root);
	if (h->member)
		kdf_text_add(text, "%s%s", h->arrow ? "->" : ".", h->member->name);
	if (h->is_element)
		kdf_text_add(text, "[%" PRIu64 "]", h->index);
	if (h->is_word)
		kdf_text_add(text, "+0x%" PRIx64, h->offset);
}

/* Behind an address in the object: how far in. */
static void put_offset(const struct follow *f, uint64_t value)
{
	uint64_t offset = value - f->target.value;

	if (f->target.size && offset && offset < f->target.size)
		fprintf(f->format.out, "(+0x%" PRIx64 ")", offset);
}

static void put_value(const struct follow *f, const struct hit *h, uint64_t value)
{
	format_scalar(&f->format, h->type, value, h->bits, false);
	put_offset(f, value);
}

static void put_hit(void *data, const struct hit *h)
{
	struct follow *f = data;
	struct kdf_text place = { 0 };
	FILE *out = f->format.out;

	/* The return value stands before the name already; how far it is in an object does not. */
	if (f->at_exit && !h->arrow && !h->member && !h->is_word && h->value == f->target.value)
		return;
	add_place(&place, h);
	fprintf(out, "%s%s", f->begun ? ", " : "", place.str ? place.str : "?");
	kdf_text_free(&place);
	f->begun = true;
	if (h->changed) {
		fputs(": ", out);
		put_value(f, h, h->old);
		format_coloured(&f->format, COLOUR_CHANGE, " -> ");
	} else {
		fputc('=', out);
	}
	put_value(f, h, h->value);
}

/* The open calls around a boundary that were not shown yet. */
static void put_path(struct follow *f, struct kdf_walk *walk)
{
	for (size_t i = 0; i < walk->nest.count; i++) {
		struct kdf_frame *frame = &walk->nest.frames[i];
		struct kdf_walk around = { .boundary = { .has_site = true, .site = frame->site } };

		if (frame->mark || frame == walk->boundary.frame)
			continue;
		frame->mark = true;
		follow_function(f, frame->site, &around);
		format_indent(&f->format, frame->depth);
		format_name(&f->format, &around);
		fputs("(...)\n", f->format.out);
	}
}

/* Without the struct that it points to: what matters of that is among the places. */
static void put_return(const struct follow *f, const struct kdf_walk *walk)
{
	static const struct kdf_type pointer = { .kind = KDF_TYPE_POINTER };
	struct kdf_argument ret;

	if (kdf_return(walk->function, &walk->boundary, &ret) && (ret.shape & 7) == KDF_ARG_POINTER)
		format_scalar(&f->format, &pointer, kdf_value(ret.values, 0), 64, true);
	else
		format_return(&f->format, walk);
	fputs(" = ", f->format.out);
}

void follow_print(struct follow *f, struct kdf_walk *walk)
{
	struct kdf_boundary *b = &walk->boundary;
	FILE *out = f->format.out;

	put_path(f, walk);
	if (b->type == KDF_B_ENTRY && b->frame)
		b->frame->mark = true;
	format_indent(&f->format, b->depth);
	f->at_exit = b->type == KDF_B_EXIT;
	if (f->at_exit)
		put_return(f, walk);
	format_name(&f->format, walk);
	fputc('(', out);
	f->begun = false;
	follow_match(&f->target, &f->trace.names, walk->function, b, put_hit, f);
	fputs(")\n", out);
}

static void json_hit(void *data, const struct hit *h)
{
	struct follow *f = data;
	struct kdf_text place = { 0 };
	FILE *out = f->format.out;

	add_place(&place, h);
	fprintf(out, "%s{\"place\":", f->begun ? "," : "");
	f->begun = true;
	json_string(out, place.str ? place.str : "", place.len);
	kdf_text_free(&place);
	if (h->changed) {
		fputs(",\"old\":", out);
		json_scalar(&f->format, h->type, h->old, h->bits);
	}
	fputs(",\"value\":", out);
	json_scalar(&f->format, h->type, h->value, h->bits);
	if (h->value - f->target.value < f->target.size)
		fprintf(out, ",\"offset\":%" PRIu64, h->value - f->target.value);
	fputc('}', out);
}

static void json_name(FILE *out, const struct kdf_walk *walk)
{
	const struct kdf_function *func = walk->function;

	if (walk->boundary.has_site)
		fprintf(out, ",\"site\":\"0x%" PRIx64 "\"", walk->site);
	if (!func)
		return;
	fputs(",\"function\":", out);
	json_string(out, func->name, strlen(func->name));
	fputs(",\"module\":", out);
	json_string(out, func->module, strlen(func->module));
}

static void json_path(struct follow *f, const struct kdf_walk *walk)
{
	const struct kdf_boundary *b = &walk->boundary;
	unsigned int outer = format_outer(b->open);
	FILE *out = f->format.out;

	if (outer)
		fprintf(out, ",\"outer\":%u", outer);
	fputs(",\"path\":[", out);
	for (unsigned int i = outer; i < b->open; i++) {
		const struct kdf_frame *frame = &walk->nest.frames[i];
		struct kdf_walk around = { .boundary = { .has_site = true, .site = frame->site } };

		follow_function(f, frame->site, &around);
		fprintf(out, "%s{\"depth\":%" PRIu32, i > outer ? "," : "", frame->depth);
		json_name(out, &around);
		fputc('}', out);
	}
	fputc(']', out);
}

void follow_json(struct follow *f, struct kdf_walk *walk)
{
	const struct kdf_boundary *b = &walk->boundary;
	FILE *out = f->format.out;

	fprintf(out, "{\"type\":\"%s\",\"stream\":%u,\"chunk\":%llu,\"byte\":%zu,\"depth\":%u",
		b->type == KDF_B_ENTRY ? "entry" : "exit", walk->chunk->stream,
		(unsigned long long)walk->chunk->serial, b->offset, b->depth);
	json_name(out, walk);
	json_path(f, walk);
	fputs(",\"hits\":[", out);
	f->begun = false;
	follow_match(&f->target, &f->trace.names, walk->function, b, json_hit, f);
	fputs("]}\n", out);
}
