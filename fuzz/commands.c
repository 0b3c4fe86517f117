// SPDX-License-Identifier: GPL-2.0-or-later
/* The command line tool, in this process. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"

/* kdflow/main.c, compiled for this. */
int kdflow_main(int argc, char **argv);

/*
 * An input says which one of these it is for, so what is in the middle moves nothing if new ones are appended.
 * TRACE, OTHER and TABLE are the traces and a new file.
 */
static const char *const lines[] = {
	"view TRACE",
	"view --json TRACE",
	"view --raw TRACE",
	"view --addresses --fields 0 --depth 3 TRACE",
	"view --changed -C 1 TRACE",
	"view --errors --json TRACE",
	"view --where ret<0||arg1!=0 TRACE",
	"view --module [!v]* --task * -C 2 TRACE",
	"info TRACE",
	"info --json TRACE",
	"report TRACE",
	"report --json TRACE",
	"report --csv --sort name TRACE",
	"follow 1 TRACE",
	"follow --object --size 64 0xffff888003a41200 TRACE",
	"follow --json 0 TRACE",
	"check fuzz/any.contracts TRACE",
	"check --json fuzz/any.contracts TRACE",
	"infer --min 1 TRACE",
	"infer --min 1 --fields TRACE",
	"diff TRACE OTHER",
	"diff --json TRACE OTHER",
	"diff --calls --no-members TRACE OTHER",
	"export --format chrome TRACE",
	"export --format csv TRACE",
	"export --format folded TRACE",
	"export --format html TRACE",
	"export --format jsonl TRACE",
	"export --format sqlite -o TABLE TRACE",
	"infer --min 1 --fields TRACE OTHER",
	"report --by task --json TRACE",
	"export --format folded --weight records TRACE",
};

#define LINES (sizeof(lines) / sizeof(lines[0]))
_Static_assert(LINES <= FUZZ_COMMANDS, "more command lines than FUZZ_COMMANDS");

/* No colours, no pager and no progress, wherever the fuzzer itself writes to. */
int isatty(int fd)
{
	(void)fd;
	return 0;
}

static char table[64];

static void remove_table(void)
{
	unlink(table);
}

/* SQLite wants a real file. */
static char *table_path(void)
{
	int fd;

	if (*table)
		return table;
	snprintf(table, sizeof(table), "%s/kdflow-fuzz-XXXXXX", access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	fd = mkstemp(table);
	if (fd < 0 || close(fd) || atexit(remove_table))
		fuzz_die("%s: expected a file for a database", table);
	return table;
}

static char *argument(char *word, const char *trace, const char *other)
{
	if (!strcmp(word, "TRACE"))
		return (char *)trace;
	if (!strcmp(word, "OTHER"))
		return (char *)other;
	return strcmp(word, "TABLE") ? word : table_path();
}

void fuzz_command(unsigned int i, const char *trace, const char *other)
{
	char line[128], *argv[16] = { "kdflow" }, *save;
	FILE *out = stdout, *err = stderr;
	int argc = 1;

	if (access("fuzz/any.contracts", R_OK))
		fuzz_die("fuzz/any.contracts: expected to run in the top folder");
	snprintf(line, sizeof(line), "%s", lines[i % LINES]);
	for (char *word = strtok_r(line, " ", &save); word; word = strtok_r(NULL, " ", &save))
		argv[argc++] = argument(word, trace, other);
	stdout = fuzz_terminal();
	stderr = fuzz_terminal();
	optind = 0; /* begin anew */
	kdflow_main(argc, argv);
	fclose(stdout);
	fclose(stderr);
	stdout = out;
	stderr = err;
}
