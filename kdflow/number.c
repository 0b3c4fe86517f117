// SPDX-License-Identifier: GPL-2.0-or-later
/* Numbers on the command line. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"

static const char suffix_chars[] = "KMG";

bool parse_number(const char *str, bool suffixes, uint64_t *value)
{
	unsigned int shift = 0;
	const char *suffix;
	char *end;

	/* strtoull() itself would take blanks and a sign. */
	if (!isdigit((unsigned char)*str))
		return false;
	errno = 0;
	*value = strtoull(str, &end, strncmp(str, "0x", 2) ? 10 : 16);
	if (errno)
		return false;
	if (suffixes && *end) {
		suffix = strchr(suffix_chars, toupper((unsigned char)*end++));
		if (!suffix)
			return false;
		shift = 10 * (suffix - suffix_chars + 1);
	}
	if (*end || *value > UINT64_MAX >> shift)
		return false;
	*value <<= shift;
	return true;
}

const char *format_number(uint64_t value, char buf[static 24])
{
	unsigned int i = 0;

	while (value && value % 1024 == 0 && i < strlen(suffix_chars)) {
		value /= 1024;
		i++;
	}
	snprintf(buf, 24, "%llu%.1s", (unsigned long long)value, i ? &suffix_chars[i - 1] : "");
	return buf;
}
