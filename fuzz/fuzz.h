/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the fuzz targets share; each has an LLVMFuzzerTestOneInput(), as libFuzzer wants it. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* To the fuzzer, or to replay.c. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** fuzz_die - the target itself cannot go on, or has found what must not be */
void fuzz_die(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

/* file.c */

/** fuzz_path - the name of file @i, 0 or 1, which is in memory and empty */
const char *fuzz_path(unsigned int i);

/** fuzz_file - the same with contents */
const char *fuzz_file(unsigned int i, const void *data, size_t size);

/* terminal.c */

/** fuzz_terminal - a stream that dies of all that a terminal could obey; closed as others */
FILE *fuzz_terminal(void);

/* commands.c */

/** FUZZ_COMMANDS - number of command lines */
#define FUZZ_COMMANDS 32

/** fuzz_command - kdflow with command line @i, for two traces, with a fuzz_terminal() for its output */
void fuzz_command(unsigned int i, const char *trace, const char *other);

#endif /* FUZZ_H */
