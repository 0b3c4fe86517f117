// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What system calls cost while nobody records, and when the kernel started its
 * first process.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure.h"

static int zero, null, pipe_in, pipe_out;
static char bytes[8];

/* Straight to the kernel: what the C library does is no matter of the kernel's. */
static long check(long result, const char *what)
{
	if (result < 0)
		err(1, "%s", what);
	return result;
}

static void do_getppid(void)
{
	check(syscall(SYS_getppid), "getppid");
}

static void do_stat(void)
{
	struct stat st;

	check(syscall(SYS_stat, "/bin/busybox", &st), "stat");
}

static void do_openclose(void)
{
	long fd = check(syscall(SYS_open, "/dev/null", O_RDONLY), "open");

	check(syscall(SYS_close, fd), "close");
}

static void do_read(void)
{
	check(syscall(SYS_read, zero, bytes, sizeof(bytes)), "read");
}

static void do_write(void)
{
	check(syscall(SYS_write, null, bytes, sizeof(bytes)), "write");
}

static void do_pipe(void)
{
	check(syscall(SYS_write, pipe_in, bytes, sizeof(bytes)), "write to a pipe");
	check(syscall(SYS_read, pipe_out, bytes, sizeof(bytes)), "read from a pipe");
}

static void do_fork(void)
{
	long pid = check(syscall(SYS_fork), "fork");

	if (!pid)
		syscall(SYS_exit_group, 0);
	check(syscall(SYS_wait4, pid, NULL, 0, NULL), "wait4");
}

static const struct {
	const char *name;
	void (*body)(void);
	unsigned int batch;
} loops[] = {
	{ "idle.getppid", do_getppid, 100 },
	{ "idle.stat", do_stat, 10 },
	{ "idle.openclose", do_openclose, 10 },
	{ "idle.read", do_read, 100 },
	{ "idle.write", do_write, 100 },
	{ "idle.pipe", do_pipe, 20 },
	{ "idle.fork", do_fork, 1 },
};

static int open_or_die(const char *path, int flags)
{
	return check(open(path, flags), path);
}

/* A line of the kernel's log is "priority,sequence,microseconds,flags;text". */
static void print_boot(void)
{
	int fd = open_or_die("/dev/kmsg", O_RDONLY | O_NONBLOCK);
	unsigned long long usec;
	char line[8192];
	ssize_t n;

	while ((n = read(fd, line, sizeof(line) - 1)) > 0 || (n < 0 && errno == EPIPE)) {
		if (n < 0)
			continue;
		line[n] = '\0';
		if (strstr(line, ";Run /init as init process") &&
		    sscanf(line, "%*u,%*u,%llu,", &usec) == 1) {
			print_figure("boot.init", usec * 1e3);
			break;
		}
	}
	close(fd);
}

int main(void)
{
	int ends[2];
	size_t i;

	need_instruction_clock();
	print_boot();
	zero = open_or_die("/dev/zero", O_RDONLY);
	null = open_or_die("/dev/null", O_WRONLY);
	check(pipe(ends), "pipe");
	pipe_out = ends[0];
	pipe_in = ends[1];

	for (i = 0; i < sizeof(loops) / sizeof(loops[0]); i++)
		print_figure(loops[i].name, measure(loops[i].body, loops[i].batch));
	return 0;
}
