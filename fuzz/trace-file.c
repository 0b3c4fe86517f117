// SPDX-License-Identifier: GPL-2.0-or-later
/* A trace file, byte by byte: its header, blocks, sizes, checksums, compression. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file(0, data, size);

	fuzz_command(0, path, path);
	return 0;
}
