// SPDX-License-Identifier: GPL-2.0-or-later
/* The differences, as lines or as JSON. */
#include <inttypes.h>
#include <string.h>

#include "diff.h"
#include "around.h"
#include "json.h"
#include "value.h"

static const char signs[] = "-+";

static void put_name(const struct diff *d, int which, const struct call *call)
{
	struct kdf_walk walk = { .function = call->function, .site = call->site };

	walk.boundary.has_site = call->site;
	format_name(&d->side[which].format, &walk);
}

static void put_sign(const struct diff *d, char sign, unsigned int depth)
{
	fprintf(d->details, "%c ", sign);
	format_indent(&d->side[0].format, depth);
}

static void json_name(const struct diff *d, const struct call *call)
{
	const struct diff_function *f = &d->functions[call->id];

	fprintf(d->details, ",\"depth\":%" PRIu32 ",\"function\":", call->depth);
	json_string(d->details, f->name, strlen(f->name));
	fputs(",\"module\":", d->details);
	json_string(d->details, f->module, strlen(f->module));
}

/* Up to but not including @depth levels. */
static void json_path(const struct diff *d, unsigned int depth)
{
	fputs(",\"path\":[", d->details);
	for (unsigned int i = 0; i < depth; i++) {
		const struct diff_function *f = &d->functions[d->levels[i].call[0]->id];

		fputs(i ? "," : "", d->details);
		json_string(d->details, f->name, strlen(f->name));
	}
	fputc(']', d->details);
}

static void json_tid(const struct diff *d, const char *key, const struct kcov_df_chunk *chunk)
{
	fprintf(d->details, ",\"%s\":{\"tid\":%u,\"name\":", key, chunk->tid);
	json_string(d->details, chunk->comm, strnlen(chunk->comm, sizeof(chunk->comm)));
	fputc('}', d->details);
}

static void print_heading(struct diff *d)
{
	static const char *const keys[] = { "a", "b" };

	if (d->shown)
		return;
	d->shown = true;
	if (d->json)
		fputs("{\"type\":\"tasks\"", d->details);
	for (int k = 0; k < 2; k++) {
		if (d->json) {
			json_tid(d, keys[k], d->heading[k]);
			continue;
		}
		fputs(k ? "+++ " : "--- ", d->details);
		put_task(&d->side[k].format, d->heading[k]);
	}
	if (d->json)
		fputs("}\n", d->details);
}

/* The calls around a difference that were not shown yet. */
static void print_path(struct diff *d, unsigned int depth)
{
	print_heading(d);
	for (unsigned int i = 0; i < depth && !d->json; i++) {
		struct level *level = &d->levels[i];

		if (level->shown)
			continue;
		level->shown = true;
		put_sign(d, ' ', level->call[0]->depth);
		put_name(d, 0, level->call[0]);
		fputs("(...)\n", d->details);
	}
}

void print_call_begin(struct diff *d, const struct call *const calls[2], int exit)
{
	if (d->quiet)
		return;
	print_path(d, d->depth - 1);
	if (d->json) {
		fprintf(d->details, "{\"type\":\"%s\"", exit ? "exit" : "entry");
		json_name(d, calls[0]);
		json_path(d, d->depth - 1);
		fputs(",\"values\":[", d->details);
		return;
	}
	/* An exit stands for its call only if nothing in it does. */
	d->levels[d->depth - 1].shown = true;
	put_sign(d, '!', calls[0]->depth);
	fputs(exit ? "= " : "", d->details);
	put_name(d, 0, calls[0]);
	fputc('(', d->details);
}

void print_call_end(struct diff *d)
{
	if (!d->quiet)
		fputs(d->json ? "]}\n" : ")\n", d->details);
}

void print_value(struct diff *d, bool begun, const char *place, const struct both *v)
{
	static const char *const keys[] = { "a", "b" };

	if (d->quiet)
		return;
	if (d->json) {
		fprintf(d->details, "%s{\"place\":", begun ? "," : "");
		json_string(d->details, place, strlen(place));
	} else {
		fprintf(d->details, "%s%s: ", begun ? ", " : "", place);
	}
	for (int k = 0; k < 2; k++) {
		const struct format *f = &d->side[k].format;

		if (d->json) {
			fprintf(d->details, ",\"%s\":", keys[k]);
			json_scalar(f, v->types[k], v->values[k], v->bits[k]);
			continue;
		}
		if (k)
			format_coloured(f, COLOUR_CHANGE, " | ");
		format_scalar(f, v->types[k], v->values[k], v->bits[k], true);
	}
	if (d->json)
		fputc('}', d->details);
	else if (v->values[0] == v->values[1] && v->types[0]->kind == v->types[1]->kind)
		fputs(" (another object)", d->details);
}

void print_only(struct diff *d, int which, const struct tree *tree, const struct call *call)
{
	const struct format *f = &d->side[which].format;
	uint64_t calls = tree->large ? tree->total : call->calls;
	struct kdf_walk walk = {
		.boundary = call_boundary(tree, call, !call->has_entry),
		.function = call->function,
	};

	if (d->quiet)
		return;
	print_path(d, d->depth);
	if (d->json) {
		fprintf(d->details, "{\"type\":\"only\",\"in\":\"%c\"", "ab"[which]);
		json_name(d, call);
		json_path(d, d->depth);
		fprintf(d->details, ",\"calls\":%" PRIu64 "}\n", calls);
		return;
	}
	put_sign(d, signs[which], call->depth);
	if (!call->has_entry) {
		format_return(f, &walk);
		fputs(" = ", d->details);
	}
	put_name(d, which, call);
	fputc('(', d->details);
	if (call->has_entry)
		format_arguments(f, &walk);
	fputc(')', d->details);
	if (calls > 1)
		fprintf(d->details, " # and %" PRIu64 " call%s in it", calls - 1, calls == 2 ? "" : "s");
	fputc('\n', d->details);
}

void print_only_task(struct diff *d, int which, const struct kcov_df_chunk *task, uint64_t calls)
{
	if (d->quiet)
		return;
	if (d->json) {
		fprintf(d->details, "{\"type\":\"only_task\",\"in\":\"%c\"", "ab"[which]);
		json_tid(d, "task", task);
		fprintf(d->details, ",\"calls\":%" PRIu64 "}\n", calls);
		return;
	}
	fprintf(d->details, "%c # %" PRIu64 " calls of ", signs[which], calls);
	put_task(&d->side[which].format, task);
}

static void print_count(struct diff *d, bool begun, uint32_t id, const uint64_t counts[2])
{
	const struct diff_function *f = &d->functions[id];

	if (!d->json) {
		put_sign(d, '!', 1);
		fprintf(d->details, "# calls of %s [%s]: %" PRIu64 " | %" PRIu64 "\n", f->name, f->module,
			counts[0], counts[1]);
		return;
	}
	fprintf(d->details, "%s{\"function\":", begun ? "," : "");
	json_string(d->details, f->name, strlen(f->name));
	fputs(",\"module\":", d->details);
	json_string(d->details, f->module, strlen(f->module));
	fprintf(d->details, ",\"a\":%" PRIu64 ",\"b\":%" PRIu64 "}", counts[0], counts[1]);
}

void print_large(struct diff *d, struct tree *const trees[2])
{
	const struct call *call = &trees[0]->calls[0];
	bool begun = false;

	if (d->quiet)
		return;
	print_path(d, d->depth);
	if (d->json) {
		fputs("{\"type\":\"counted\"", d->details);
		json_name(d, call);
		fputs(",\"counts\":[", d->details);
	} else {
		put_sign(d, '!', 1);
		fputs("# too large for trees: the number of calls by function\n", d->details);
	}
	for (uint32_t id = 0; id < d->nfunctions; id++) {
		uint64_t counts[2] = { tree_count(trees[0], id), tree_count(trees[1], id) };

		if (counts[0] == counts[1])
			continue;
		print_count(d, begun, id, counts);
		begun = true;
	}
	fputs(d->json ? "]}\n" : "", d->details);
}
