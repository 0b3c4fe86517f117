/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the subcommands share. */
#ifndef KDFLOW_CMD_H
#define KDFLOW_CMD_H

#include <stdio.h>

#include <kdflow.h>

/* EXIT_SUCCESS and EXIT_FAILURE are as usual. */
#define EXIT_USAGE 2

/**
 * struct command - a subcommand
 * @name: its name
 * @summary: a line about it
 * @help: how it is used
 * @run: runs it; argv[0] is its name; returns an exit status
 *
 * Each is in the file that is called after it, and in the list in main.c.
 */
struct command {
	const char *name;
	const char *summary;
	const char *help;
	int (*run)(int argc, char **argv);
};

extern const struct command command_record;
extern const struct command command_view;
extern const struct command command_info;
extern const struct command command_check;
extern const struct command command_infer;
extern const struct command command_report;
extern const struct command command_follow;
extern const struct command command_diff;
extern const struct command command_help;
extern const struct command command_version;
/* These need libraries, and are not in the command for the guest: their addresses are NULL there. */
extern const struct command command_tui __attribute__((weak));
extern const struct command command_export __attribute__((weak));

/** commands - all of them, ended by NULL */
extern const struct command *const commands[];

/** command_named - the command of that name, or NULL */
const struct command *command_named(const char *name);

/** show_help - print how a command is used; returns an exit status */
int show_help(const struct command *command);

/** complain - one line to standard error; returns EXIT_FAILURE */
int complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** usage - the command line is wrong: say so and where help is; returns EXIT_USAGE */
int usage(const char *command, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** parse_number - a decimal or 0x number, with K, M or G for powers of 1024 if @suffixes */
bool parse_number(const char *str, bool suffixes, uint64_t *value);

/** format_number - the shortest form that parse_number() understands */
const char *format_number(uint64_t value, char buf[static 24]);

/** error_name - "ENOENT" for 2, with the names that only the kernel uses; or NULL */
static inline const char *error_name(unsigned int code)
{
	return kdf_errno_name(code);
}

/**
 * format_losses - one line that says how many records were lost and why
 * @words: words of records that were recorded
 *
 * Empty if nothing was lost.
 */
void format_losses(struct kdf_text *text, const struct kcov_df_stats *stats, uint64_t words);

/** format_session_losses - the same of a session */
void format_session_losses(struct kdf_text *text, const struct kcov_df_counters *c);

/* output.c: for commands that read a trace */

/** put_printable - a text that may come from anywhere, without what a terminal would obey */
void put_printable(FILE *out, const char *str, size_t len);

/** put_comm - the name of a task, likewise */
void put_comm(FILE *out, const struct kcov_df_chunk *chunk);

/** format_comm - the same as a text */
const char *format_comm(const struct kcov_df_chunk *chunk, char buf[static 24]);

/** wants_colour - is standard output a terminal of somebody who likes colours? */
bool wants_colour(void);

/** finish_output - flush it; complains and fails if something was not written */
int finish_output(FILE *out);

/**
 * open_trace - open the trace of a session; complains and fails if it is none
 * @command: who asks, for messages
 * @path: its name, "-" for standard input
 * @damaged: set if a part of it is missing, which was told: what follows uses the
 *	rest, and ends with EXIT_FAILURE
 *
 * @trace is to be freed in any case. With kdf_walk_begin() it goes on.
 */
int open_trace(struct kdf_trace *trace, const char *command, const char *path, bool *damaged);

#endif /* KDFLOW_CMD_H */
