// SPDX-License-Identifier: GPL-2.0-or-later
/* kdflow: record the values that cross the kernel's function boundaries, and look at them. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "record", cmd_record },
	{ "view", cmd_view },
	{ "tui", cmd_tui },
	{ "export", cmd_export },
	{ "help", cmd_help },
	{ "version", cmd_version },
	{ "--help", cmd_help },
	{ "-h", cmd_help },
	{ "--version", cmd_version },
	{ "-V", cmd_version },
};

int complain(const char *fmt, ...)
{
	va_list ap;

	fputs("kdflow: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return EXIT_FAILURE;
}

int usage(const char *command, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "kdflow%s%s: ", *command ? " " : "", command);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "; see: kdflow help%s%s\n", *command ? " " : "", command);
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return usage("", "expected a command");
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(argv[1], commands[i].name))
			continue;
		if (!commands[i].run)
			return complain("%s: is not in this kdflow, which was built for a guest", argv[1]);
		return commands[i].run(argc - 1, argv + 1);
	}
	return usage("", "%s: no such command", argv[1]);
}
