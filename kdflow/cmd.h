/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the subcommands share. */
#ifndef KDFLOW_CMD_H
#define KDFLOW_CMD_H

#include <kdflow.h>

#define KDFLOW_VERSION "0.1"

/* EXIT_SUCCESS and EXIT_FAILURE are as usual. */
#define EXIT_USAGE 2

int cmd_help(int argc, char **argv);
int cmd_record(int argc, char **argv);
int cmd_version(int argc, char **argv);
int cmd_view(int argc, char **argv);

/* Not in the command for the guest, which has no libraries: NULL there. */
int cmd_export(int argc, char **argv) __attribute__((weak));
int cmd_tui(int argc, char **argv) __attribute__((weak));

/** complain - one line to standard error; returns EXIT_FAILURE */
int complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** usage - the command line is wrong: say so and where help is; returns EXIT_USAGE */
int usage(const char *command, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** parse_number - a decimal or 0x number, with K, M or G for powers of 1024 if @suffixes */
bool parse_number(const char *str, bool suffixes, uint64_t *value);

/** format_number - the shortest form that parse_number() understands */
const char *format_number(uint64_t value, char buf[static 24]);

/** error_name - "ENOENT" for 2, with the names that only the kernel uses; or NULL */
const char *error_name(unsigned int code);

/**
 * format_losses - one line that says how many records were lost and why
 * @words: words of records that were recorded
 *
 * Empty if nothing was lost.
 */
void format_losses(struct kdf_text *text, const struct kcov_df_stats *stats, uint64_t words);

/** format_session_losses - the same of a session */
void format_session_losses(struct kdf_text *text, const struct kcov_df_counters *c);

#endif /* KDFLOW_CMD_H */
