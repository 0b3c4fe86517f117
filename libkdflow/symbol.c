// SPDX-License-Identifier: GPL-2.0-or-later
/* Names of functions, in the format of /proc/kallsyms. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdflow.h"

/*
 * Several names of one address: a global one says more than a local one, and
 * the padding in front of a function (__pfx_) can start where the last one ends.
 */
static int symbol_rank(char type, const char *name)
{
	if (!strncmp(name, "__pfx_", 6) || !strncmp(name, "__cfi_", 6) || name[0] == '$')
		return 0;
	switch (type) {
	case 'T':
		return 3;
	case 'W':
	case 'w':
		return 2;
	case 't':
		return 1;
	default:
		return 0;
	}
}

static int symbol_cmp(const void *a, const void *b)
{
	const struct kdf_symbol *x = a, *y = b;

	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	if (x->rank != y->rank)
		return y->rank - x->rank;
	return x->name < y->name ? -1 : x->name > y->name; /* the order of the source */
}

static int symbol_add(struct kdf_symbols *s, const struct kdf_symbol *sym)
{
	if (s->count == s->alloc) {
		size_t alloc = s->alloc ? s->alloc * 2 : 1024;
		void *p = reallocarray(s->symbols, alloc, sizeof(*sym));

		if (!p)
			return -ENOMEM;
		s->symbols = p;
		s->alloc = alloc;
	}
	s->symbols[s->count++] = *sym;
	return 0;
}

/* Ends the word at @p, which must not be empty; returns what follows it. */
static char *word_end(char *p, char *end)
{
	char *q = p;

	while (q < end && isgraph((unsigned char)*q))
		q++;
	if (q == p || (q < end && *q != ' ' && *q != '\t'))
		return NULL;
	if (q < end)
		*q++ = '\0';
	return q;
}

/* "ADDRESS TYPE NAME", and "\t[MODULE]" perhaps; the newline is a NUL already. */
static bool symbol_parse(struct kdf_symbol *sym, char *line, char *end)
{
	char *p = line, *type, *name, *module;

	sym->addr = strtoull(line, &p, 16);
	if (*p != ' ' || p - line > 16 || !isxdigit((unsigned char)*line))
		return false;
	type = p + 1;
	name = word_end(type, end);
	if (!name || type[1])
		return false;
	module = word_end(name, end);
	if (!module)
		return false;
	sym->name = name;
	sym->module = "vmlinux";
	sym->rank = symbol_rank(*type, name);
	if (module == end)
		return end[-1]; /* a NUL was a blank, with nothing behind it */
	p = word_end(module, end);
	if (p != end || module[0] != '[' || end[-1] != ']' || end - module < 3)
		return false;
	end[-1] = '\0';
	sym->module = module + 1;
	return true;
}

static void symbols_sort(struct kdf_symbols *s)
{
	size_t n = 0;

	if (s->count)
		qsort(s->symbols, s->count, sizeof(*s->symbols), symbol_cmp);
	for (size_t i = 0; i < s->count; i++) {
		if (!n || s->symbols[n - 1].addr != s->symbols[i].addr)
			s->symbols[n++] = s->symbols[i];
	}
	s->count = n;
}

int kdf_symbols_parse(struct kdf_symbols *s, const char *source, char *text, size_t len,
		      struct kdf_error *err)
{
	char *end = text + len;
	size_t number = 0;
	int ret = 0;

	*s = (struct kdf_symbols){ .text = text };
	for (char *line = text, *next; line < end && !ret; line = next + 1) {
		struct kdf_symbol sym;

		number++;
		next = memchr(line, '\n', end - line);
		if (!next)
			next = end;
		*next = '\0';
		if (!symbol_parse(&sym, line, next))
			ret = kdf_fail(err, EBADMSG,
				       "%s: symbol %zu: expected \"ADDRESS TYPE NAME [MODULE]\"",
				       source, number);
		else if (sym.rank && symbol_add(s, &sym))
			ret = kdf_fail_sys(err, ENOMEM, "%s", source);
	}
	symbols_sort(s);
	return ret;
}

/* Files in /proc have no size: read until the end. */
static char *read_file(const char *path, size_t *len, struct kdf_error *err)
{
	FILE *f = fopen(path, "re");
	size_t alloc = 1 << 20, n;
	char *text = NULL, *p;

	*len = 0;
	if (!f) {
		kdf_fail_sys(err, errno, "%s", path);
		return NULL;
	}
	do {
		alloc *= 2;
		p = realloc(text, alloc);
		if (!p)
			break;
		text = p;
		n = fread(text + *len, 1, alloc - 1 - *len, f);
		*len += n;
	} while (*len == alloc - 1);
	if (!p || ferror(f)) {
		kdf_fail_sys(err, p ? EIO : ENOMEM, "%s", path);
		free(text);
		text = NULL;
	} else {
		text[*len] = '\0';
	}
	fclose(f);
	return text;
}

/* A reader without the right to see them is given zeros for addresses. */
static bool symbols_hidden(const struct kdf_symbols *s)
{
	return !s->count || !s->symbols[s->count - 1].addr;
}

/* The address of a symbol in @line; other names of that address may have won in the table. */
static uint64_t find_address(const char *text, const char *line)
{
	const char *p = strstr(text, line);

	if (!p)
		return 0;
	while (p > text && p[-1] != '\n')
		p--;
	return strtoull(p, NULL, 16);
}

int kdf_symbols_kernel(struct kdf_symbols *s, const char *proc, uint64_t *offset,
		       struct kdf_error *err)
{
	char kallsyms[PATH_MAX];
	uint64_t text_addr, code, code_end;
	size_t len;
	char *text;
	int ret;

	snprintf(kallsyms, sizeof(kallsyms), "%s/kallsyms", proc);
	*s = (struct kdf_symbols){ 0 };
	*offset = 0;
	text = read_file(kallsyms, &len, err);
	if (!text)
		return -err->code;
	text_addr = find_address(text, " T _text\n");
	code = find_address(text, " T _stext\n");
	code_end = find_address(text, " T _etext\n");
	ret = kdf_symbols_parse(s, kallsyms, text, len, err);
	if (ret)
		return ret;
	if (symbols_hidden(s))
		return kdf_fail(err, EPERM,
				"%s: the kernel hides its addresses (sysctl kernel.kptr_restrict, CAP_SYSLOG)",
				kallsyms);
	if (!text_addr)
		return kdf_fail(err, ENOENT, "%s: expected the symbol _text", kallsyms);
	ret = kdf_kaslr_offset(proc, text_addr, offset, err);
	if (ret)
		return ret;
	for (size_t i = 0; i < s->count; i++)
		s->symbols[i].addr -= *offset;
	symbols_sort(s); /* absolute symbols may have wrapped around */
	if (code < code_end) {
		s->code = code - *offset;
		s->code_end = code_end - *offset;
	}
	return 0;
}

const struct kdf_symbol *kdf_symbols_around(const struct kdf_symbols *s, uint64_t addr)
{
	size_t lo = 0, hi = s->count;

	if (addr < s->code || addr >= s->code_end)
		return NULL;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->symbols[mid].addr <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo && s->symbols[lo - 1].addr >= s->code ? &s->symbols[lo - 1] : NULL;
}

const struct kdf_symbol *kdf_symbols_find(const struct kdf_symbols *s, uint64_t addr)
{
	size_t lo = 0, hi = s->count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->symbols[mid].addr == addr)
			return &s->symbols[mid];
		if (s->symbols[mid].addr < addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

void kdf_symbols_free(struct kdf_symbols *s)
{
	free(s->symbols);
	free(s->text);
	*s = (struct kdf_symbols){ 0 };
}
