// SPDX-License-Identifier: GPL-2.0-or-later
/* kdflow help, kdflow version. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"

static int show_commands(void)
{
	fputs("usage: kdflow COMMAND [OPTION...] [ARGUMENT...]\n"
	      "\n"
	      "Records the values that cross the function boundaries of a Linux kernel while\n"
	      "tasks are in it, and shows them as trees of calls.\n"
	      "\n",
	      stdout);
	for (size_t i = 0; commands[i]; i++)
		printf("  %-9s %s\n", commands[i]->name, commands[i]->summary);
	fputs("\n"
	      "Exit status: 0 success, 1 failure, 2 wrong usage.\n",
	      stdout);
	return finish_output(stdout);
}

int show_help(const struct command *command)
{
	fputs(command->help, stdout);
	return finish_output(stdout);
}

static int run_help(int argc, char **argv)
{
	const struct command *command;

	if (argc > 2)
		return usage("", "help: expected one command");
	if (argc < 2)
		return show_commands();
	command = command_named(argv[1]);
	if (!command)
		return usage("", "help: %s: no such command", argv[1]);
	return show_help(command);
}

const struct command command_help = {
	.name = "help",
	.summary = "show help, also of a command: kdflow help record",
	.help = "usage: kdflow help [COMMAND]\n"
		"\n"
		"Shows which commands there are, or how COMMAND is used.\n",
	.run = run_help,
};

static int run_version(int argc, char **argv)
{
	(void)argv;
	if (argc > 1)
		return usage("", "version: expected no argument");
	puts("kdflow " KDFLOW_VERSION);
	return finish_output(stdout);
}

const struct command command_version = {
	.name = "version",
	.summary = "show the version",
	.help = "usage: kdflow version\n"
		"\n"
		"Shows the version.\n",
	.run = run_version,
};
