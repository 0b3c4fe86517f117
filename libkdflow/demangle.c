// SPDX-License-Identifier: GPL-2.0-or-later
/* _RNvCs1234_7mycrate3foo -> mycrate::foo */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <libiberty/demangle.h>

#include "names-private.h"
#include "text.h"

struct output {
	struct kdf_text text;
	jmp_buf too_long;
};

static void add(const char *part, size_t len, void *data)
{
	struct output *out = data;

	/* Some bytes can stand for any number of others: a name may refer to parts of itself. */
	if (out->text.len + len > NAMES_FIELD_MAX)
		longjmp(out->too_long, 1);
	kdf_text_add(&out->text, "%.*s", (int)len, part);
}

static bool demangle(struct output *out, const char *name)
{
	if (setjmp(out->too_long))
		return false;
	return rust_demangle_callback(name, 0, add, out) && !out->text.failed && out->text.len &&
	       names_fit(out->text.str);
}

char *kdf_demangle(const char *name)
{
	struct output *out;
	char *found = NULL;

	/* The functions of C++ begin with _Z, too; the library tells them by their end. */
	if (strncmp(name, "_R", 2) && strncmp(name, "_ZN", 3))
		return NULL;
	out = calloc(1, sizeof(*out));
	if (!out)
		return NULL;
	if (demangle(out, name))
		found = out->text.str;
	else
		kdf_text_free(&out->text);
	free(out);
	return found;
}
