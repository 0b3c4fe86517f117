// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdlib.h>

#include "put.h"

static void put_value(struct put *p, uint64_t value)
{
	if (value == KCOV_DF_BAD)
		put_char(p, '?');
	else
		put_hex(p, value);
}

/* The words of a scalar are in the record lowest first. */
static void put_scalar(struct put *p, const struct kdf_record *rec)
{
	unsigned int n = rec->nvalues;

	if (!n) {
		put_str(p, "{}"); /* a struct without members */
	} else if (n == 1) {
		put_value(p, rec->values[0]);
	} else {
		put_hex(p, rec->values[--n]);
		while (n)
			put_digits(p, rec->values[--n], 16);
	}
	if (rec->type == KCOV_DF_TYPE_RET && rec->nvalues == 1)
		put_error(p, rec->values[0], rec->size);
}

static bool unreadable(const struct kdf_record *rec)
{
	for (unsigned int i = 0; i < rec->nvalues; i++) {
		if (rec->values[i] != KCOV_DF_BAD)
			return false;
	}
	return rec->nvalues;
}

static void put_struct(struct put *p, const struct kdf_record *rec)
{
	unsigned int n = rec->nvalues;

	if (unreadable(rec)) {
		put_hex(p, rec->addr);
		put_error(p, rec->addr, 8);
		return;
	}
	if (p->format->addresses || !rec->on_stack)
		put_hex(p, rec->addr);
	if (p->format->max_fields && n > p->format->max_fields)
		n = p->format->max_fields;
	put_char(p, '{');
	for (unsigned int i = 0; i < n; i++) {
		if (i)
			put_str(p, ", ");
		put_value(p, rec->values[i]);
	}
	if (n < rec->nvalues)
		put_printf(p, ", +%u more", rec->nvalues - n);
	put_char(p, '}');
}

static void put_record(struct put *p, const struct kdf_record *rec)
{
	if (rec->addr)
		put_struct(p, rec);
	else
		put_scalar(p, rec);
}

static void put_function(struct put *p, uint64_t pc)
{
	const struct kdf_symbol *sym = kdf_symbols_find(&p->format->trace->symbols, pc);
	char *name = sym ? kdf_demangle(sym->name) : NULL;
	char text[24];

	snprintf(text, sizeof(text), "0x%" PRIx64, pc);
	put_coloured(p, COLOUR_NAME, name ? name : sym ? sym->name : text);
	free(name);
	put_str(p, " [");
	put_coloured(p, COLOUR_MODULE, sym ? sym->module : "?");
	put_char(p, ']');
}

/* An argument whose record was lost is not left out: the others would move. */
static void put_arguments(struct put *p, const struct kdf_event *event)
{
	size_t pos = event->word;
	unsigned int arg = 0;
	struct kdf_record rec;
	struct kdf_error err;

	for (uint32_t i = 0; i < event->records; i++) {
		if (kdf_record_next(&p->format->trace->stream, &pos, &rec, &err) <= 0)
			return;
		for (; arg < rec.arg; arg++)
			put_str(p, arg ? ", ?" : "?");
		if (arg++)
			put_str(p, ", ");
		put_record(p, &rec);
	}
}

static void put_lost(struct put *p, uint32_t count)
{
	char text[48];

	snprintf(text, sizeof(text), "# %" PRIu32 " record%s lost here", count,
		 count == 1 ? "" : "s");
	put_coloured(p, COLOUR_LOST, text);
}

void format_event(const struct format *f, const struct kdf_event *event)
{
	size_t pos = event->word;
	struct put line, *p = &line;
	struct kdf_record rec;
	struct kdf_error err;

	put_begin(p, f);
	put_indent(p, event->depth);
	switch (event->type) {
	case KDF_ENTRY:
		put_function(p, event->pc);
		put_char(p, '(');
		put_arguments(p, event);
		put_char(p, ')');
		break;
	case KDF_RETURN:
		if (kdf_record_next(&p->format->trace->stream, &pos, &rec, &err) > 0)
			put_record(p, &rec);
		put_str(p, " = ");
		put_function(p, event->pc);
		put_str(p, "()");
		break;
	case KDF_LOST:
		put_lost(p, event->records);
		break;
	}
	put_char(p, '\n');
	put_end(p);
}

void format_raw(const struct format *f, const struct kdf_record *rec)
{
	const struct kdf_symbol *sym = kdf_symbols_find(&f->trace->symbols, rec->pc);
	struct put line, *p = &line;

	put_begin(p, f);
	put_printf(p, "word=%zu seq=%" PRIu32 " type=%s pc=0x%" PRIx64 " name=%s module=%s",
		rec->word, rec->seq, rec->type == KCOV_DF_TYPE_ENTRY ? "entry" : "return", rec->pc,
		sym ? sym->name : "?", sym ? sym->module : "?");
	if (rec->type == KCOV_DF_TYPE_ENTRY)
		put_printf(p, " arg=%u", rec->arg);
	put_printf(p, " size=%u", rec->size);
	if (rec->addr)
		put_printf(p, " addr=0x%" PRIx64 " stack=%d", rec->addr, rec->on_stack);
	put_str(p, " values=");
	for (unsigned int i = 0; i < rec->nvalues; i++) {
		put_str(p, i ? "," : "");
		put_hex(p, rec->values[i]);
	}
	put_char(p, '\n');
	put_end(p);
}
