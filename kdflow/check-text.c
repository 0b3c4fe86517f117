// SPDX-License-Identifier: GPL-2.0-or-later
/* What "kdflow check" tells a person. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "cmd.h"
#include "value.h"

static void put_contract(const struct checking *c, const struct kdf_contract *contract)
{
	const char *text = contract->text, *end = text + contract->len;

	fprintf(c->format.out, "%s:%u: ", c->contracts.path, contract->line);
	for (const char *tab; (tab = memchr(text, '\t', end - text)); text = tab + 1) {
		put_printable(c->format.out, text, tab - text);
		fputc(' ', c->format.out);
	}
	put_printable(c->format.out, text, end - text);
}

static void put_name(const struct format *f, uint64_t site, const struct kdf_function *func)
{
	if (func)
		fprintf(f->out, "%s [%s]", func->name, func->module);
	else
		fprintf(f->out, "0x%" PRIx64 " [?]", site);
}

static void put_path(const struct format *f, const struct kdf_walk *walk)
{
	unsigned int outer = format_outer(walk->boundary.open + 1);
	struct open_call call;

	fprintf(f->out, "  task %u (", walk->chunk->tid);
	put_comm(f->out, walk->chunk);
	fputs("): ", f->out);
	if (outer)
		fprintf(f->out, "%u calls > ", outer);
	for (unsigned int i = outer; check_path(walk, i, &call); i++) {
		fprintf(f->out, "%s%s", i > outer ? " > " : "", call.missing ? "? > " : "");
		put_name(f, call.site, call.function);
	}
	fputc('\n', f->out);
}

/* The call: its entry, and its exit if that is where it was checked. */
static void put_call(const struct format *f, const struct kdf_walk *walk)
{
	struct kdf_walk entry = *walk;
	struct kdf_boundary *b = &entry.boundary;

	if (walk->boundary.type != KDF_B_ENTRY && walk->boundary.has_entry) {
		b->type = KDF_B_ENTRY;
		b->nvalues = b->entry_nvalues;
		b->values = b->entry_values;
		b->structs = b->entry_structs;
		b->structs_len = b->entry_structs_len;
		format_boundary(f, &entry, 1);
	}
	format_boundary(f, walk, 1);
}

static void put_operand(const struct format *f, const struct kdf_bound *bound, const struct kdf_operand *o)
{
	static const struct kdf_type untyped = { .kind = KDF_TYPE_UNKNOWN };
	char name[24];

	fprintf(f->out, o->old ? "old(%.*s)" : "%.*s", (int)o->len, o->name);
	if (o->is_each)
		fprintf(f->out, " (%s)", kdf_argument_name(bound->func, o->arg, name));
	fputs(" = ", f->out);
	if (o->number.known)
		format_scalar(f, o->type ? o->type : &untyped, o->number.value, o->number.bits, true);
	else
		fputc('?', f->out);
}

static void put_operands(const struct format *f, const struct kdf_violation *v)
{
	struct kdf_operand operand;
	unsigned int i = 0;
	bool begun = false;

	while (kdf_bound_operand(v->bound, &v->walk->boundary, &i, &operand)) {
		fputs(begun ? ", " : "  where ", f->out);
		put_operand(f, v->bound, &operand);
		begun = true;
	}
	if (begun)
		fputc('\n', f->out);
}

static void put_before(const struct checking *c, const struct kdf_violation *v)
{
	const struct format *f = &c->format;
	const struct kdf_event_before *before = &v->before;

	fprintf(f->out, "  object 0x%" PRIx64 ": came after ", v->object);
	put_name(f, before->site, check_function(f->trace, before->site));
	fprintf(f->out, " in task %u, step %u\n", before->tid, before->step + 1);
}

static void put_never_came(const struct checking *c, const struct kdf_violation *v)
{
	const struct format *f = &c->format;
	const char *function = check_step_function(v->contract, v->step);

	fprintf(f->out, "  object 0x%" PRIx64 ": the trace ends without ", v->object);
	put_printable(f->out, function, strlen(function));
	fprintf(f->out, ", step %u, after ", v->step + 1);
	put_name(f, v->before.site, check_function(f->trace, v->before.site));
	fprintf(f->out, " in task %u, step %u\n", v->before.tid, v->before.step + 1);
}

void text_violation(struct checking *c, const struct kdf_violation *v)
{
	const struct format *f = &c->format;

	format_coloured(f, COLOUR_ERROR, "violated: ");
	put_contract(c, v->contract);
	fputc('\n', f->out);
	if (!v->walk) {
		put_never_came(c, v);
		return;
	}
	put_path(f, v->walk);
	put_call(f, v->walk);
	if (v->contract->kind == KDF_SEQUENCE)
		put_before(c, v);
	else
		put_operands(f, v);
}

void text_summary(struct checking *c)
{
	struct kdf_text losses = { 0 };
	FILE *out = c->format.out;

	fprintf(out, "%10s %10s %10s  contract\n", "held", "violated", "undecided");
	for (size_t i = 0; i < c->contracts.count; i++) {
		const struct kdf_contract *contract = &c->contracts.contracts[i];

		fprintf(out, "%10" PRIu64 " %10" PRIu64 " %10" PRIu64 "  ", contract->held,
			contract->violated, contract->undecided);
		put_contract(c, contract);
		fputc('\n', out);
	}
	if (c->violations > c->limit)
		fprintf(out, "# %" PRIu64 " of %" PRIu64 " violations are shown\n", c->limit, c->violations);
	if (c->trace.has_stats)
		format_session_losses(&losses, &c->trace.counters);
	else
		kdf_text_add(&losses, "the trace does not say whether records were lost");
	if (losses.len)
		fprintf(out, "# %s\n", losses.str);
	kdf_text_free(&losses);
}
