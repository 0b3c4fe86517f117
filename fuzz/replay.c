// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs a fuzz target on its corpus, as TAP, without a fuzzer. With FILE...: on these. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static char *read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "re"), *out;
	char *data = NULL;
	int c;

	if (!file)
		return NULL;
	out = open_memstream(&data, size);
	while ((c = getc(file)) != EOF)
		putc(c, out);
	fclose(file);
	fclose(out);
	return data;
}

/* What is found stops here. The input has no bytes behind it that may be read. */
static void replay(const char *path)
{
	size_t size;
	char *data = read_file(path, &size), *exact;

	if (!data)
		fuzz_die("%s: expected a file", path);
	exact = malloc(size ? size : 1);
	if (!exact)
		fuzz_die("%s: no memory", path);
	memcpy(exact, data, size);
	free(data);
	LLVMFuzzerTestOneInput((uint8_t *)exact, size);
	free(exact);
}

static int is_file(const struct dirent *entry)
{
	return *entry->d_name != '.';
}

static int replay_corpus(const char *folder)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, is_file, alphasort);

	if (n <= 0)
		fuzz_die("%s: expected a corpus", folder);
	printf("1..%d\n", n);
	for (int i = 0; i < n; i++) {
		char path[512];

		snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
		printf("# %s\n", path);
		fflush(stdout);
		replay(path);
		printf("ok %d - %s\n", i + 1, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return replay_corpus(FUZZ_CORPUS);
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	return EXIT_SUCCESS;
}
