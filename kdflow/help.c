// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"

static const char help_main[] =
	"usage: kdflow COMMAND [OPTION...] [ARGUMENT...]\n"
	"\n"
	"Records the values that cross the function boundaries of a Linux kernel while\n"
	"tasks are in it, and shows them as trees of calls.\n"
	"\n"
	"  record    record a module's work, or a command's time in the kernel\n"
	"  view      show a recorded trace\n"
	"  tui       look around in a recorded trace\n"
	"  export    turn a recorded trace into what other programs read\n"
	"  help      show help, also of a command: kdflow help record\n"
	"  version   show the version\n"
	"\n"
	"Exit status: 0 success, 1 failure, 2 wrong usage.\n";

static const char help_record[] =
	"usage: kdflow record [OPTION...] --module FILE.ko --trigger PATH\n"
	"       kdflow record [OPTION...] -- COMMAND [ARGUMENT...]\n"
	"\n"
	"The first form loads a kernel module, records the writing of \"1\" to the file\n"
	"PATH, and unloads the module. The second runs COMMAND and records it from its\n"
	"start to its end, with its children and threads. Both need root.\n"
	"\n"
	"  -o, --output FILE       the trace file to write (default: trace.kdflow)\n"
	"  -m, --module FILE.ko    the module to load\n"
	"  -t, --trigger PATH      the file whose write to record\n"
	"\n"
	"What is recorded; each of these can be given several times:\n"
	"      --function GLOB     only functions that some GLOB matches\n"
	"      --not-function GLOB not those\n"
	"  -m, --module GLOB       only functions of modules (names, not ending in .ko);\n"
	"                          \"vmlinux\" for the kernel itself\n"
	"      --not-module GLOB   not those\n"
	"\n"
	"How:\n"
	"  -f, --follow            children and threads as well (default)\n"
	"      --no-follow         the task alone\n"
	"      --snapshot BYTES    how much of a struct to capture, up to 4096, 0 for\n"
	"                          nothing (default: 256)\n"
	"      --after WHEN        capture structs behind pointers again at the exit: off,\n"
	"                          always, or changed, if they have (default)\n"
	"      --flight-recorder   keep the newest records, and write them at the end\n"
	"  -b, --buffer BYTES      size of the buffer; K, M or G after the number for\n"
	"                          powers of 1024 (default: 32M)\n"
	"      --vmlinux FILE      the running kernel's file, for names (default: where the\n"
	"                          distribution puts it)\n"
	"      --names FILE.ko     a module's file, for names\n"
	"      --rfc               through the RFC's device: one record per argument\n"
	"  -h, --help              this help\n"
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
	"Arguments and fields have their names where the trace has them, and a return\n"
	"tells which fields have changed: (ARGUMENT->FIELD: OLD -> NEW). A struct is shown\n"
	"as {FIELD, ...} after its address. \"?\" is a value that could not be read.\n"
	"\n"
	"Which calls; all that is given must hold:\n"
	"      --module GLOB    those of modules; \"vmlinux\" for the kernel itself\n"
	"      --function GLOB  those of functions\n"
	"      --task TASK      those of a task: its number, or GLOB for its name\n"
	"      --changed        those that have changed a struct\n"
	"      --errors         those that have returned an error, and the calls around them\n"
	"  -C, --context N      N lines around those calls as well\n"
	"      --depth N        N levels of calls; those inside are counted\n"
	"\n"
	"How:\n"
	"      --raw            one line per record, with all its fields\n"
	"      --json           JSON lines, see docs/kdflow-view.schema.json\n"
	"  -a, --addresses      show the address of every struct\n"
	"      --fields N       at most N fields of a struct, 0 for all (default: 32)\n"
	"      --info           show how the trace was made, instead of the calls\n"
	"      --no-pager       no pager; on a terminal it is $KDFLOW_PAGER, $PAGER or less\n"
	"  -h, --help           this help\n"
	"\n"
	"Exit status: 0 success, 1 failure (a damaged trace is shown up to the damage),\n"
	"2 wrong usage. No colours with NO_COLOR in the environment.\n";

static const char help_export[] =
	"usage: kdflow export --format FORMAT [OPTION...] TRACE [-o FILE]\n"
	"       kdflow export --schema\n"
	"\n"
	"Writes the calls in TRACE as FORMAT:\n"
	"\n"
	"  chrome    trace events for Perfetto; the time axis is the order of records\n"
	"  csv       a table with a row for each value\n"
	"  folded    stacks for flame graphs\n"
	"  html      one page for a browser: the call tree, search, what changed\n"
	"  jsonl     JSON lines; --schema prints their schema\n"
	"  sqlite    a database: calls, arguments, members, changes, tasks, functions\n"
	"\n"
	"  -o, --output FILE    write to FILE, not to standard output\n"
	"      --fields N       at most N fields of a struct, 0 for all (default: 0, html: 8)\n"
	"      --weight WHAT    of folded stacks: calls (default) or records\n"
	"      --module, --function, --task, --changed, --errors, -C, --depth\n"
	"                       some calls only, see: kdflow help view\n"
	"  -h, --help           this help\n"
	"\n"
	"Exit status: 0 success, 1 failure (a damaged trace is exported up to the damage),\n"
	"2 wrong usage.\n";

static const char help_tui[] =
	"usage: kdflow tui TRACE\n"
	"\n"
	"Shows the calls in TRACE on the terminal, to open and fold, to search, to follow a\n"
	"value through the boundaries where it appears. The key ? shows the keys.\n"
	"\n"
	"  -h, --help           this help\n"
	"\n"
	"Exit status: 0 success, 1 failure (a damaged trace is shown up to the damage),\n"
	"2 wrong usage.\n";

int cmd_help(int argc, char **argv)
{
	const char *text = help_main;

	if (argc > 2)
		return usage("", "help: expected one command");
	if (argc == 2 && !strcmp(argv[1], "record"))
		text = help_record;
	else if (argc == 2 && !strcmp(argv[1], "view"))
		text = help_view;
	else if (argc == 2 && !strcmp(argv[1], "export"))
		text = help_export;
	else if (argc == 2 && !strcmp(argv[1], "tui"))
		text = help_tui;
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
