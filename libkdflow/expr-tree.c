// SPDX-License-Identifier: GPL-2.0-or-later
/* The tree of an expression: nodes, names with members, and those that must be unchanged. */
#include <errno.h>
#include <stdlib.h>

#include "expr-parser.h"

int parser_node(struct parser *p, const struct kdf_expr_node *node, uint16_t *number)
{
	struct kdf_expr *e = p->expr;

	if (e->count == EXPR_NODES_MAX)
		return source_fail(p->lex->source, p->lex->text, p->lex->err, EINVAL,
				   "expected an expression of at most %u operators and operands",
				   EXPR_NODES_MAX);
	/* Grows at powers of two. */
	if (!(e->count & (e->count - 1))) {
		void *nodes = reallocarray(e->nodes, e->count ? 2 * e->count : 1, sizeof(*node));

		if (!nodes)
			return kdf_fail_sys(p->lex->err, ENOMEM, "%s", e->source.file);
		e->nodes = nodes;
	}
	*number = e->count;
	e->nodes[e->count++] = *node;
	return 0;
}

int parser_operator(struct parser *p, enum expr_op op, uint16_t *a, uint16_t b)
{
	struct kdf_expr_node node = { .op = op, .operands = { *a, b } };

	return parser_node(p, &node, a);
}

static int add_leaf(struct parser *p, const struct kdf_expr_leaf *leaf, enum expr_op op, uint16_t *node)
{
	struct kdf_expr *e = p->expr;
	struct kdf_expr_node n = { .op = op, .operands = { e->nleaves } };

	if (!(e->nleaves & (e->nleaves - 1))) {
		void *leaves = reallocarray(e->leaves, e->nleaves ? 2 * e->nleaves : 1, sizeof(*leaf));

		if (!leaves)
			return kdf_fail_sys(p->lex->err, ENOMEM, "%s", e->source.file);
		e->leaves = leaves;
	}
	e->leaves[e->nleaves++] = *leaf;
	return parser_node(p, &n, node);
}

/* Goes on behind the token, up to which the path is what was begun. */
static int take(struct lexer *lex, const char *begin, size_t *len)
{
	*len = lex->next - begin;
	return lexer_next(lex);
}

static int require_type(const struct lexer *lex, enum token_type type, const char *what)
{
	return lex->type == type ? 0 : lexer_expected(lex, what);
}

/* A member of Rust's tuples is a number. */
static int require_member(const struct lexer *lex)
{
	return lex->type == TOKEN_NUMBER ? 0 : require_type(lex, TOKEN_NAME, "the name of a member");
}

static int take_element(struct lexer *lex, const char *begin, size_t *len)
{
	int ret = lexer_next(lex) ?: require_type(lex, TOKEN_NUMBER, "the number of an element") ?: lexer_next(lex);

	if (!ret && !lexer_is(lex, "]"))
		return lexer_expected(lex, "\"]\"");
	return ret ? ret : take(lex, begin, len);
}

static bool follows(const struct lexer *lex, const char *end, const char *token)
{
	return lex->text == end && lexer_is(lex, token);
}

/* The rest of a path, as far as it follows without a blank: ->m, .m.n, [3]. Sets its length. */
static int take_members(struct lexer *lex, const char *begin, size_t *len)
{
	int ret = take(lex, begin, len);

	for (const char *arrow = "->"; !ret && (follows(lex, begin + *len, ".") ||
						 follows(lex, begin + *len, arrow)); arrow = ".")
		ret = lexer_next(lex) ?: require_member(lex) ?: take(lex, begin, len);
	if (!ret && follows(lex, begin + *len, "["))
		ret = take_element(lex, begin, len);
	if (!ret && (follows(lex, begin + *len, "->") || follows(lex, begin + *len, "[") ||
		     follows(lex, begin + *len, ".")))
		ret = lexer_expected(lex, "an operator: a struct behind a member is not recorded");
	return ret;
}

int parser_leaf(struct parser *p, uint16_t *node, enum expr_op op)
{
	struct kdf_expr_leaf leaf = { .text = p->lex->text, .old = p->old, .need = p->need };
	struct lexer at = *p->lex;
	size_t len;
	int ret;

	if (lexer_is(p->lex, "ret") && (p->old || p->expr->when == KDF_EXPR_PRE))
		return lexer_expected(p->lex, "what is known at the entry");
	if (lexer_is(p->lex, "arg"))
		p->expr->uses_arg = true;
	leaf.name_len = p->lex->len < EXPR_NAME_MAX ? p->lex->len : EXPR_NAME_MAX;
	ret = take_members(p->lex, leaf.text, &len);
	if (ret)
		return ret;
	if (len > EXPR_NAME_MAX)
		return lexer_expected(&at, "a name of at most 255 bytes");
	leaf.len = len;
	return add_leaf(p, &leaf, op, node);
}

int parser_symbol(struct parser *p, uint16_t *node)
{
	struct kdf_expr_leaf leaf = { .text = p->lex->text, .symbol = true };

	if (p->lex->type != TOKEN_NAME || p->lex->len > EXPR_NAME_MAX)
		return lexer_expected(p->lex, "the name of a kernel symbol");
	leaf.name_len = leaf.len = p->lex->len;
	return lexer_next(p->lex) ?: add_leaf(p, &leaf, OP_LEAF, node);
}

int expr_parse_path(struct lexer *lex, struct kdf_expr *expr, enum kdf_expr_when when)
{
	struct parser p = { .lex = lex, .expr = expr };
	uint16_t root;

	*expr = (struct kdf_expr){ .source = *lex->source, .when = when };
	if (lex->type != TOKEN_NAME)
		return lexer_expected(lex, "the name of an argument, or \"ret\"");
	return parser_leaf(&p, &root, OP_LEAF);
}

/* "*p": all of it; "p->m" as old(p->m) == p->m. */
static int parse_same(struct parser *p, uint16_t *node)
{
	struct lexer again;
	uint16_t right;
	int ret = lexer_accept(p->lex, "*");

	if (ret < 0)
		return ret;
	if (p->lex->type != TOKEN_NAME || lexer_is(p->lex, "ret"))
		return lexer_expected(p->lex, "p->m for a member, or *p for all that p points to");
	p->need = ret ? NEED_STRUCT : NEED_NUMBER;
	if (ret)
		return parser_leaf(p, node, OP_UNCHANGED);
	again = *p->lex;
	p->old = true;
	ret = parser_leaf(p, node, OP_LEAF);
	p->old = false;
	if (ret)
		return ret;
	*p->lex = again;
	ret = parser_leaf(p, &right, OP_LEAF);
	return ret ? ret : parser_operator(p, OP_EQUAL, node, right);
}

int expr_parse_unchanged(struct lexer *lex, struct kdf_expr *expr)
{
	struct parser p = { .lex = lex, .expr = expr };
	uint16_t node, right;
	int ret, more;

	*expr = (struct kdf_expr){ .source = *lex->source, .when = KDF_EXPR_POST };
	ret = parse_same(&p, &node);
	while (!ret && (more = lexer_accept(lex, ","))) {
		ret = more < 0 ? more : parse_same(&p, &right);
		if (!ret)
			ret = parser_operator(&p, OP_AND, &node, right);
	}
	return ret;
}
