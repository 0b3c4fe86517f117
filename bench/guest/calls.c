// SPDX-License-Identifier: GPL-2.0-or-later
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "calls.h"

static int open_file(const char *name, const char *suffix)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "/sys/kernel/debug/bench_calls/%s%s", name, suffix);
	fd = open(path, O_RDWR);
	if (fd < 0)
		err(1, "%s: is the module loaded?", path);
	return fd;
}

void calls_open(struct calls *calls, const char *name)
{
	calls->function = open_file(name, "");
	calls->bare = open_file(name, "_bare");
}

void calls_make(int file, unsigned int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", n);

	if (write(file, text, len) != len)
		err(1, "calling a function of the module");
}

double calls_cost(int file, unsigned int n)
{
	char text[32];
	ssize_t len = read(file, text, sizeof(text) - 1);

	if (len <= 0)
		err(1, "reading the cost of a call");
	text[len] = '\0';
	return strtod(text, NULL) / n;
}
