// SPDX-License-Identifier: GPL-2.0-or-later
/* The numbers of differences. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "diff.h"
#include "json.h"

bool diff_differs(const struct diff *d)
{
	return d->only_tasks[0] || d->only_tasks[1] || d->only[0] || d->only[1] || d->differ;
}

static uint64_t weight(const struct diff_function *f)
{
	return f->only[0] + f->only[1] + f->differ;
}

static int by_weight(const void *a, const void *b)
{
	const struct diff_function *x = a, *y = b;

	if (weight(x) != weight(y))
		return weight(x) > weight(y) ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void put_functions(struct diff *d, FILE *out)
{
	bool heading = false;

	for (uint32_t i = 0; i < d->nfunctions; i++) {
		const struct diff_function *f = &d->functions[i];

		if (!weight(f))
			break;
		if (!heading)
			fprintf(out, "%10s %10s %10s  %s\n", "ONLY A", "ONLY B", "DIFFER", "FUNCTION");
		heading = true;
		fprintf(out, "%10" PRIu64 " %10" PRIu64 " %10" PRIu64 "  %s [%s]\n", f->only[0],
			f->only[1], f->differ, f->name, f->module);
	}
}

static void put_notes(struct diff *d, FILE *out)
{
	if (d->not_known)
		fprintf(out, "# %" PRIu64 " values are known in only one of them\n", d->not_known);
	if (d->large)
		fprintf(out,
			"# %" PRIu64 " pairs of calls are too large for trees: their calls were counted by function\n",
			d->large);
	if (d->identity.forgotten)
		fprintf(out, "# too many addresses: %" PRIu64 " times, all pairs of them were forgotten\n",
			d->identity.forgotten);
	if (d->lost)
		fprintf(out, "# in %" PRIu64 " pairs of calls at depth 0 records were lost\n", d->lost);
	for (int k = 0; k < 2; k++) {
		struct kdf_text text = { 0 };

		format_session_losses(&text, &d->side[k].trace.counters);
		if (text.len)
			fprintf(out, "# %c: %s\n", "AB"[k], text.str);
		kdf_text_free(&text);
	}
	if (d->damaged)
		fputs("# not all of both traces could be read\n", out);
}

static void put_path(FILE *out, const char *sign, const char *path)
{
	fprintf(out, "%s ", sign);
	put_printable(out, path, strlen(path));
	fputc('\n', out);
}

static void text_summary(struct diff *d, FILE *out)
{
	put_path(out, "---", d->side[0].trace.path);
	put_path(out, "+++", d->side[1].trace.path);
	fprintf(out, "tasks: %" PRIu64 " compared, %" PRIu64 " only in A, %" PRIu64 " only in B\n", d->tasks,
		d->only_tasks[0], d->only_tasks[1]);
	fprintf(out, "calls: %" PRIu64 " compared, %" PRIu64 " only in A, %" PRIu64 " only in B\n", d->calls,
		d->only[0], d->only[1]);
	if (!d->calls_only)
		fprintf(out, "values: %" PRIu64 " compared, %" PRIu64 " differ in %" PRIu64 " calls\n",
			d->values, d->differ, d->differ_calls);
	put_notes(d, out);
	put_functions(d, out);
}

static void json_pair(FILE *out, const char *key, const uint64_t only[2], uint64_t compared)
{
	fprintf(out,
		",\"%s\":{\"compared\":%" PRIu64 ",\"only_a\":%" PRIu64 ",\"only_b\":%" PRIu64 "}", key,
		compared, only[0], only[1]);
}

static void json_summary(struct diff *d, FILE *out)
{
	fputs("{\"type\":\"diff\",\"schema\":1,\"a\":", out);
	json_string(out, d->side[0].trace.path, strlen(d->side[0].trace.path));
	fputs(",\"b\":", out);
	json_string(out, d->side[1].trace.path, strlen(d->side[1].trace.path));
	fprintf(out, ",\"equal\":%s", diff_differs(d) ? "false" : "true");
	json_pair(out, "tasks", d->only_tasks, d->tasks);
	json_pair(out, "calls", d->only, d->calls);
	fprintf(out,
		",\"values\":{\"compared\":%" PRIu64 ",\"differ\":%" PRIu64 ",\"differ_calls\":%" PRIu64
		",\"not_known\":%" PRIu64 "},\"counted\":%" PRIu64 ",\"forgotten\":%" PRIu64
		",\"lost\":%" PRIu64 ",\"complete\":%s}\n",
		d->values, d->differ, d->differ_calls, d->not_known, d->large, d->identity.forgotten,
		d->lost, d->damaged ? "false" : "true");
	for (uint32_t i = 0; i < d->nfunctions && weight(&d->functions[i]); i++) {
		const struct diff_function *f = &d->functions[i];

		fputs("{\"type\":\"function\",\"function\":", out);
		json_string(out, f->name, strlen(f->name));
		fputs(",\"module\":", out);
		json_string(out, f->module, strlen(f->module));
		fprintf(out,
			",\"only_a\":%" PRIu64 ",\"only_b\":%" PRIu64 ",\"differ\":%" PRIu64 "}\n",
			f->only[0], f->only[1], f->differ);
	}
}

/* The numbers of functions are of no use any more. */
void print_summary(struct diff *d)
{
	if (d->nfunctions)
		qsort(d->functions, d->nfunctions, sizeof(*d->functions), by_weight);
	(d->json ? json_summary : text_summary)(d, stdout);
}
