/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of expressions and contracts share: tokens, and the tree. */
#ifndef KDF_EXPR_PRIVATE_H
#define KDF_EXPR_PRIVATE_H

#include "expr.h"

/* What a contract file may ask for. Evaluation recurses as deep as an expression has nodes. */
#define EXPR_NODES_MAX 1000
#define EXPR_NESTING_MAX 50
#define EXPR_NAME_MAX 255

/* Tokens --------------------------------------------------------------- */

enum token_type {
	TOKEN_END,
	TOKEN_NUMBER,
	TOKEN_NAME,
	TOKEN_OPERATOR,
};

/**
 * struct lexer - a cursor in a piece of text
 * @source: which
 * @next: behind the token
 * @type: of the token
 * @text: where it begins
 * @len: bytes of it
 * @number: its value
 * @err: where failures go
 */
struct lexer {
	const struct kdf_source *source;
	const char *next;
	enum token_type type;
	const char *text;
	size_t len;
	__int128 number;
	struct kdf_error *err;
};

/* These return 0 or a negative errno value, with lexer->err set. */
int lexer_begin(struct lexer *lex, const struct kdf_source *source, struct kdf_error *err);
int lexer_next(struct lexer *lex);
/* FILE:LINE:COLUMN: found TOKEN: expected WHAT */
int lexer_expected(const struct lexer *lex, const char *what);
/* FILE:LINE:COLUMN: MESSAGE */
int source_fail(const struct kdf_source *source, const char *at, struct kdf_error *err, int code,
		const char *fmt, ...) __attribute__((format(printf, 5, 6)));

bool lexer_is(const struct lexer *lex, const char *token);
/* Goes on behind the token if it is this one: 1, or 0, or an error. */
int lexer_accept(struct lexer *lex, const char *token);
int lexer_require(struct lexer *lex, const char *token, const char *what);

/* The tree ------------------------------------------------------------- */

enum expr_op {
	OP_NUMBER,
	OP_LEAF,
	OP_UNCHANGED,	/* all that a leaf points to */
	OP_NEGATE,
	OP_NOT,
	OP_INVERT,
	OP_CAST,
	OP_MULTIPLY,
	OP_DIVIDE,
	OP_REMAINDER,
	OP_ADD,
	OP_SUBTRACT,
	OP_SHIFT_LEFT,
	OP_SHIFT_RIGHT,
	OP_LESS,
	OP_GREATER,
	OP_LESS_EQUAL,
	OP_GREATER_EQUAL,
	OP_EQUAL,
	OP_NOT_EQUAL,
	OP_BIT_AND,
	OP_BIT_XOR,
	OP_BIT_OR,
	OP_AND,
	OP_OR,
	OP_IMPLIES,
	OP_CONDITION,
	OP_IS_ERR,
	OP_IS_ERR_OR_NULL,
	OP_PTR_ERR,
};

/**
 * struct kdf_expr_node - an operator, or an operand
 * @op: which
 * @is_signed: of a cast
 * @bits: of a cast
 * @operands: numbers of nodes before this one; of a leaf: the number of it
 * @number: of OP_NUMBER
 */
struct kdf_expr_node {
	enum expr_op op;
	bool is_signed;
	uint8_t bits;
	uint16_t operands[3];
	__int128 number;
};

/** enum leaf_need - what a name must be for what is done with it */
enum leaf_need {
	NEED_NUMBER,
	NEED_POINTER,	/* IS_ERR() */
	NEED_ERROR,	/* is_error(): a pointer, or a signed integer of 4 or 8 bytes */
	NEED_STRUCT,	/* "*p" */
};

/**
 * struct kdf_expr_leaf - a name with members: a value, a constant, or &SYMBOL
 * @text: where, in the source
 * @len: bytes of it
 * @name_len: bytes of the name in front
 * @old: in old()
 * @symbol: the address of a kernel symbol
 * @need: what it must be
 */
struct kdf_expr_leaf {
	const char *text;
	uint8_t len;
	uint8_t name_len;
	bool old;
	bool symbol;
	enum leaf_need need;
};

/* expr-parse.c, for the parsers of contracts and sequences: up to what cannot be part of it. */
int expr_parse(struct lexer *lex, struct kdf_expr *expr, enum kdf_expr_when when);
int expr_parse_path(struct lexer *lex, struct kdf_expr *expr, enum kdf_expr_when when);
int expr_parse_unchanged(struct lexer *lex, struct kdf_expr *expr);

#endif /* KDF_EXPR_PRIVATE_H */
