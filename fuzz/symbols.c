// SPDX-License-Identifier: GPL-2.0-or-later
/* Symbols as they are in a trace, and what their names are in the source. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "look-up.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	FILE *terminal = fuzz_terminal();
	struct kdf_symbols symbols;
	struct kdf_error err;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (kdf_symbols_parse(&symbols, "fuzz", text, size, &err))
		fuzz_error(&err);
	for (size_t i = 0; i < symbols.count; i++) {
		const struct kdf_symbol *s = &symbols.symbols[i];
		char *name = kdf_demangle(s->name);

		fprintf(terminal, "%s %s [%s]\n", s->name, name ? name : "", s->module);
		free(name);
		if (kdf_symbols_find(&symbols, s->addr) != s)
			fuzz_die("%s: expected to find it at its address", s->name);
	}
	kdf_symbols_free(&symbols);
	fclose(terminal);
	return 0;
}
