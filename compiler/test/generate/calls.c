// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Goes through a call step by step and writes, for the driver, what each
 * boundary has to show.
 */
#include <stdlib.h>
#include <string.h>

#include "generate.h"

/* What a parameter or a result is, as the driver spells it. */
struct binding {
	const char *expression;	/* of a struct: an object that has the value */
	unsigned depth;
};

static unsigned calls;

/*
 * A pointer to a struct is, for the driver, one to the model of the struct;
 * that to an empty struct is a plain value.
 */
static struct binding bound(const struct operand *o, const struct type *t,
			    const struct binding *params,
			    const struct binding *results, int depth_param)
{
	switch (o->kind) {
	case LITERAL:
		return (struct binding){
			t->class == STRUCT ? format("v%u", o->value->id) :
					     expression_of(t, o->value->literal),
			strtoul(o->value->literal, NULL, 10)
		};
	case GLOBAL:
		return (struct binding){ format("v%u", o->value->id), 0 };
	case PARAM:
		return params[o->index];
	case CALCULATED:
		return (struct binding){
			format("(%s)((unsigned __int128)(%s) * %u + %u)",
			       t->name, params[o->index].expression, o->times,
			       o->plus),
			0
		};
	case RESULT:
		return results[o->index];
	case OBJECT:
	case LOCAL_OBJECT:
		return (struct binding){
			format("&%c%u", has_fields(t->target) ? 'm' : 'v',
			       o->value->id),
			0
		};
	case NO_OBJECT:
		return (struct binding){ format("(%s)0", t->name), 0 };
	case DEPTH:
		return (struct binding){
			format("%uu", params[depth_param].depth - 1),
			params[depth_param].depth - 1
		};
	}
	abort();
}

/* "struct s1", "union s1 *": s1 */
static const char *tag(const struct type *t)
{
	const char *name = (t->target ? t->target : t)->name;

	return strchr(name, ' ') + 1;
}

/* @arg is -1 for a return value. */
static void want(const struct function *f, int arg, const struct type *t,
		 const char *expression)
{
	switch (t->class) {
	case VOID:
		fprintf(out.cases, "\tEXIT(%s);\n", f->name);
		break;
	case STRUCT:
		if (has_fields(t))
			fprintf(out.cases,
				"\tSTRUCT_ARG(%s, %d, %s, %s_fields);\n",
				f->name, arg, expression, tag(t));
		else
			fprintf(out.cases, "\tUNKNOWN_ARG(%s, %d, 0);\n",
				f->name, arg);
		break;
	case STRUCT_POINTER:
		if (has_fields(t->target))
			fprintf(out.cases,
				"\tPOINTER_ARG(%s, %d, %s, %s_fields);\n",
				f->name, arg, expression, tag(t));
		else
			fprintf(out.cases, "\tARG(%s, %d, (%s)(%s));\n",
				f->name, arg, t->name, expression);
		break;
	default:
		fprintf(out.cases, "\tARG(%s, %d, (%s)(%s));\n", f->name, arg,
			t->name, expression);
	}
}

static struct binding go_through(const struct function *f,
				 const struct binding *params,
				 bool can_be_inlined);

static struct binding go_through_call(const struct function *f, unsigned n,
				      const struct binding *params,
				      const struct binding *results)
{
	const struct step *s = &f->steps[n];
	struct binding args[MAX_PARAMS];

	for (unsigned i = 0; i < s->callee->nr_params; i++)
		args[i] = bound(&s->args[i], s->callee->params[i], params,
				results, f->depth_param);
	return go_through(s->callee, args, s->callee->can_be_inlined);
}

/* Structs in the frame are filled again before each call. */
static void fill_objects(const struct step *s)
{
	for (unsigned i = 0; i < s->callee->nr_params; i++) {
		const struct operand *o = &s->args[i];

		if (o->kind == LOCAL_OBJECT)
			fprintf(out.cases, "\tm%u = (%s)%s;\n", o->value->id,
				o->value->type->name, o->value->literal);
	}
}

static void go_through_step(const struct function *f, unsigned n,
			    const struct binding *params,
			    struct binding *results)
{
	const struct step *s = &f->steps[n];
	unsigned times = s->kind == LOOP ? LOOP_TIMES : 1;

	if (s->kind == STORE) {
		fprintf(out.cases, "\tif (%s)\n\t\t(%s)->%s = %s;\n",
			params[s->param].expression,
			params[s->param].expression,
			integer_member(f->params[s->param]->target)->name,
			s->stored);
		return;
	}
	if (!s->callee)
		return;
	fill_objects(s);
	if (s->kind == RECURSE && !params[f->depth_param].depth)
		return;
	for (unsigned i = 0; i < times; i++)
		results[n] = go_through_call(f, n, params, results);
}

/* Of one call that may not exist, all lines have one number. */
static struct binding go_through(const struct function *f,
				 const struct binding *params,
				 bool can_be_inlined)
{
	unsigned number = can_be_inlined ? ++calls : 0;
	struct binding results[MAX_STEPS + 1] = { 0 };
	struct binding result = { "", 0 };

	fprintf(out.cases, "\twant_call(%u);\n", number);
	if (!f->nr_params)
		fprintf(out.cases, "\tENTRY(%s);\n", f->name);
	for (unsigned i = 0; i < f->nr_params; i++)
		want(f, i, f->params[i], params[i].expression);
	for (unsigned n = 0; n < f->nr_steps; n++)
		go_through_step(f, n, params, results);
	if (f->ret->class != VOID)
		result = bound(&f->result, f->ret, params, results,
			       f->depth_param);
	fprintf(out.cases, "\twant_call(%u);\n", number);
	want(f, -1, f->ret, result.expression);
	return result;
}

static void write_call(const struct function *f, const struct operand *args)
{
	fprintf(out.cases, "%s(", f->name);
	for (unsigned i = 0; i < f->nr_params; i++)
		fprintf(out.cases, "%s%s%s", i ? ", " : "",
			args[i].kind == LITERAL ?
				args[i].value->literal :
			args[i].kind == NO_OBJECT ? "0" :
			args[i].kind == OBJECT	  ? "&" :
						    "",
			args[i].kind == GLOBAL || args[i].kind == OBJECT ?
				format("v%u", args[i].value->id) :
				"");
	fprintf(out.cases, "%s)", f->is_variadic ? ", 5, 1.5, 7L" : "");
}

/* The program has to do what it does without us. */
static void check_result(const struct function *f, const char *expression)
{
	if (f->ret->class == STRUCT && has_fields(f->ret))
		fprintf(out.cases, "\tCHECK_STRUCT(r, %s, %s_fields);\n",
			expression, tag(f->ret));
	else if (f->ret->class == INTEGER || f->ret->class == SCALAR)
		fprintf(out.cases, "\tCHECK(r, (%s)(%s));\n", f->ret->name,
			expression);
}

void make_case(const struct function *f, unsigned number)
{
	struct operand args[MAX_PARAMS];
	struct binding params[MAX_PARAMS];
	struct binding result;

	fprintf(out.cases, "static void case%u(void)\n{\n", number);
	if (f->ret->class != VOID)
		fprintf(out.cases, "\t%s r;\n\n", f->ret->name);
	fprintf(out.cases, "\tCASE(call %u of %s);\n", number, f->name);
	for (unsigned i = 0; i < f->nr_params; i++) {
		args[i] = fresh_operand(f->params[i], false);
		if ((int)i == f->depth_param) {
			args[i].kind = LITERAL;
			args[i].value->literal = format("%u", pick(MAX_DEPTH + 1));
		}
		params[i] = bound(&args[i], f->params[i], NULL, NULL, -1);
	}
	result = go_through(f, params, false);
	fprintf(out.cases, "\twant_call(0);\n\t%s",
		f->ret->class == VOID ? "" : "r = ");
	write_call(f, args);
	fprintf(out.cases, ";\n");
	check_result(f, result.expression);
	fprintf(out.cases, "%s}\n\n",
		f->ret->class == VOID ? "" : "\tuse(&r);\n");
	fprintf(out.tables, "\tcase%u();\n", number);
}
