// SPDX-License-Identifier: GPL-2.0-or-later
/* Names in an ELF file: as vmlinux, then as a module whose sections are where fuzz/sections/ says; and its build-id. */
#include "fuzz.h"
#include "look-up.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file(0, data, size);
	struct kdf_names names = { 0 };
	struct kdf_build_id id;
	struct kdf_error err;

	if (kdf_names_add_vmlinux(&names, path, &err))
		fuzz_error(&err);
	if (kdf_names_add_module(&names, path, "module", "fuzz/sections", 0, &err))
		fuzz_error(&err);
	fuzz_names(&names);
	kdf_names_free(&names);
	kdf_build_id_file(&id, path, &err);
	kdf_build_id_notes(&id, path, &err);
	return 0;
}
