// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdlib.h>

#include "cmd.h"
#include "format.h"

#define ERRNO_MAX 4095

void put_coloured(const struct format *f, const char *colour, const char *text)
{
	if (f->colour)
		fprintf(f->out, "%s%s\033[0m", colour, text);
	else
		fputs(text, f->out);
}

void put_error(const struct format *f, uint64_t value, unsigned int size)
{
	uint64_t negated = size == 4 ? (uint32_t)-value : -value;
	const char *name = NULL;
	char text[40];

	if (negated && negated <= ERRNO_MAX)
		name = error_name(negated);
	if (!name)
		return;
	snprintf(text, sizeof(text), "(-%s)", name);
	put_coloured(f, COLOUR_ERROR, text);
}

void put_indent(const struct format *f, unsigned int depth)
{
	while (depth--)
		fputs("  ", f->out);
}

static void put_value(const struct format *f, uint64_t value)
{
	if (value == KCOV_DF_BAD)
		fputc('?', f->out);
	else
		fprintf(f->out, "0x%" PRIx64, value);
}

/* The words of a scalar are in the record lowest first. */
static void put_scalar(const struct format *f, const struct kdf_record *rec)
{
	unsigned int n = rec->nvalues;

	if (!n) {
		fputs("{}", f->out); /* a struct without members */
	} else if (n == 1) {
		put_value(f, rec->values[0]);
	} else {
		fprintf(f->out, "0x%" PRIx64, rec->values[--n]);
		while (n)
			fprintf(f->out, "%016" PRIx64, rec->values[--n]);
	}
	if (rec->type == KCOV_DF_TYPE_RET && rec->nvalues == 1)
		put_error(f, rec->values[0], rec->size);
}

static bool unreadable(const struct kdf_record *rec)
{
	for (unsigned int i = 0; i < rec->nvalues; i++) {
		if (rec->values[i] != KCOV_DF_BAD)
			return false;
	}
	return rec->nvalues;
}

static void put_struct(const struct format *f, const struct kdf_record *rec)
{
	unsigned int n = rec->nvalues;

	if (unreadable(rec)) {
		fprintf(f->out, "0x%" PRIx64, rec->addr);
		put_error(f, rec->addr, 8);
		return;
	}
	if (f->addresses || !rec->on_stack)
		fprintf(f->out, "0x%" PRIx64, rec->addr);
	if (f->max_fields && n > f->max_fields)
		n = f->max_fields;
	fputc('{', f->out);
	for (unsigned int i = 0; i < n; i++) {
		if (i)
			fputs(", ", f->out);
		put_value(f, rec->values[i]);
	}
	if (n < rec->nvalues)
		fprintf(f->out, ", +%u more", rec->nvalues - n);
	fputc('}', f->out);
}

static void put_record(const struct format *f, const struct kdf_record *rec)
{
	if (rec->addr)
		put_struct(f, rec);
	else
		put_scalar(f, rec);
}

static void put_function(const struct format *f, uint64_t pc)
{
	const struct kdf_symbol *sym = kdf_symbols_find(&f->trace->symbols, pc);
	char *name = sym ? kdf_demangle(sym->name) : NULL;
	char text[24];

	snprintf(text, sizeof(text), "0x%" PRIx64, pc);
	put_coloured(f, COLOUR_NAME, name ? name : sym ? sym->name : text);
	free(name);
	fputs(" [", f->out);
	put_coloured(f, COLOUR_MODULE, sym ? sym->module : "?");
	fputc(']', f->out);
}

/* An argument whose record was lost is not left out: the others would move. */
static void put_arguments(const struct format *f, const struct kdf_event *event)
{
	size_t pos = event->word;
	unsigned int arg = 0;
	struct kdf_record rec;
	struct kdf_error err;

	for (uint32_t i = 0; i < event->records; i++) {
		if (kdf_record_next(&f->trace->stream, &pos, &rec, &err) <= 0)
			return;
		for (; arg < rec.arg; arg++)
			fputs(arg ? ", ?" : "?", f->out);
		if (arg++)
			fputs(", ", f->out);
		put_record(f, &rec);
	}
}

static void put_lost(const struct format *f, uint32_t count)
{
	char text[48];

	snprintf(text, sizeof(text), "# %" PRIu32 " record%s lost here", count,
		 count == 1 ? "" : "s");
	put_coloured(f, COLOUR_LOST, text);
}

void format_event(const struct format *f, const struct kdf_event *event)
{
	size_t pos = event->word;
	struct kdf_record rec;
	struct kdf_error err;

	put_indent(f, event->depth);
	switch (event->type) {
	case KDF_ENTRY:
		put_function(f, event->pc);
		fputc('(', f->out);
		put_arguments(f, event);
		fputc(')', f->out);
		break;
	case KDF_RETURN:
		if (kdf_record_next(&f->trace->stream, &pos, &rec, &err) > 0)
			put_record(f, &rec);
		fputs(" = ", f->out);
		put_function(f, event->pc);
		fputs("()", f->out);
		break;
	case KDF_LOST:
		put_lost(f, event->records);
		break;
	}
	fputc('\n', f->out);
}

void format_raw(const struct format *f, const struct kdf_record *rec)
{
	const struct kdf_symbol *sym = kdf_symbols_find(&f->trace->symbols, rec->pc);

	fprintf(f->out, "word=%zu seq=%" PRIu32 " type=%s pc=0x%" PRIx64 " name=%s module=%s",
		rec->word, rec->seq, rec->type == KCOV_DF_TYPE_ENTRY ? "entry" : "return", rec->pc,
		sym ? sym->name : "?", sym ? sym->module : "?");
	if (rec->type == KCOV_DF_TYPE_ENTRY)
		fprintf(f->out, " arg=%u", rec->arg);
	fprintf(f->out, " size=%u", rec->size);
	if (rec->addr)
		fprintf(f->out, " addr=0x%" PRIx64 " stack=%d", rec->addr, rec->on_stack);
	fputs(" values=", f->out);
	for (unsigned int i = 0; i < rec->nvalues; i++)
		fprintf(f->out, "%s0x%" PRIx64, i ? "," : "", rec->values[i]);
	fputc('\n', f->out);
}
