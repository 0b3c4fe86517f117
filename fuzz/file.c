// SPDX-License-Identifier: GPL-2.0-or-later
/* Files that are in memory only: what is tested opens them by name. */
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

void fuzz_die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vdprintf(STDERR_FILENO, fmt, ap);
	va_end(ap);
	dprintf(STDERR_FILENO, "\n");
	abort();
}

const char *fuzz_path(unsigned int i)
{
	static char path[2][32];
	static int fd[2];

	if (!*path[i]) {
		fd[i] = memfd_create("fuzz", MFD_CLOEXEC);
		snprintf(path[i], sizeof(path[i]), "/proc/self/fd/%d", fd[i]);
	}
	if (fd[i] < 0 || ftruncate(fd[i], 0))
		fuzz_die("expected a file in memory");
	return path[i];
}

const char *fuzz_file(unsigned int i, const void *data, size_t size)
{
	const char *path = fuzz_path(i);
	FILE *file = fopen(path, "we");

	if (!file || fwrite(data, 1, size, file) != size || fclose(file))
		fuzz_die("%s: expected to write %zu bytes", path, size);
	return path;
}
