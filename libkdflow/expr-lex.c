// SPDX-License-Identifier: GPL-2.0-or-later
/* The tokens of expressions and contracts. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "expr-private.h"

/* Longer ones first. */
static const char *const operators[] = {
	"=>", "->", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+", "-", "*", "/", "%", "<",
	">",  "!",  "~",  "&",	"^",  "|",  "?",  ":",	"(",  ")",  "[", "]", ".", ",", "=",
};

int source_fail(const struct kdf_source *source, const char *at, struct kdf_error *err, int code,
		const char *fmt, ...)
{
	char text[320];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return kdf_fail(err, code, "%.128s:%u:%td: %s", source->file, source->line,
			at - source->begin + 1, text);
}

/* What is in the file may not reach the terminal as it is. */
int lexer_expected(const struct lexer *lex, const char *what)
{
	char token[24];
	size_t i;

	for (i = 0; i < lex->len && i < sizeof(token) - 1; i++)
		token[i] = isprint((unsigned char)lex->text[i]) ? lex->text[i] : '?';
	token[i] = '\0';
	return source_fail(lex->source, lex->text, lex->err, EINVAL, "found %s%s%s: expected %s",
			   lex->len ? "\"" : "the end", token, lex->len ? "\"" : "", what);
}

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static int digit(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	return isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10 : 99;
}

static bool is_suffix(const char *p, const char *end)
{
	for (; p < end; p++) {
		if (!strchr("uUlL", *p))
			return false;
	}
	return true;
}

/* As in C: 10, 0x1f, 017, 0b101, all with u and l behind; at most 64 bits. */
static int number(struct lexer *lex)
{
	const char *p = lex->text, *end = p;
	unsigned __int128 value = 0;
	int base = 10;

	while (end < lex->source->end && is_name(*end))
		end++;
	lex->next = end;
	lex->len = end - p;
	if (*p == '0' && end - p > 2 && tolower((unsigned char)p[1]) == 'x')
		base = 16;
	else if (*p == '0' && end - p > 2 && tolower((unsigned char)p[1]) == 'b')
		base = 2;
	else if (*p == '0')
		base = 8;
	p += base == 16 || base == 2 ? 2 : 0;
	if (digit(*p) >= base)
		return lexer_expected(lex, "a number");
	for (; p < end && digit(*p) < base; p++) {
		value = value * base + digit(*p);
		if (value > UINT64_MAX)
			return lexer_expected(lex, "a number of at most 64 bits");
	}
	if (end - p > 3 || !is_suffix(p, end))
		return lexer_expected(lex, "a number");
	lex->number = value;
	return 0;
}

/* 'a', '\n' */
static int character(struct lexer *lex)
{
	static const char escapes[] = "n\nt\tr\r0\0\\\\''";
	const char *p = lex->text + 1, *end = lex->source->end;
	unsigned char c = 0;

	if (p < end && *p == '\\' && p + 1 < end) {
		for (size_t i = 0; i < sizeof(escapes) - 1; i += 2) {
			if (escapes[i] == p[1])
				c = escapes[i + 1];
		}
		p += c || p[1] == '0' ? 2 : 0;
	} else if (p < end && isprint((unsigned char)*p) && *p != '\'') {
		c = *p++;
	}
	if (p == lex->text + 1 || p >= end || *p != '\'')
		return lexer_expected(lex, "a character as 'a'");
	lex->type = TOKEN_NUMBER;
	lex->number = c;
	lex->next = p + 1;
	lex->len = lex->next - lex->text;
	return 0;
}

static int operator(struct lexer *lex)
{
	size_t left = lex->source->end - lex->text;

	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		size_t len = strlen(operators[i]);

		if (len <= left && !memcmp(lex->text, operators[i], len)) {
			lex->type = TOKEN_OPERATOR;
			lex->len = len;
			lex->next = lex->text + len;
			return 0;
		}
	}
	return lexer_expected(lex, "an expression");
}

int lexer_next(struct lexer *lex)
{
	const char *p = lex->next, *end = lex->source->end;

	while (p < end && isspace((unsigned char)*p))
		p++;
	lex->text = p;
	lex->len = p < end;
	lex->next = p;
	if (p == end) {
		lex->type = TOKEN_END;
		return 0;
	}
	if (isdigit((unsigned char)*p)) {
		lex->type = TOKEN_NUMBER;
		return number(lex);
	}
	if (*p == '\'')
		return character(lex);
	if (!is_name(*p))
		return operator(lex);
	while (p < end && is_name(*p))
		p++;
	lex->type = TOKEN_NAME;
	lex->next = p;
	lex->len = p - lex->text;
	return 0;
}

int lexer_begin(struct lexer *lex, const struct kdf_source *source, struct kdf_error *err)
{
	*lex = (struct lexer){ .source = source, .next = source->text, .err = err };
	return lexer_next(lex);
}

bool lexer_is(const struct lexer *lex, const char *token)
{
	return (lex->type == TOKEN_OPERATOR || lex->type == TOKEN_NAME) &&
	       lex->len == strlen(token) && !memcmp(lex->text, token, lex->len);
}

int lexer_accept(struct lexer *lex, const char *token)
{
	int ret;

	if (!lexer_is(lex, token))
		return 0;
	ret = lexer_next(lex);
	return ret ? ret : 1;
}

int lexer_require(struct lexer *lex, const char *token, const char *what)
{
	int ret = lexer_accept(lex, token);

	if (!ret)
		return lexer_expected(lex, what);
	return ret < 0 ? ret : 0;
}
