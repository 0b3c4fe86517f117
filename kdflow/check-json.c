// SPDX-License-Identifier: GPL-2.0-or-later
/* What "kdflow check" tells a program: docs/kdflow-check.schema.json. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "json.h"

static void put_key(FILE *out, const char *key, const char *value)
{
	fprintf(out, "\"%s\":", key);
	json_string(out, value, strlen(value));
}

static void put_function(FILE *out, uint64_t site, const struct kdf_function *func)
{
	fprintf(out, "{\"site\":\"0x%" PRIx64 "\"", site);
	if (func) {
		fputc(',', out);
		put_key(out, "function", func->name);
		fputc(',', out);
		put_key(out, "module", func->module);
	}
	fputc('}', out);
}

static void put_contract(const struct checking *c, const struct kdf_contract *contract)
{
	fputc('{', c->format.out);
	put_key(c->format.out, "file", c->contracts.path);
	fprintf(c->format.out, ",\"line\":%u,\"text\":", contract->line);
	json_string(c->format.out, contract->text, contract->len);
	fputc('}', c->format.out);
}

/* From the outermost call that is shown to this one; null stands for calls that are not there. */
static void put_path(FILE *out, const struct kdf_walk *walk)
{
	unsigned int outer = format_outer(walk->boundary.open + 1);
	struct open_call call;

	if (outer)
		fprintf(out, ",\"outer\":%u", outer);
	fputs(",\"path\":[", out);
	for (unsigned int i = outer; check_path(walk, i, &call); i++) {
		fprintf(out, "%s%s", i > outer ? "," : "", call.missing ? "null," : "");
		put_function(out, call.site, call.function);
	}
	fputc(']', out);
}

static void put_operand(const struct format *f, const struct kdf_bound *bound, const struct kdf_operand *o)
{
	static const struct kdf_type untyped = { .kind = KDF_TYPE_UNKNOWN };
	char name[24];

	fputs("{\"name\":", f->out);
	json_string(f->out, o->name, o->len);
	fprintf(f->out, ",\"old\":%s", o->old ? "true" : "false");
	if (o->is_each) {
		fputc(',', f->out);
		put_key(f->out, "argument", kdf_argument_name(bound->func, o->arg, name));
	}
	fputs(",\"value\":", f->out);
	if (o->number.known)
		json_scalar(f, o->type ? o->type : &untyped, o->number.value, o->number.bits);
	else
		fputs("null", f->out);
	fputc('}', f->out);
}

static void put_operands(const struct format *f, const struct kdf_violation *v)
{
	struct kdf_operand operand;
	unsigned int i = 0;

	fputs(",\"values\":[", f->out);
	for (bool first = true; kdf_bound_operand(v->bound, &v->walk->boundary, &i, &operand); first = false) {
		fputs(first ? "" : ",", f->out);
		put_operand(f, v->bound, &operand);
	}
	fputc(']', f->out);
}

static void put_object(const struct checking *c, const struct kdf_violation *v)
{
	const struct kdf_event_before *before = &v->before;

	fprintf(c->format.out, ",\"object\":\"0x%" PRIx64 "\",\"step\":%u,\"before\":{\"tid\":%u,\"step\":%u,\"at\":",
		v->object, v->step + 1, before->tid, before->step + 1);
	put_function(c->format.out, before->site, check_function(c->format.trace, before->site));
	fputc('}', c->format.out);
}

static void put_place(const struct checking *c, const struct kdf_walk *walk)
{
	const struct kcov_df_chunk *chunk = walk->chunk;
	FILE *out = c->format.out;

	fprintf(out, ",\"stream\":%u,\"tid\":%u,\"pid\":%u,\"name\":", chunk->stream, chunk->tid, chunk->pid);
	json_string(out, chunk->comm, strnlen(chunk->comm, sizeof(chunk->comm)));
	fprintf(out, ",\"at\":\"%s\"", walk->boundary.type == KDF_B_ENTRY ? "entry" : "exit");
	put_path(out, walk);
}

void json_violation(struct checking *c, const struct kdf_violation *v)
{
	fputs("{\"type\":\"violation\",\"contract\":", c->format.out);
	put_contract(c, v->contract);
	if (v->walk)
		put_place(c, v->walk);
	if (v->contract->kind == KDF_SEQUENCE)
		put_object(c, v);
	else
		put_operands(&c->format, v);
	fputs("}\n", c->format.out);
}

void json_summary(struct checking *c)
{
	FILE *out = c->format.out;
	uint64_t shown = c->violations < c->limit ? c->violations : c->limit;

	for (size_t i = 0; i < c->contracts.count; i++) {
		const struct kdf_contract *contract = &c->contracts.contracts[i];

		fputs("{\"type\":\"contract\",\"contract\":", out);
		put_contract(c, contract);
		fprintf(out, ",\"functions\":%" PRIu64 ",\"held\":%" PRIu64 ",\"violated\":%" PRIu64
			",\"undecided\":%" PRIu64 "}\n", contract->functions, contract->held,
			contract->violated, contract->undecided);
	}
	fprintf(out, "{\"type\":\"end\",\"complete\":%s,\"violations\":%" PRIu64 ",\"shown\":%" PRIu64 "}\n",
		c->damaged ? "false" : "true", c->violations, shown);
}
