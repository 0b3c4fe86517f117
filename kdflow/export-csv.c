// SPDX-License-Identifier: GPL-2.0-or-later
/* A table with a row for each value: RFC 4180, but for the ends of lines. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "export.h"
#include "flat.h"

struct csv {
	struct flat flat;
	FILE *out;
	uint64_t record;
	const struct selection *sel;
	const char *type;
	const struct kcov_df_chunk *head;
};

static void put_cell(FILE *out, const char *text)
{
	if (!strpbrk(text, ",\"\r\n")) {
		fputs(text, out);
		return;
	}
	fputc('"', out);
	for (; *text; text++)
		fprintf(out, *text == '"' ? "\"%c" : "%c", *text);
	fputc('"', out);
}

static void put_number(FILE *out, const struct kdf_number *n)
{
	fputc(',', out);
	if (n->known && n->is_signed)
		fprintf(out, "%" PRId64, (int64_t)n->value);
	else if (n->known)
		fprintf(out, "%" PRIu64, n->value);
}

/* The cells that all rows of a record have. */
static void put_record(struct csv *c)
{
	const struct kdf_walk *walk = &c->sel->walk;
	char buf[24];

	fprintf(c->out, "%" PRIu64 ",%u,%u,", c->record, c->head->stream, c->head->tid);
	put_cell(c->out, format_comm(c->head, buf));
	fprintf(c->out, ",%u,%s,", walk->boundary.depth, c->type);
	if (walk->boundary.has_site || walk->boundary.type == KDF_B_EXIT) {
		put_cell(c->out, export_name(walk, buf));
		fputc(',', c->out);
		put_cell(c->out, export_module(walk));
	} else {
		fputc(',', c->out);
	}
	fputc(',', c->out);
}

static int put_value(void *data, const struct flat_value *v)
{
	static const char *const types[] = {
		[FLAT_ARGUMENT] = "argument",
		[FLAT_FIELD] = "field",
		[FLAT_RETURN] = "return",
		[FLAT_CHANGE] = "change",
	};
	struct csv *c = data;

	put_record(c);
	fprintf(c->out, "%s,", types[v->type]);
	put_cell(c->out, v->argument);
	fputc(',', c->out);
	put_cell(c->out, v->field ? v->field : "");
	fputc(',', c->out);
	put_cell(c->out, v->text);
	put_number(c->out, &v->number);
	fputc(',', c->out);
	put_cell(c->out, v->before ? v->before : "");
	put_number(c->out, &v->before_number);
	fputc('\n', c->out);
	return EXIT_SUCCESS;
}

static void put_count(struct csv *c, const char *of, uint32_t count)
{
	put_record(c);
	fprintf(c->out, "%s,,,%" PRIu32 ",%" PRIu32 ",,\n", of, count, count);
}

static int begin(struct export *e)
{
	struct csv *c = calloc(1, sizeof(*c));

	e->state = c;
	if (!c || !flat_open(&c->flat, &e->format))
		return complain("%s: out of memory", e->trace.path);
	c->flat.value = put_value;
	c->flat.data = c;
	c->out = e->format.out;
	fputs("record,stream,tid,task,depth,type,function,module,of,argument,field,value,number,before,before_number\n",
	      c->out);
	return EXIT_SUCCESS;
}

static int task(struct export *e, const struct kcov_df_chunk *head)
{
	struct csv *c = e->state;

	c->head = head;
	return EXIT_SUCCESS;
}

/* A row without a value says that the record is there. */
static int boundary(struct export *e, const struct selection *sel)
{
	static const char *const types[] = {
		[KDF_B_ENTRY] = "entry", [KDF_B_EXIT] = "exit", [KDF_B_NO_EXIT] = "no_exit",
		[KDF_B_LOST] = "lost",	 [KDF_B_GAP] = "gap",	[KDF_B_ENABLE] = "begin",
	};
	const struct kdf_boundary *b = &sel->walk.boundary;
	struct csv *c = e->state;

	c->sel = sel;
	c->type = types[b->type];
	c->record++;
	if (b->type == KDF_B_LOST) {
		put_count(c, "entries", b->lost_entries);
		put_count(c, "exits", b->lost_exits);
		return EXIT_SUCCESS;
	}
	if (b->type == KDF_B_GAP) {
		put_count(c, "chunks", b->lost_chunks);
		return EXIT_SUCCESS;
	}
	put_record(c);
	fputs("record,,,,,,\n", c->out);
	return flat_boundary(&c->flat, &sel->walk);
}

static void free_state(struct export *e)
{
	struct csv *c = e->state;

	if (c)
		flat_close(&c->flat);
	free(c);
}

const struct exporter export_csv = {
	.name = "csv",
	.begin = begin,
	.task = task,
	.boundary = boundary,
	.free = free_state,
};
