// SPDX-License-Identifier: GPL-2.0-or-later
/* The functions of a report as a table, each with what its arguments were. */
#include <inttypes.h>

#include "around.h"
#include "report.h"
#include "value.h"

static void put(const struct report *r, const struct column *c, uint64_t value)
{
	format_scalar(&r->format, c->type, value, c->bits, true);
}

/* "57 times", or "at least 57 times" if not all were counted. */
static void put_most(const struct report *r, const struct column *c)
{
	const struct tally_value *most = tally_most(&c->tally);

	fputs(", most often ", r->format.out);
	if (!most) {
		fputc('?', r->format.out);
		return;
	}
	put(r, c, most->value);
	fprintf(r->format.out, " (%s%" PRIu64 ")", c->tally.dropped ? "at least " : "", most->count);
}

static void put_values(const struct report *r, const struct column *c)
{
	const struct tally *t = &c->tally;
	FILE *out = r->format.out;

	if (t->more)
		fprintf(out, "more than %" PRIu32 " values, ", r->limit);
	else
		fprintf(out, "%" PRIu32 " values, ", t->count);
	put(r, c, t->min);
	fputs(" to ", out);
	put(r, c, t->max);
	put_most(r, c);
	fputs(", first ", out);
	put(r, c, t->first);
	fputs(", last ", out);
	put(r, c, t->last);
}

static void put_column(const struct report *r, const struct function_report *f, unsigned int i)
{
	const struct column *c = &f->columns[i];
	FILE *out = r->format.out;
	char buf[24];

	fprintf(out, "%24s%s: ", "", report_column_name(f, i, buf));
	if (!c->tally.known) {
		fputc('?', out);
	} else if (c->tally.count == 1 && !c->tally.more) {
		fputs("always ", out);
		put(r, c, c->tally.first);
	} else {
		put_values(r, c);
	}
	if (c->tally.known < f->calls)
		fprintf(out, ", not known %" PRIu64 " times", f->calls - c->tally.known);
	fputc('\n', out);
}

static void put_function(const struct report *r, const struct function_report *f)
{
	FILE *out = r->format.out;

	fprintf(out, "%10" PRIu64 " %10" PRIu64 "  ", f->calls, f->errors);
	format_coloured(&r->format, COLOUR_NAME, report_name(f));
	if (!f->function)
		fprintf(out, " 0x%" PRIx64, f->site);
	fputs(" [", out);
	format_coloured(&r->format, COLOUR_MODULE, report_module(f));
	fputs("]", out);
	if (f->no_entry)
		fprintf(out, " # %" PRIu64 " without entry", f->no_entry);
	if (f->no_exit)
		fprintf(out, " # %" PRIu64 " without exit", f->no_exit);
	fputc('\n', out);
	for (unsigned int i = 0; f->columns && i <= f->nargs && !r->no_values; i++) {
		if (f->columns[i].is_number)
			put_column(r, f, i);
	}
}

void table_functions(const struct report *r, const struct report_set *set,
		     const struct kcov_df_chunk *task)
{
	FILE *out = r->format.out;

	if (task)
		put_task(&r->format, task);
	fprintf(out, "%10s %10s  %s\n", "CALLS", "ERRORS", "FUNCTION");
	for (size_t i = 0; i < set->count; i++)
		put_function(r, set->functions[i]);
	if (set->unknown)
		fprintf(out, "# %" PRIu64 " exits of functions that are not known: their entries are missing\n",
			set->unknown);
}
