// SPDX-License-Identifier: GPL-2.0-or-later
/* What all commands that print a trace share. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"

void put_printable(FILE *out, const char *str, size_t len)
{
	for (size_t i = 0; i < len; i++)
		fputc(isprint((unsigned char)str[i]) ? str[i] : '?', out);
}

void put_comm(FILE *out, const struct kcov_df_chunk *chunk)
{
	put_printable(out, chunk->comm, strnlen(chunk->comm, sizeof(chunk->comm)));
}

const char *format_comm(const struct kcov_df_chunk *chunk, char buf[static 24])
{
	size_t i;

	for (i = 0; i < sizeof(chunk->comm) && chunk->comm[i]; i++)
		buf[i] = isprint((unsigned char)chunk->comm[i]) ? chunk->comm[i] : '?';
	buf[i] = '\0';
	return buf;
}

bool wants_colour(void)
{
	const char *no_color = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && !(no_color && *no_color);
}

int finish_output(FILE *out)
{
	if (!fflush(out) && !ferror(out))
		return EXIT_SUCCESS;
	/* Who reads the output has seen enough: no reason to complain. */
	if (errno == EPIPE)
		return EXIT_SUCCESS;
	return complain("standard output: %s", strerror(errno));
}

int open_trace(struct kdf_trace *trace, const char *command, const char *path, bool *damaged)
{
	struct kdf_error err;

	*damaged = false;
	if (kdf_trace_read(trace, path, &err)) {
		*damaged = true;
		complain("%s", err.text);
		if (!trace->blocks)
			return EXIT_FAILURE;
	}
	if (!trace->session)
		return complain("%s: is a trace of the RFC's device; kdflow %s needs one of a session",
				trace->path, command);
	if (*damaged)
		complain("%s: used are %zu chunks of records in %u whole blocks (%llu bytes)",
			 trace->path, trace->nchunks, trace->blocks,
			 (unsigned long long)trace->bytes);
	return EXIT_SUCCESS;
}
