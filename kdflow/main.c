// SPDX-License-Identifier: GPL-2.0-or-later
/* kdflow: record the values that cross the kernel's function boundaries, and look at them. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"

const struct command *const commands[] = {
	&command_record, &command_view, &command_info, &command_report, &command_follow,
	&command_check, &command_infer, &command_diff, &command_help, &command_version,
	/* The list for the guest ends here. */
	&command_tui, &command_export, NULL,
};

static const struct {
	const char *option;
	const struct command *command;
} options[] = {
	{ "--help", &command_help },
	{ "-h", &command_help },
	{ "--version", &command_version },
	{ "-V", &command_version },
};

const struct command *command_named(const char *name)
{
	for (size_t i = 0; commands[i]; i++) {
		if (!strcmp(name, commands[i]->name))
			return commands[i];
	}
	return NULL;
}

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
	const struct command *command;

	if (argc < 2)
		return usage("", "expected a command");
	command = command_named(argv[1]);
	for (size_t i = 0; !command && i < sizeof(options) / sizeof(options[0]); i++) {
		if (!strcmp(argv[1], options[i].option))
			command = options[i].command;
	}
	if (!command)
		return usage("", "%s: no such command", argv[1]);
	return command->run(argc - 1, argv + 1);
}
