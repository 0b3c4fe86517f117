/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parser of expressions, between its two files. */
#ifndef KDF_EXPR_PARSER_H
#define KDF_EXPR_PARSER_H

#include "expr-private.h"

/**
 * struct parser - an expression that is being parsed
 * @lex: the text
 * @expr: what it becomes
 * @nesting: how deep
 * @old: in old()
 * @need: what names must be
 */
struct parser {
	struct lexer *lex;
	struct kdf_expr *expr;
	unsigned int nesting;
	bool old;
	enum leaf_need need;
};

/* expr-tree.c; these return 0 or a negative errno value, with an error. */
int parser_node(struct parser *p, const struct kdf_expr_node *node, uint16_t *number);
/* *@a becomes the operator with the operands *@a and @b. */
int parser_operator(struct parser *p, enum expr_op op, uint16_t *a, uint16_t b);
/* A name with members. */
int parser_leaf(struct parser *p, uint16_t *node, enum expr_op op);
/* The name behind "&". */
int parser_symbol(struct parser *p, uint16_t *node);

#endif /* KDF_EXPR_PARSER_H */
