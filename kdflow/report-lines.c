// SPDX-License-Identifier: GPL-2.0-or-later
/* The functions of a report for programs: JSON lines, and CSV. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "json.h"
#include "report.h"
#include "value.h"

static void json_key(FILE *out, const char *key, const char *value)
{
	fprintf(out, ",\"%s\":", key);
	json_string(out, value, strlen(value));
}

static void json_value(const struct report *r, const struct column *c, const char *key, uint64_t value)
{
	fprintf(r->format.out, ",\"%s\":", key);
	json_scalar(&r->format, c->type, value, c->bits);
}

static void json_column(const struct report *r, const struct function_report *f, unsigned int i)
{
	const struct column *c = &f->columns[i];
	const struct tally_value *most = tally_most(&c->tally);
	FILE *out = r->format.out;
	char buf[24];

	fputs("{\"name\":", out);
	json_string(out, report_column_name(f, i, buf), strlen(report_column_name(f, i, buf)));
	fprintf(out, ",\"known\":%" PRIu64 ",\"distinct\":%" PRIu32 ",\"more\":%s", c->tally.known,
		c->tally.more ? r->limit : c->tally.count, c->tally.more ? "true" : "false");
	if (c->tally.known) {
		json_value(r, c, "min", c->tally.min);
		json_value(r, c, "max", c->tally.max);
		json_value(r, c, "first", c->tally.first);
		json_value(r, c, "last", c->tally.last);
	}
	if (most) {
		json_value(r, c, "most", most->value);
		fprintf(out, ",\"%s\":%" PRIu64, c->tally.dropped ? "most_calls_at_least" : "most_calls",
			most->count);
	}
	fputc('}', out);
}

static void json_columns(const struct report *r, const struct function_report *f)
{
	bool begun = false;

	fputs(",\"arguments\":[", r->format.out);
	for (unsigned int i = 0; i < f->nargs; i++) {
		if (!f->columns[i].is_number)
			continue;
		fputs(begun ? "," : "", r->format.out);
		json_column(r, f, i);
		begun = true;
	}
	fputc(']', r->format.out);
	if (f->columns[f->nargs].is_number) {
		fputs(",\"return\":", r->format.out);
		json_column(r, f, f->nargs);
	}
}

static void json_function(const struct report *r, const struct function_report *f,
			  const struct kcov_df_chunk *task)
{
	FILE *out = r->format.out;

	fputs("{\"type\":\"function\"", out);
	if (task)
		fprintf(out, ",\"stream\":%u", task->stream);
	fprintf(out, ",\"site\":\"0x%" PRIx64 "\"", f->site);
	if (f->function) {
		json_key(out, "function", f->function->name);
		json_key(out, "module", f->function->module);
		if (*f->function->location)
			json_key(out, "location", f->function->location);
	}
	fprintf(out,
		",\"calls\":%" PRIu64 ",\"errors\":%" PRIu64 ",\"no_entry\":%" PRIu64
		",\"no_exit\":%" PRIu64,
		f->calls, f->errors, f->no_entry, f->no_exit);
	if (f->columns && !r->no_values)
		json_columns(r, f);
	fputs("}\n", out);
}

void json_functions(const struct report *r, const struct report_set *set,
		    const struct kcov_df_chunk *task)
{
	if (task)
		json_task(&r->format, task);
	for (size_t i = 0; i < set->count; i++)
		json_function(r, set->functions[i], task);
	if (set->unknown)
		fprintf(r->format.out, "{\"type\":\"unknown\",\"exits\":%" PRIu64 "}\n", set->unknown);
}

/* As RFC 4180 has it, but for the ends of lines. */
static void csv_text(FILE *out, const char *str)
{
	if (!strpbrk(str, "\",\r\n")) {
		fputs(str, out);
		return;
	}
	fputc('"', out);
	for (; *str; str++)
		fprintf(out, *str == '"' ? "\"\"" : "%c", *str);
	fputc('"', out);
}

static void csv_value(const struct report *r, const struct column *c, uint64_t value)
{
	struct format f = r->format;
	size_t len;
	char *str;

	fputc(',', r->format.out);
	f.colour = false;
	f.out = open_memstream(&str, &len);
	if (!f.out)
		return;
	format_scalar(&f, c->type, value, c->bits, false);
	if (!fclose(f.out))
		csv_text(r->format.out, str);
	free(str);
}

static void csv_function(const struct report *r, const struct function_report *f,
			 const struct kcov_df_chunk *task)
{
	FILE *out = r->format.out;

	if (task)
		fprintf(out, "%u,%u,", task->stream, task->tid);
	csv_text(out, report_name(f));
	fputc(',', out);
	csv_text(out, report_module(f));
	fprintf(out, ",0x%" PRIx64 ",%" PRIu64 ",%" PRIu64, f->site, f->calls, f->errors);
}

static void csv_column(const struct report *r, const struct function_report *f, unsigned int i)
{
	const struct column *c = &f->columns[i];
	const struct tally_value *most = tally_most(&c->tally);
	FILE *out = r->format.out;
	char buf[24];

	fputc(',', out);
	csv_text(out, report_column_name(f, i, buf));
	fprintf(out, ",%" PRIu64 ",%s%" PRIu32, c->tally.known, c->tally.more ? ">" : "",
		c->tally.more ? r->limit : c->tally.count);
	if (!c->tally.known) {
		fputs(",,,,,,", out);
		return;
	}
	csv_value(r, c, c->tally.min);
	csv_value(r, c, c->tally.max);
	csv_value(r, c, c->tally.first);
	csv_value(r, c, c->tally.last);
	if (most) {
		csv_value(r, c, most->value);
		fprintf(out, ",%s%" PRIu64, c->tally.dropped ? ">=" : "", most->count);
	} else {
		fputs(",,", out);
	}
}

void csv_begin(const struct report *r)
{
	fprintf(r->format.out, "%sfunction,module,site,calls,errors%s\n",
		r->by_task ? "stream,tid," : "",
		r->no_values ? "" : ",argument,known,distinct,min,max,first,last,most,most_calls");
}

/* A line for each argument, and one for a function that has none. */
void csv_functions(const struct report *r, const struct report_set *set,
		   const struct kcov_df_chunk *task)
{
	FILE *out = r->format.out;

	for (size_t i = 0; i < set->count; i++) {
		const struct function_report *f = set->functions[i];
		bool any = false;

		for (unsigned int k = 0; f->columns && k <= f->nargs && !r->no_values; k++) {
			if (!f->columns[k].is_number)
				continue;
			csv_function(r, f, task);
			csv_column(r, f, k);
			fputs("\n", out);
			any = true;
		}
		if (!any) {
			csv_function(r, f, task);
			fputs(r->no_values ? "\n" : ",,,,,,,,,\n", out);
		}
	}
}
