// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Functions: what they look like, and what they do. */
#include <stdlib.h>

#include "generate.h"

#define MAX_COST 40

static const struct function *made[64];

struct operand fresh_operand(const struct type *t, bool in_frame)
{
	if (t->class == STRUCT_POINTER) {
		if (chance(15))
			return (struct operand){ .kind = NO_OBJECT };
		return (struct operand){
			/* The driver knows no addresses in frames. */
			.kind = in_frame && has_fields(t->target) &&
						chance(40) ?
					LOCAL_OBJECT :
					OBJECT,
			.value = new_value(t->target),
		};
	}
	return (struct operand){
		.kind = in_frame && chance(40) ? LITERAL : GLOBAL,
		.value = new_value(t),
	};
}

static int param_of_type(const struct function *f, const struct type *t)
{
	unsigned start = f->nr_params ? pick(f->nr_params) : 0;

	for (unsigned i = 0; i < f->nr_params; i++) {
		unsigned p = (start + i) % f->nr_params;

		if (f->params[p] == t)
			return p;
	}
	return -1;
}

/*
 * The result of a step before; not a pointer to a struct, which may be in a
 * frame that is gone.
 */
static int result_of_type(const struct function *f, const struct type *t)
{
	if (t->class == STRUCT_POINTER)
		return -1;
	for (unsigned i = f->nr_steps; i--;)
		if (f->steps[i].callee && f->steps[i].callee->ret == t &&
		    f->steps[i].kind != RECURSE)
			return i;
	return -1;
}

/* What @f passes on or returns as a @t. */
static struct operand operand_of(const struct function *f, const struct type *t,
				 bool returned)
{
	int result = result_of_type(f, t);
	int param = param_of_type(f, t);

	if (result >= 0 && chance(60))
		return (struct operand){ .kind = RESULT, .index = result };
	if (param >= 0 && chance(60)) {
		if (t->class == INTEGER && chance(40))
			return (struct operand){ .kind = CALCULATED,
						 .index = param,
						 .times = 1 + pick(9),
						 .plus = pick(50) };
		return (struct operand){ .kind = PARAM, .index = param };
	}
	return fresh_operand(t, !returned || t->class != STRUCT_POINTER);
}

static struct operand depth_operand(void)
{
	static const char *const depths[] = { "0", "1", "2", "3" };
	struct operand o = { .kind = LITERAL, .value = new_value(depth_type()) };

	o.value->literal = (char *)depths[pick(MAX_DEPTH + 1)];
	return o;
}

static void choose_args(struct function *f, struct step *s,
			const struct function *callee)
{
	for (unsigned i = 0; i < callee->nr_params; i++)
		s->args[i] = (int)i == callee->depth_param ?
				     depth_operand() :
				     operand_of(f, callee->params[i], false);
}

static bool add_call(struct function *f, struct step *s, unsigned index)
{
	const struct function *callee;
	unsigned times = 1;

	if (!index)
		return false;
	callee = made[pick(index)];
	s->kind = CALL;
	if (chance(10)) {
		s->kind = LOOP;
		times = LOOP_TIMES;
	}
	if (f->cost + times * callee->cost > MAX_COST)
		return false;
	f->cost += times * callee->cost;
	s->callee = callee;
	choose_args(f, s, callee);
	return true;
}

/*
 * Once for each depth. No structs in frames: all depths have one model for
 * them.
 */
static void add_recursion(struct function *f)
{
	struct step *s = &f->steps[f->nr_steps];

	s->kind = RECURSE;
	s->callee = f;
	for (unsigned i = 0; i < f->nr_params; i++)
		s->args[i] = (int)i == f->depth_param ?
				     (struct operand){ .kind = DEPTH } :
			     chance(70) ?
				     (struct operand){ .kind = PARAM, .index = i } :
				     fresh_operand(f->params[i], false);
	f->nr_steps++;
}

static bool add_step(struct function *f, unsigned index)
{
	struct step *s = &f->steps[f->nr_steps];
	const struct type *t;

	*s = (struct step){ .callee = NULL };
	if (chance(60))
		return add_call(f, s, index);
	if (chance(15)) {
		s->kind = CLOBBER;
		return true;
	}
	if (!f->nr_params)
		return false;
	s->param = pick(f->nr_params);
	t = f->params[s->param];
	s->kind = USE;
	if (t->class == STRUCT_POINTER && integer_member(t->target)) {
		s->kind = STORE;
		s->stored = integer_literal(integer_member(t->target)->type);
	}
	return true;
}

/* The words that a by-value argument may take. */
static unsigned words(const struct type *t)
{
	return t->size > 8 ? (t->size + 7) / 8 : 1;
}

static void choose_params(struct function *f)
{
	static const unsigned char most[] = { 2, 4, 6, 8, 12, MAX_PARAMS };
	static const char *const qualifiers[] = { "const ", "volatile " };
	unsigned n = pick(8) ? 1 + pick(most[pick(COUNT(most))]) : 0;
	unsigned room = MAX_WORDS;

	for (unsigned i = 0; i < n; i++) {
		const struct type *t = any_type();

		if (words(t) > room)
			break;
		room -= words(t);
		f->params[f->nr_params] = t;
		f->qualifiers[f->nr_params++] =
			t->class <= SCALAR && chance(12) ? qualifiers[pick(2)] :
							   "";
	}
	f->depth_param = -1;
	if (f->nr_params && chance(12)) {
		f->depth_param = pick(f->nr_params);
		f->params[f->depth_param] = depth_type();
		f->qualifiers[f->depth_param] = "";
	}
	f->is_variadic = f->nr_params && f->depth_param < 0 && chance(8);
}

static void choose_linkage(struct function *f, bool is_last)
{
	static const struct {
		const char *attributes;
		bool is_static, can_be_inlined;
	} linkages[] = {
		{ "static __attribute__((noinline)) ", true, false },
		{ "__attribute__((noinline)) ", false, false },
		{ "", false, true },
		{ "static ", true, true },
		{ "static inline __attribute__((always_inline)) ", true, true },
		{ "__attribute__((weak)) ", false, false },
		{ "static inline ", true, true },
		{ "static __attribute__((noinline, cold)) ", true, false },
	};
	unsigned i = pick(COUNT(linkages));

	if (is_last) /* something must be there to be called */
		i = 1;
	if (i == 4 && (f->depth_param >= 0 || f->is_variadic))
		i = 0;
	f->attributes = linkages[i].attributes;
	f->is_static = linkages[i].is_static;
	f->can_be_inlined = linkages[i].can_be_inlined;
}

/* How the function spells an operand. */
static const char *spelled(const struct function *f, const struct operand *o,
			   const struct type *t, unsigned step, unsigned arg)
{
	switch (o->kind) {
	case LITERAL:
		return expression_of(t, o->value->literal);
	case GLOBAL:
		return format("v%u", o->value->id);
	case PARAM:
		return format("a%u", o->index);
	case CALCULATED:
		return format("(%s)((unsigned __int128)a%u * %u + %u)", t->name,
			      o->index, o->times, o->plus);
	case RESULT:
		return format("r%u", o->index);
	case OBJECT:
		return format("&v%u", o->value->id);
	case LOCAL_OBJECT:
		return format("&l%u_%u", step, arg);
	case NO_OBJECT:
		return "0";
	case DEPTH:
		return format("a%d - 1", f->depth_param);
	}
	abort();
}

static void write_call(const struct function *f, unsigned n)
{
	const struct step *s = &f->steps[n];
	const struct function *callee = s->callee;

	fprintf(out.functions, "\t");
	if (s->kind == LOOP)
		fprintf(out.functions, "for (int i = 0; i < %u; i++)\n\t\t",
			LOOP_TIMES);
	if (s->kind == RECURSE)
		fprintf(out.functions, "if (a%d)\n\t\t", f->depth_param);
	if (callee->ret->class != VOID)
		fprintf(out.functions, "r%u = ", n);
	fprintf(out.functions, "%s(", callee->name);
	for (unsigned i = 0; i < callee->nr_params; i++)
		fprintf(out.functions, "%s%s", i ? ", " : "",
			spelled(f, &s->args[i], callee->params[i], n, i));
	if (callee->is_variadic)
		fprintf(out.functions, ", 5, 1.5, 7L");
	fprintf(out.functions, ");\n");
}

/* Structs in the frame, filled where they are passed. */
static void write_objects(const struct step *s, unsigned n)
{
	if (!s->callee)
		return;
	for (unsigned i = 0; i < s->callee->nr_params; i++) {
		const struct operand *o = &s->args[i];

		if (o->kind == LOCAL_OBJECT)
			fprintf(out.functions, "\tl%u_%u = (%s)%s;\n", n, i,
				o->value->type->name, o->value->literal);
	}
}

static void write_step(const struct function *f, unsigned n)
{
	const struct step *s = &f->steps[n];

	switch (s->kind) {
	case CALL:
	case LOOP:
	case RECURSE:
		write_objects(s, n);
		write_call(f, n);
		break;
	case USE:
		fprintf(out.functions, "\tuse((const void *)&a%u);\n", s->param);
		break;
	case STORE:
		fprintf(out.functions, "\tif (a%u)\n\t\ta%u->%s = %s;\n",
			s->param, s->param,
			integer_member(f->params[s->param]->target)->name,
			s->stored);
		break;
	case CLOBBER:
		fprintf(out.functions, "\tclobber();\n");
		break;
	}
}

static void write_locals(const struct function *f)
{
	for (unsigned n = 0; n < f->nr_steps; n++) {
		const struct step *s = &f->steps[n];

		if (!s->callee)
			continue;
		if (s->callee->ret->class != VOID)
			fprintf(out.functions, "\t%s r%u;\n",
				s->callee->ret->name, n);
		for (unsigned i = 0; i < s->callee->nr_params; i++)
			if (s->args[i].kind == LOCAL_OBJECT)
				fprintf(out.functions, "\t%s l%u_%u;\n",
					s->args[i].value->type->name, n, i);
	}
	if (f->is_variadic)
		fprintf(out.functions,
			"\tva_list ap;\n\n\tva_start(ap, a%u);\n"
			"\tfirst_unnamed = va_arg(ap, int);\n\tva_end(ap);\n",
			f->nr_params - 1);
}

static void write_returns(const struct function *f)
{
	if (f->ret->class == VOID) {
		if (f->returns != ONE_RETURN)
			fprintf(out.functions, "\tif (%s)\n\t\treturn;\n\tuse(&one);\n",
				f->returns == EARLY ? "one" : "zero");
		return;
	}
	if (f->returns != ONE_RETURN)
		fprintf(out.functions, "\tif (%s)\n\t\treturn %s;\n",
			f->returns == EARLY ? "one" : "zero",
			spelled(f, f->returns == EARLY ? &f->result :
							 &f->other_result,
				f->ret, 0, 0));
	fprintf(out.functions, "\treturn %s;\n",
		spelled(f, f->returns == EARLY ? &f->other_result : &f->result,
			f->ret, 0, 0));
}

/*
 * A function that does nothing is not watched where it is passed the address
 * of an undefined symbol; a global struct is passed by its address, too.
 */
static bool has_to_do_something(const struct function *f)
{
	if (f->nr_steps || f->returns != ONE_RETURN ||
	    (f->ret->class != VOID &&
	     !(f->ret->class == STRUCT && !has_fields(f->ret))))
		return false;
	for (unsigned i = 0; i < f->nr_params; i++)
		if (f->params[i]->class != INTEGER)
			return true;
	return false;
}

static char *head(const struct function *f)
{
	char *text = format("%s%s %s(", f->attributes, f->ret->name, f->name);

	for (unsigned i = 0; i < f->nr_params; i++)
		text = format("%s%s%s%s a%u", text, i ? ", " : "",
			      f->qualifiers[i], f->params[i]->name, i);
	return format("%s%s)", text,
		      f->is_variadic ? ", ..." : f->nr_params ? "" : "void");
}

static void write_function(const struct function *f)
{
	if (!f->is_static)
		fprintf(out.types, "%s;\n", head(f));
	fprintf(out.functions, "%s\n{\n", head(f));
	write_locals(f);
	for (unsigned n = 0; n < f->nr_steps; n++)
		write_step(f, n);
	if (has_to_do_something(f))
		fprintf(out.functions, "\tuse(&one);\n");
	write_returns(f);
	fprintf(out.functions, "}\n\n");
}

/* Callers come after their callees. */
const struct function *make_function(unsigned index, bool is_last)
{
	struct function *f = calloc(1, sizeof(*f));
	unsigned steps = pick(MAX_STEPS);

	made[index] = f;
	f->name = format("f%u", index);
	f->cost = 1;
	f->ret = chance(15) ? void_type() : any_type();
	choose_params(f);
	choose_linkage(f, is_last);
	for (unsigned i = 0; i < steps; i++)
		if (add_step(f, index))
			f->nr_steps++;
	if (f->depth_param >= 0 && f->cost <= MAX_COST / (MAX_DEPTH + 1)) {
		add_recursion(f);
		f->cost *= MAX_DEPTH + 1;
	}
	if (f->ret->class != VOID) {
		f->result = operand_of(f, f->ret, true);
		f->other_result = operand_of(f, f->ret, true);
	}
	f->returns = chance(20) ? 1 + pick(2) : ONE_RETURN;
	write_function(f);
	return f;
}
