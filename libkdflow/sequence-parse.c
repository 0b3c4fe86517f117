// SPDX-License-Identifier: GPL-2.0-or-later
/* "sequence NAME: STEP -> STEP" -> steps. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "contract-private.h"

#define STEPS_MAX 32

static int parse_head(struct kdf_contract *c, const struct kdf_source *head, struct kdf_error *err)
{
	struct lexer lex;
	int ret = lexer_begin(&lex, head, err) ?: lexer_next(&lex);

	if (ret)
		return ret;
	if (lex.type != TOKEN_NAME)
		return lexer_expected(&lex, "the name of the sequence");
	c->name = strndup(lex.text, lex.len);
	if (!c->name)
		return kdf_fail_sys(err, ENOMEM, "%s", head->file);
	ret = lexer_next(&lex) ?: lexer_accept(&lex, "by");
	if (ret > 0) {
		c->by_task = true;
		ret = lexer_require(&lex, "task", "\"task\"");
	}
	if (!ret && lex.type != TOKEN_END)
		ret = lexer_expected(&lex, "\"by task\" or \":\"");
	return ret;
}

static bool is_return(const struct kdf_expr *path)
{
	return path->leaves[0].name_len == 3 && !memcmp(path->leaves[0].text, "ret", 3);
}

/* ["at" entry|exit] */
static int parse_when(struct lexer *lex, struct kdf_step *step, bool *said)
{
	int ret = lexer_accept(lex, "at");

	*said = ret > 0;
	if (ret <= 0)
		return ret;
	step->at_exit = lexer_is(lex, "exit");
	if (!step->at_exit && (!lexer_is(lex, "entry") || is_return(&step->object)))
		return lexer_expected(lex, is_return(&step->object) ? "\"exit\"" : "\"entry\" or \"exit\"");
	return lexer_next(lex);
}

/* ["if" EXPR] */
static int parse_if(struct lexer *lex, struct kdf_step *step, enum kdf_expr_when when)
{
	int ret = lexer_accept(lex, "if");

	if (ret <= 0)
		return ret;
	step->has_condition = true;
	return expr_parse(lex, &step->condition, when);
}

static int parse_mark(struct lexer *lex, struct kdf_step *step)
{
	step->repeats = lexer_is(lex, "*");
	step->optional = step->repeats || lexer_is(lex, "?");
	step->due = lexer_is(lex, "!");
	return step->optional || step->due ? lexer_next(lex) : 0;
}

/* OBJECT ["at" entry|exit] ["if" EXPR] ")" [MARK] */
static int parse_call(struct lexer *lex, struct kdf_step *step)
{
	bool said;
	int ret;

	ret = lexer_next(lex) ?: expr_parse_path(lex, &step->object, KDF_EXPR_POST) ?:
	      parse_when(lex, step, &said);
	if (!ret)
		ret = parse_if(lex, step, said && !step->at_exit ? KDF_EXPR_PRE : KDF_EXPR_POST) ?:
		      lexer_require(lex, ")", "\"at\", \"if\" or \")\"") ?: parse_mark(lex, step);
	/* What is used is used while the call goes on; all else is done when it is over. */
	if (!ret && !said)
		step->at_exit = !step->repeats || step->has_condition || is_return(&step->object);
	return ret;
}

/* The functions are no tokens: they may have any characters but "(". */
static int parse_step(struct kdf_step *step, struct lexer *lex, struct kdf_error *err)
{
	struct kdf_source functions = *lex->source;
	const char *open;

	while (lex->next < functions.end && isspace((unsigned char)*lex->next))
		lex->next++;
	open = memchr(lex->next, '(', functions.end - lex->next);
	if (!open)
		return source_fail(lex->source, lex->next, err, EINVAL, "expected FUNCTION(OBJECT)");
	functions.text = lex->next;
	functions.end = open;
	lex->next = open + 1;
	return contract_target(&step->target, &functions, BLANKS "|", err) ?: parse_call(lex, step);
}

static int add_step(struct kdf_contract *c, struct lexer *lex, struct kdf_error *err)
{
	struct kdf_step *steps;

	if (c->nsteps == STEPS_MAX)
		return lexer_expected(lex, "at most 32 steps");
	steps = reallocarray(c->steps, c->nsteps + 1, sizeof(*steps));
	if (!steps)
		return kdf_fail_sys(err, ENOMEM, "%s", lex->source->file);
	c->steps = steps;
	steps[c->nsteps] = (struct kdf_step){ 0 };
	return parse_step(&steps[c->nsteps++], lex, err);
}

int contract_sequence(struct kdf_contract *c, const struct kdf_source *head,
		      const struct kdf_source *body, struct kdf_error *err)
{
	struct lexer lex = { .source = body, .next = body->text, .err = err };
	int ret;

	c->kind = KDF_SEQUENCE;
	ret = parse_head(c, head, err) ?: add_step(c, &lex, err);
	while (!ret && lex.type != TOKEN_END) {
		if (!lexer_is(&lex, "->"))
			return lexer_expected(&lex, "\"->\" or the end");
		ret = add_step(c, &lex, err);
	}
	return ret;
}

void contract_sequence_free(struct kdf_contract *c)
{
	for (unsigned int i = 0; i < c->nsteps; i++) {
		contract_target_free(&c->steps[i].target);
		kdf_expr_free(&c->steps[i].object);
		kdf_expr_free(&c->steps[i].condition);
	}
	free(c->steps);
	free(c->name);
}
