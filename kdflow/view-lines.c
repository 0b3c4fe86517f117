// SPDX-License-Identifier: GPL-2.0-or-later
/* Which lines "kdflow view" shows. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "view.h"

/*
 * Adds to the shown ones of @n lines those within @context of them: one pass
 * forward and one backward, each carrying on for @context lines after a hit.
 */
int view_add_context(bool *shown, size_t n, uint64_t context)
{
	bool *hit = malloc(n + 1);
	uint64_t left = 0;

	if (!hit)
		return -ENOMEM;
	memcpy(hit, shown, n);
	for (size_t i = 0; i < n; i++) {
		left = hit[i] ? context + 1 : left;
		if (left)
			shown[i] = left--;
	}
	left = 0;
	for (size_t i = n; i-- > 0;) {
		left = hit[i] ? context + 1 : left;
		if (left)
			shown[i] = left--;
	}
	free(hit);
	return 0;
}

/* As grep does it: between groups of lines that do not touch. */
void view_separate(const struct view *v, const bool *shown, size_t i, bool *begun)
{
	if (shown && !v->json && v->context && *begun && i && !shown[i - 1])
		fputs("--\n", v->format.out);
	*begun = true;
}

/* The user asked for a module that is not there: tell which are. */
int view_no_module(const struct view *v, const char *(*next)(const struct view *v, size_t i))
{
	const char *seen[16] = { 0 }, *module;
	struct kdf_text text = { 0 };
	size_t n = 0, i;

	for (size_t s = 0; n < 16 && (module = next(v, s)); s++) {
		for (i = 0; i < n && strcmp(seen[i], module);)
			i++;
		if (i < n)
			continue;
		seen[n++] = module;
		kdf_text_add(&text, " %s", module);
	}
	complain("%s: no call of module %s; modules in the trace:%s%s", v->trace.path, v->only,
		 text.str ? text.str : " none", n == 16 ? " ..." : "");
	kdf_text_free(&text);
	return EXIT_FAILURE;
}
