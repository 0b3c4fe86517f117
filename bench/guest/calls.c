// SPDX-License-Identifier: GPL-2.0-or-later
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "calls.h"
#include "measure.h"

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

void calls_close(const struct calls *calls)
{
	close(calls->function);
	close(calls->bare);
}

void calls_make(int file)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d", CALLS);

	if (write(file, text, len) != len)
		err(1, "calling a function of the module");
}

double calls_cost(int file)
{
	char text[32];
	ssize_t len = read(file, text, sizeof(text) - 1);

	if (len <= 0)
		err(1, "reading the cost of a call");
	text[len] = '\0';
	return strtod(text, NULL) / CALLS;
}

double calls_median(int file)
{
	double instructions[BATCHES];
	int i;

	for (i = -WARM_UP; i < BATCHES; i++) {
		calls_make(file);
		if (i >= 0)
			instructions[i] = calls_cost(file);
	}
	return median(instructions, BATCHES);
}
