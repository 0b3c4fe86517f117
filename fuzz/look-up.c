// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "look-up.h"

void fuzz_error(const struct kdf_error *err)
{
	FILE *terminal = fuzz_terminal();

	fputs(err->text, terminal);
	fclose(terminal);
}

static void look_up_type(struct kdf_names *names, const struct kdf_type *type)
{
	const struct kdf_definition *def;
	struct kdf_error err;

	if (type->id && kdf_names_definition(names, type->id, &def, &err))
		fuzz_error(&err);
	if (type->around && kdf_names_definition(names, type->around, &def, &err))
		fuzz_error(&err);
	if (type->element.id && kdf_names_definition(names, type->element.id, &def, &err))
		fuzz_error(&err);
}

static void look_up(struct kdf_names *names, uint64_t site)
{
	const struct kdf_function *func;
	struct kdf_error err;

	if (kdf_names_function(names, site, &func, &err)) {
		fuzz_error(&err);
		return;
	}
	if (!func)
		fuzz_die("site 0x%llx: expected a function", (unsigned long long)site);
	if (!func->typed)
		return;
	look_up_type(names, &func->ret);
	for (unsigned int i = 0; i < func->nparams; i++)
		look_up_type(names, &func->params[i].type);
}

/* What is malformed was left out. */
static void read_again(const struct kdf_text *text)
{
	struct kdf_names names = { 0 };
	struct kdf_error err;

	if (text->len && kdf_names_add_text(&names, "written", text->str, text->len, &err))
		fuzz_die("what was written cannot be read: %s", err.text);
	kdf_names_free(&names);
}

void fuzz_names(struct kdf_names *names)
{
	struct kdf_text text = { 0 };
	struct kdf_error err;
	uint64_t *sites;
	size_t unnamed;

	if (names->count)
		kdf_names_site(names, 0); /* sorts: sites can be there twice */
	sites = calloc(names->count + 1, sizeof(*sites));
	if (!sites)
		return;
	for (size_t i = 0; i < names->count; i++) {
		sites[i] = kdf_names_site(names, i);
		look_up(names, sites[i]);
	}
	kdf_names_write(names, sites, names->count, &text, &unnamed, &err);
	if (err.code)
		fuzz_error(&err);
	read_again(&text);
	kdf_text_free(&text);
	free(sites);
}
