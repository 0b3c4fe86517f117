// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pager.h"

/* Where there is no less, as in the guest, the output goes straight on. */
#define DEFAULT_PAGER "command -v less >/dev/null && exec less -R; exec cat"

static const char *pager_command(void)
{
	const char *command = getenv("KDFLOW_PAGER");

	if (!command)
		command = getenv("PAGER");
	return command ? command : DEFAULT_PAGER;
}

static void run_pager(const char *command, const int fds[2])
{
	dup2(fds[0], STDIN_FILENO);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	/* less: leave at once if all fits, leave the screen as it is */
	setenv("LESS", "FRX", false);
	execl("/bin/sh", "sh", "-c", command, NULL);
	_exit(127);
}

pid_t pager_begin(void)
{
	const char *command = pager_command();
	int fds[2];
	pid_t pid;

	if (!isatty(STDOUT_FILENO) || !*command || !strcmp(command, "cat"))
		return 0;
	if (pipe2(fds, O_CLOEXEC))
		return 0;
	pid = fork();
	if (!pid)
		run_pager(command, fds);
	if (pid > 0) {
		dup2(fds[1], STDOUT_FILENO);
		/* Ctrl-C is the pager's: what it does to us is that nobody reads any more. */
		signal(SIGINT, SIG_IGN);
	}
	close(fds[0]);
	close(fds[1]);
	return pid > 0 ? pid : 0;
}

void pager_end(pid_t pager)
{
	if (!pager)
		return;
	fclose(stdout);
	while (waitpid(pager, NULL, 0) < 0 && errno == EINTR)
		;
}
