// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "where.h"

/* "*: post never EXPRESSION", so that what it holds for is reported. */
int where_parse(struct where *w, const char *command)
{
	struct kdf_source source = { "--where", 1, w->text, w->text, NULL };
	struct kdf_error err;

	if (!w->text)
		return EXIT_SUCCESS;
	source.end = w->text + strlen(w->text);
	w->glob = "*";
	w->contract = (struct kdf_contract){
		.line = 1,
		.kind = KDF_POST,
		.never = true,
		.target = { .globs = &w->glob, .count = 1 },
	};
	w->contracts = (struct kdf_contracts){ .path = "--where", .contracts = &w->contract, .count = 1 };
	if (kdf_expr_parse(&w->contract.expr, &source, KDF_EXPR_POST, &err))
		return usage(command, "%s", err.text);
	return EXIT_SUCCESS;
}

static void report(void *data, const struct kdf_violation *v)
{
	struct where *w = data;

	(void)v;
	w->holds = true;
}

int where_begin(struct where *w, struct kdf_trace *trace)
{
	struct kdf_error err;

	if (!w->text || !kdf_check_begin(&w->check, &w->contracts, trace, report, w, &err))
		return EXIT_SUCCESS;
	return complain("%s; nor does it fit any other function", err.text);
}

bool where_holds(struct where *w, const struct kdf_walk *walk)
{
	w->holds = false;
	/* Without sequences, nothing can fail. */
	kdf_check_boundary(&w->check, walk);
	w->undecided = w->contract.undecided;
	return w->holds;
}

void where_tell_undecided(const struct where *w, const struct kdf_trace *trace)
{
	if (w->undecided)
		complain("%s: of %llu other calls it is not known whether %s holds", trace->path,
			 (unsigned long long)w->undecided, w->text);
}

void where_free(struct where *w)
{
	kdf_check_free(&w->check);
	kdf_expr_free(&w->contract.expr);
	*w = (struct where){ 0 };
}
