// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"

static const char help_main[] =
	"usage: kdflow COMMAND [OPTION...] [ARGUMENT...]\n"
	"\n"
	"Records the values that cross the function boundaries of a Linux kernel while\n"
	"one task is in it, and shows them as a tree of calls.\n"
	"\n"
	"  record    record a module's work, or a command's time in the kernel\n"
	"  view      show a recorded trace\n"
	"  help      show help, also of a command: kdflow help record\n"
	"  version   show the version\n"
	"\n"
	"Exit status: 0 success, 1 failure, 2 wrong usage.\n";

static const char help_record[] =
	"usage: kdflow record [-o FILE] [-b WORDS] --module FILE.ko --trigger PATH\n"
	"       kdflow record [-o FILE] [-b WORDS] -- COMMAND [ARGUMENT...]\n"
	"\n"
	"The first form loads a kernel module, records the writing of \"1\" to the file\n"
	"PATH, and unloads the module. The second runs COMMAND and records it from its\n"
	"start to its end, without its children and threads. Both need root.\n"
	"\n"
	"  -o, --output FILE     the trace file to write (default: trace.kdflow)\n"
	"  -b, --buffer WORDS    size of the buffer in 64-bit words; K, M or G after the\n"
	"                        number for powers of 1024 (default: 4M)\n"
	"  -m, --module FILE.ko  the module to load\n"
	"  -t, --trigger PATH    the file whose write to record\n"
	"  -h, --help            this help\n"
	"\n"
	"Exit status: 0 success, 1 failure, 2 wrong usage. With COMMAND: that of COMMAND,\n"
	"128 + N if signal N killed it, 127 if it was not found, 126 if it could not be\n"
	"run; 1 if the recording failed.\n";

static const char help_view[] =
	"usage: kdflow view [OPTION...] FILE\n"
	"\n"
	"Shows the calls in the trace FILE, \"-\" for standard input, one line per entry\n"
	"and return, indented by call depth:\n"
	"\n"
	"  NAME [MODULE](ARGUMENT, ...)       an entry\n"
	"  VALUE = NAME [MODULE]()            a return\n"
	"\n"
	"A struct is shown as {FIELD, ...}, after its address unless it is on the task's\n"
	"stack. \"?\" is a value that could not be read.\n"
	"\n"
	"      --raw            one line per record, with all its fields\n"
	"      --only MODULE    only the calls of MODULE; \"vmlinux\" for the kernel itself\n"
	"  -C, --context N      with --only: N lines around those calls as well\n"
	"  -a, --addresses      show the address of every struct\n"
	"      --fields N       at most N fields of a struct, 0 for all (default: 32)\n"
	"      --info           show how the trace was made, instead of the calls\n"
	"  -h, --help           this help\n"
	"\n"
	"Exit status: 0 success, 1 failure (a damaged trace is shown up to the damage),\n"
	"2 wrong usage. No colours with NO_COLOR in the environment.\n";

int cmd_help(int argc, char **argv)
{
	const char *text = help_main;

	if (argc > 2)
		return usage("", "help: expected one command");
	if (argc == 2 && !strcmp(argv[1], "record"))
		text = help_record;
	else if (argc == 2 && !strcmp(argv[1], "view"))
		text = help_view;
	else if (argc == 2 && strcmp(argv[1], "help") && strcmp(argv[1], "version"))
		return usage("", "help: %s: no such command", argv[1]);
	fputs(text, stdout);
	if (fflush(stdout))
		return complain("standard output: cannot write");
	return EXIT_SUCCESS;
}

int cmd_version(int argc, char **argv)
{
	(void)argv;
	if (argc > 1)
		return usage("", "version: expected no argument");
	puts("kdflow " KDFLOW_VERSION);
	if (fflush(stdout))
		return complain("standard output: cannot write");
	return EXIT_SUCCESS;
}
