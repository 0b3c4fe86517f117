// SPDX-License-Identifier: GPL-2.0-or-later
/* A file of contracts -> contracts. */
#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contract-private.h"
#include "kdflow.h"

/* Matching takes exponential time with many of them. */
#define STARS_MAX 6

static bool has_wildcard(const char *glob)
{
	for (; *glob; glob++) {
		if (strchr("*?[", *glob))
			return true;
		glob += *glob == '\\' && glob[1];
	}
	return false;
}

static int check_glob(const struct kdf_source *source, const char *at, const char *glob,
		      struct kdf_error *err)
{
	unsigned int stars = 0;

	for (const char *p = glob; *p; p++)
		stars += *p == '*';
	if (stars > STARS_MAX || strlen(glob) > EXPR_NAME_MAX)
		return source_fail(source, at, err, EINVAL,
				   "expected a pattern of at most %u bytes, with at most %u \"*\"",
				   EXPR_NAME_MAX, STARS_MAX);
	return 0;
}

static int add_glob(struct kdf_target *target, char *glob)
{
	void *globs = reallocarray(target->globs, target->count + 1, sizeof(*target->globs));

	if (!globs)
		return -ENOMEM;
	target->globs = globs;
	target->globs[target->count++] = glob;
	target->exact = target->exact && !has_wildcard(glob);
	return 0;
}

/* The module behind "in". */
static int take_module(struct kdf_target *target, char **save, const char *begin,
		       const struct kdf_source *source, struct kdf_error *err)
{
	const char *extra;

	target->module = strtok_r(NULL, BLANKS, save);
	if (!target->module || !target->count)
		return source_fail(source, source->end, err, EINVAL, "expected FUNCTION in MODULE");
	extra = strtok_r(NULL, BLANKS, save);
	if (extra)
		return source_fail(source, source->text + (extra - begin), err, EINVAL,
				   "expected nothing behind the module");
	return check_glob(source, source->text + (target->module - begin), target->module, err);
}

int contract_target(struct kdf_target *target, const struct kdf_source *source, const char *separators,
		    struct kdf_error *err)
{
	char *save, *word;
	int ret = 0;

	*target = (struct kdf_target){ .exact = true };
	target->copy = strndup(source->text, source->end - source->text);
	if (!target->copy)
		return kdf_fail_sys(err, ENOMEM, "%s", source->file);
	word = strtok_r(target->copy, separators, &save);
	for (; word && !ret; word = strtok_r(NULL, separators, &save)) {
		if (!strcmp(word, "in"))
			return take_module(target, &save, target->copy, source, err);
		ret = check_glob(source, source->text + (word - target->copy), word, err);
		if (!ret && add_glob(target, word))
			ret = kdf_fail_sys(err, ENOMEM, "%s", source->file);
	}
	if (!ret && !target->count)
		ret = source_fail(source, source->end, err, EINVAL, "expected the name of a function");
	return ret;
}

void contract_target_free(struct kdf_target *target)
{
	free(target->globs);
	free(target->copy);
}

bool kdf_target_matches(const struct kdf_target *target, const struct kdf_function *func)
{
	for (unsigned int i = 0; i < target->count; i++) {
		const char *glob = target->globs[i];

		if (*glob != *func->name && !strchr("*?[\\", *glob))
			continue;
		if (!fnmatch(glob, func->name, 0))
			return !target->module || !fnmatch(target->module, func->module, 0);
	}
	return false;
}

/* The ":" that ends the functions: Rust has "::" in names. */
static const char *find_colon(const struct kdf_source *source)
{
	for (const char *p = source->text; p < source->end; p++) {
		bool blank = p + 1 == source->end || isspace((unsigned char)p[1]);

		if (*p == ':' && blank && (p == source->text || p[-1] != ':'))
			return p;
	}
	return NULL;
}

static int parse_kind(struct lexer *lex, struct kdf_contract *c)
{
	int ret = lexer_accept(lex, "unchanged");

	if (ret) {
		c->kind = KDF_POST;
		return ret < 0 ? ret : expr_parse_unchanged(lex, &c->expr);
	}
	c->kind = lexer_is(lex, "pre") ? KDF_PRE : KDF_POST;
	if (!lexer_is(lex, "pre") && !lexer_is(lex, "post"))
		return lexer_expected(lex, "\"pre\", \"post\" or \"unchanged\"");
	ret = lexer_next(lex) ?: lexer_accept(lex, "never");
	c->never = ret > 0;
	return ret < 0 ? ret : expr_parse(lex, &c->expr, c->kind == KDF_PRE ? KDF_EXPR_PRE : KDF_EXPR_POST);
}

static int parse_condition(struct kdf_contract *c, const struct kdf_source *body, struct kdf_error *err)
{
	struct lexer lex;
	int ret = lexer_begin(&lex, body, err) ?: parse_kind(&lex, c);

	if (!ret && lex.type != TOKEN_END)
		ret = lexer_expected(&lex, "an operator or the end");
	c->expr.source = *body;
	return ret;
}

/* "sequence NAME" and "sequence NAME by task" are no names of functions. */
static bool is_sequence(const struct kdf_source *head)
{
	static const char word[] = "sequence";
	const char *p = head->text + sizeof(word) - 1;

	if (head->end - head->text < (ptrdiff_t)sizeof(word) || memcmp(head->text, word, sizeof(word) - 1) ||
	    !isblank((unsigned char)*p))
		return false;
	while (p < head->end && isblank((unsigned char)*p))
		p++;
	return p < head->end && strncmp(p, "in ", 3);
}

static int parse_contract(struct kdf_contract *c, const struct kdf_source *source, struct kdf_error *err)
{
	const char *colon = find_colon(source);
	struct kdf_source head = *source, body = *source;

	if (!colon)
		return source_fail(source, source->text, err, EINVAL,
				   "expected FUNCTION: pre, post or unchanged, or sequence NAME: STEPS");
	head.end = colon;
	body.text = colon + 1;
	if (is_sequence(&head))
		return contract_sequence(c, &head, &body, err);
	return contract_target(&c->target, &head, BLANKS ",", err) ?: parse_condition(c, &body, err);
}

/* Blanks around it and a comment behind it are not part of a contract. */
static void trim(struct kdf_source *line)
{
	for (const char *p = line->text; p < line->end; p++) {
		if (*p == '#' && (p == line->begin || isspace((unsigned char)p[-1])))
			line->end = p;
	}
	while (line->text < line->end && isspace((unsigned char)*line->text))
		line->text++;
	while (line->text < line->end && isspace((unsigned char)line->end[-1]))
		line->end--;
}

static int add_contract(struct kdf_contracts *set, const struct kdf_source *source, struct kdf_error *err)
{
	struct kdf_contract *c;

	if (set->count == KDF_CONTRACTS_COUNT)
		return source_fail(source, source->text, err, EINVAL, "expected at most %u contracts",
				   KDF_CONTRACTS_COUNT);
	/* Grows at powers of two. */
	if (!(set->count & (set->count - 1))) {
		c = reallocarray(set->contracts, set->count ? 2 * set->count : 1, sizeof(*c));
		if (!c)
			return kdf_fail_sys(err, ENOMEM, "%s", set->path);
		set->contracts = c;
	}
	c = &set->contracts[set->count++];
	*c = (struct kdf_contract){
		.line = source->line,
		.text = source->text,
		.len = source->end - source->text,
	};
	return parse_contract(c, source, err);
}

int kdf_contracts_parse(struct kdf_contracts *set, const char *path, const char *text, size_t len,
			struct kdf_error *err)
{
	const char *end;
	unsigned int line = 0;
	int ret = 0;

	*set = (struct kdf_contracts){ .path = strdup(path), .text = malloc(len + 1) };
	if (!set->path || !set->text) {
		kdf_contracts_free(set);
		return kdf_fail_sys(err, ENOMEM, "%s", path);
	}
	memcpy(set->text, text, len);
	set->text[len] = '\0';
	end = set->text + len;
	for (const char *p = set->text; p < end && !ret;) {
		const char *newline = memchr(p, '\n', end - p);
		struct kdf_source source = { set->path, ++line, p, p, newline ? newline : end };

		p = source.end + 1;
		trim(&source);
		if (source.text < source.end)
			ret = add_contract(set, &source, err);
	}
	if (ret)
		kdf_contracts_free(set);
	return ret;
}

int kdf_contracts_read(struct kdf_contracts *set, const char *path, struct kdf_error *err)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t len = 0;
	int ret = 0;

	*set = (struct kdf_contracts){ 0 };
	if (!file)
		return kdf_fail_sys(err, errno, "%s", path);
	text = malloc(KDF_CONTRACTS_MAX + 1);
	if (text)
		len = fread(text, 1, KDF_CONTRACTS_MAX + 1, file);
	if (!text || ferror(file))
		ret = kdf_fail_sys(err, text ? errno : ENOMEM, "%s", path);
	else if (len > KDF_CONTRACTS_MAX)
		ret = kdf_fail(err, EFBIG, "%s: expected at most %u bytes", path, KDF_CONTRACTS_MAX);
	else
		ret = kdf_contracts_parse(set, path, text, len, err);
	free(text);
	fclose(file);
	return ret;
}

void kdf_contracts_free(struct kdf_contracts *set)
{
	for (size_t i = 0; i < set->count; i++) {
		contract_target_free(&set->contracts[i].target);
		kdf_expr_free(&set->contracts[i].expr);
		contract_sequence_free(&set->contracts[i]);
	}
	free(set->contracts);
	free(set->path);
	free(set->text);
	*set = (struct kdf_contracts){ 0 };
}
