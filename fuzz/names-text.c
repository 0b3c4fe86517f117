// SPDX-License-Identifier: GPL-2.0-or-later
/* Names as they are in a trace. */
#include "fuzz.h"
#include "look-up.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdf_names names = { 0 };
	struct kdf_error err;

	if (kdf_names_add_text(&names, "fuzz", (const char *)data, size, &err))
		fuzz_error(&err);
	fuzz_names(&names);
	kdf_names_free(&names);
	return 0;
}
