// SPDX-License-Identifier: GPL-2.0-or-later
/* Text -> the tree of an expression. The grammar is in docs/contracts.md. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "expr-parser.h"

static const struct {
	const char *token;
	enum expr_op op;
	int precedence;
} binary[] = {
	{ "||", OP_OR, 1 },	    { "&&", OP_AND, 2 },	    { "|", OP_BIT_OR, 3 },
	{ "^", OP_BIT_XOR, 4 },	    { "&", OP_BIT_AND, 5 },	    { "==", OP_EQUAL, 6 },
	{ "!=", OP_NOT_EQUAL, 6 },  { "<", OP_LESS, 7 },	    { ">", OP_GREATER, 7 },
	{ "<=", OP_LESS_EQUAL, 7 }, { ">=", OP_GREATER_EQUAL, 7 },  { "<<", OP_SHIFT_LEFT, 8 },
	{ ">>", OP_SHIFT_RIGHT, 8 }, { "+", OP_ADD, 9 },	    { "-", OP_SUBTRACT, 9 },
	{ "*", OP_MULTIPLY, 10 },   { "/", OP_DIVIDE, 10 },	    { "%", OP_REMAINDER, 10 },
};

static const struct {
	const char *name;
	bool is_signed;
	uint8_t bits;
} casts[] = {
	{ "u8", false, 8 },   { "u16", false, 16 }, { "u32", false, 32 }, { "u64", false, 64 },
	{ "s8", true, 8 },    { "s16", true, 16 },  { "s32", true, 32 },  { "s64", true, 64 },
	{ "i8", true, 8 },    { "i16", true, 16 },  { "i32", true, 32 },  { "i64", true, 64 },
};

static const struct {
	const char *name;
	enum expr_op op;
	enum leaf_need need;
} functions[] = {
	{ "IS_ERR", OP_IS_ERR, NEED_POINTER },
	{ "IS_ERR_OR_NULL", OP_IS_ERR_OR_NULL, NEED_POINTER },
	{ "PTR_ERR", OP_PTR_ERR, NEED_POINTER },
	{ "is_error", OP_IS_ERR, NEED_ERROR },
};

static const struct {
	const char *name;
	int value;
} constants[] = { { "NULL", 0 }, { "false", 0 }, { "true", 1 } };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int parse_implication(struct parser *p, uint16_t *node);
static int parse_unary(struct parser *p, uint16_t *node);

static int parse_parentheses(struct parser *p, uint16_t *node)
{
	int ret = lexer_require(p->lex, "(", "\"(\"");

	if (!ret)
		ret = parse_implication(p, node);
	return ret ? ret : lexer_require(p->lex, ")", "an operator or \")\"");
}

static int parse_old(struct parser *p, uint16_t *node)
{
	int ret;

	if (p->expr->when == KDF_EXPR_PRE)
		return lexer_expected(p->lex, "no old() in a precondition");
	if (p->old)
		return lexer_expected(p->lex, "no old() in old()");
	p->old = true;
	ret = lexer_next(p->lex) ?: parse_parentheses(p, node);
	p->old = false;
	return ret;
}

/* What is tested must be of a kind that can be an error, if it is a name. */
static int parse_function(struct parser *p, size_t i, uint16_t *node)
{
	int ret = lexer_next(p->lex) ?: parse_parentheses(p, node);
	struct kdf_expr_node *operand = &p->expr->nodes[*node];

	if (ret)
		return ret;
	if (operand->op == OP_LEAF)
		p->expr->leaves[operand->operands[0]].need = functions[i].need;
	return parser_operator(p, functions[i].op, node, 0);
}

static int parse_number(struct parser *p, __int128 number, uint16_t *node)
{
	struct kdf_expr_node n = { .op = OP_NUMBER, .number = number };

	return lexer_next(p->lex) ?: parser_node(p, &n, node);
}

static int parse_name(struct parser *p, uint16_t *node)
{
	for (size_t i = 0; i < COUNT(functions); i++) {
		if (lexer_is(p->lex, functions[i].name))
			return parse_function(p, i, node);
	}
	for (size_t i = 0; i < COUNT(constants); i++) {
		if (lexer_is(p->lex, constants[i].name))
			return parse_number(p, constants[i].value, node);
	}
	if (lexer_is(p->lex, "old"))
		return parse_old(p, node);
	return parser_leaf(p, node, OP_LEAF);
}

/* After "(": a cast, or an expression up to ")". */
static int parse_group(struct parser *p, uint16_t *node)
{
	struct kdf_expr_node cast = { .op = OP_CAST };
	int ret;

	for (size_t i = 0; i < COUNT(casts); i++) {
		if (!lexer_is(p->lex, casts[i].name))
			continue;
		cast.is_signed = casts[i].is_signed;
		cast.bits = casts[i].bits;
		ret = lexer_next(p->lex) ?: lexer_require(p->lex, ")", "\")\" after the type of a cast");
		if (ret || (ret = parse_unary(p, &cast.operands[0])))
			return ret;
		return parser_node(p, &cast, node);
	}
	ret = parse_implication(p, node);
	return ret ? ret : lexer_require(p->lex, ")", "an operator or \")\"");
}

static int parse_operand(struct parser *p, uint16_t *node)
{
	static const struct {
		const char *token;
		enum expr_op op;
	} unary[] = { { "-", OP_NEGATE }, { "!", OP_NOT }, { "~", OP_INVERT } };
	int ret;

	for (size_t i = 0; i < COUNT(unary); i++) {
		if (lexer_is(p->lex, unary[i].token)) {
			ret = lexer_next(p->lex) ?: parse_unary(p, node);
			return ret ? ret : parser_operator(p, unary[i].op, node, 0);
		}
	}
	if (lexer_is(p->lex, "+"))
		return lexer_next(p->lex) ?: parse_unary(p, node);
	if (lexer_is(p->lex, "("))
		return lexer_next(p->lex) ?: parse_group(p, node);
	if (lexer_is(p->lex, "&"))
		return lexer_next(p->lex) ?: parser_symbol(p, node);
	if (lexer_is(p->lex, "*"))
		return lexer_expected(p->lex, "a member, as p->m: only structs are recorded, not what other pointers point to");
	if (p->lex->type == TOKEN_NUMBER)
		return parse_number(p, p->lex->number, node);
	if (p->lex->type == TOKEN_NAME)
		return parse_name(p, node);
	return lexer_expected(p->lex, "a name, a number or \"(\"");
}

static int parse_unary(struct parser *p, uint16_t *node)
{
	int ret;

	if (p->nesting++ == EXPR_NESTING_MAX)
		return lexer_expected(p->lex, "an expression that is nested less deep");
	ret = parse_operand(p, node);
	p->nesting--;
	return ret;
}

/* The number of a binary operator that binds at least so tightly, or COUNT(binary). */
static size_t find_binary(const struct lexer *lex, int precedence)
{
	size_t i = 0;

	while (i < COUNT(binary) &&
	       (binary[i].precedence < precedence || !lexer_is(lex, binary[i].token)))
		i++;
	return i;
}

static int parse_binary(struct parser *p, int precedence, uint16_t *node)
{
	int ret = parse_unary(p, node);
	uint16_t right;
	size_t i;

	while (!ret && (i = find_binary(p->lex, precedence)) < COUNT(binary)) {
		ret = lexer_next(p->lex) ?: parse_binary(p, binary[i].precedence + 1, &right);
		if (!ret)
			ret = parser_operator(p, binary[i].op, node, right);
	}
	return ret;
}

static int parse_condition(struct parser *p, uint16_t *node)
{
	struct kdf_expr_node n = { .op = OP_CONDITION };
	int ret = parse_binary(p, 1, &n.operands[0]);

	*node = n.operands[0];
	if (ret || !lexer_is(p->lex, "?"))
		return ret;
	if (p->nesting++ == EXPR_NESTING_MAX)
		return lexer_expected(p->lex, "an expression that is nested less deep");
	ret = lexer_next(p->lex) ?: parse_implication(p, &n.operands[1]);
	if (!ret)
		ret = lexer_require(p->lex, ":", "an operator or \":\"");
	if (!ret)
		ret = parse_condition(p, &n.operands[2]);
	p->nesting--;
	return ret ? ret : parser_node(p, &n, node);
}

/* To the right: a => b => c is a => (b => c). */
static int parse_implication(struct parser *p, uint16_t *node)
{
	int ret = parse_condition(p, node);
	uint16_t right;

	if (ret || !lexer_is(p->lex, "=>"))
		return ret;
	if (p->nesting++ == EXPR_NESTING_MAX)
		return lexer_expected(p->lex, "an expression that is nested less deep");
	ret = lexer_next(p->lex) ?: parse_implication(p, &right);
	p->nesting--;
	return ret ? ret : parser_operator(p, OP_IMPLIES, node, right);
}

int expr_parse(struct lexer *lex, struct kdf_expr *expr, enum kdf_expr_when when)
{
	struct parser p = { .lex = lex, .expr = expr };
	uint16_t root;

	*expr = (struct kdf_expr){ .source = *lex->source, .when = when };
	return parse_implication(&p, &root);
}

static int parse_all(struct kdf_expr *expr, const struct kdf_source *source, struct lexer *lex, int ret)
{
	if (!ret && lex->type != TOKEN_END)
		ret = lexer_expected(lex, "an operator or the end");
	expr->source = *source;
	if (ret)
		kdf_expr_free(expr);
	return ret;
}

int kdf_expr_parse(struct kdf_expr *expr, const struct kdf_source *source, enum kdf_expr_when when,
		   struct kdf_error *err)
{
	struct lexer lex;

	*expr = (struct kdf_expr){ 0 };
	return parse_all(expr, source, &lex,
			 lexer_begin(&lex, source, err) ?: expr_parse(&lex, expr, when));
}

int kdf_expr_unchanged(struct kdf_expr *expr, const struct kdf_source *source, struct kdf_error *err)
{
	struct lexer lex;

	*expr = (struct kdf_expr){ 0 };
	return parse_all(expr, source, &lex,
			 lexer_begin(&lex, source, err) ?: expr_parse_unchanged(&lex, expr));
}

void kdf_expr_free(struct kdf_expr *expr)
{
	free(expr->nodes);
	free(expr->leaves);
	*expr = (struct kdf_expr){ 0 };
}
