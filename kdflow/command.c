// SPDX-License-Identifier: GPL-2.0-or-later
/* Record a command: the child turns the recording on for itself, then becomes the command. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd.h"
#include "record.h"

/* As in a shell. */
#define STATUS_NOT_EXECUTABLE 126
#define STATUS_NOT_FOUND 127
#define STATUS_SIGNAL 128

/* What the child says when it could not become the command. */
struct child_failure {
	bool enabled;
	struct kdf_error err;
};

static volatile pid_t child;

/* The command decides what the signal means; kdflow still has a trace to save. */
static void pass_on(int sig)
{
	if (child > 0)
		kill(child, sig);
}

static int exec_status(int code)
{
	return code == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_EXECUTABLE;
}

/* Is @path a program? 0, or an errno value. */
static int check_program(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return errno == ENOTDIR ? ENOENT : errno;
	if (!S_ISREG(st.st_mode) || access(path, X_OK))
		return EACCES;
	return 0;
}

/* Searched here and not in the child, whose failed attempts would be recorded. */
static int search_path(const char *name, char path[static PATH_MAX])
{
	const char *dirs = getenv("PATH");
	int code = ENOENT;

	for (const char *dir = dirs ? dirs : "/bin:/usr/bin", *end; dir; dir = *end ? end + 1 : NULL) {
		int len, ret;

		end = strchrnul(dir, ':');
		len = end - dir;
		ret = snprintf(path, PATH_MAX, "%.*s%s%s", len, dir, len ? "/" : "./", name);
		if (ret < 0 || ret >= PATH_MAX)
			continue;
		ret = check_program(path);
		if (!ret)
			return 0;
		if (ret == EACCES)
			code = ret;
	}
	return code;
}

char *find_command(const char *name, int *status)
{
	char path[PATH_MAX];
	char *found = NULL;
	int code;

	if (strchr(name, '/'))
		code = check_program(name);
	else
		code = *name ? search_path(name, path) : ENOENT;
	if (!code) {
		found = strdup(strchr(name, '/') ? name : path);
		code = found ? 0 : ENOMEM;
	}
	*status = code ? exec_status(code) : 0;
	if (code)
		complain("%s: %s", name, code == ENOENT ? "command not found" : strerror(code));
	return found;
}

static void run_child(struct recording *rec, const char *path, int report)
{
	struct child_failure failure = { 0 };

	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	if (!kdf_device_enable(&rec->dev, &failure.err)) {
		failure.enabled = true;
		execvp(path, rec->command);
		kdf_fail_sys(&failure.err, errno, "%s", rec->command[0]);
		kdf_device_disable(&rec->dev, &(struct kdf_error){ 0 });
	}
	/* Smaller than PIPE_BUF, so it arrives as a whole. */
	if (write(report, &failure, sizeof(failure)) < 0)
		_exit(STATUS_NOT_EXECUTABLE);
	_exit(exec_status(failure.err.code));
}

static int wait_child(void)
{
	int status;

	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			return complain("waitpid: %s", strerror(errno));
	}
	child = 0;
	return WIFSIGNALED(status) ? STATUS_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}

static void prepare_signals(void)
{
	struct sigaction pass = { .sa_handler = pass_on };

	/* The terminal sends these to the command as well. */
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	sigaction(SIGTERM, &pass, NULL);
	sigaction(SIGHUP, &pass, NULL);
}

int record_command(struct recording *rec, const char *path, bool *recorded)
{
	struct child_failure failure;
	int report[2];
	ssize_t len;

	record_symbols(rec, &rec->before);
	/* The child needs the file only; giving up the mapping would be recorded, page by page. */
	madvise(rec->dev.area, rec->dev.words * sizeof(uint64_t), MADV_DONTFORK);
	if (pipe2(report, O_CLOEXEC))
		return complain("pipe: %s", strerror(errno));
	prepare_signals();
	child = fork();
	if (child < 0)
		return complain("fork: %s", strerror(errno));
	if (!child)
		run_child(rec, path, report[1]);
	close(report[1]);
	do {
		len = read(report[0], &failure, sizeof(failure));
	} while (len < 0 && errno == EINTR);
	close(report[0]);
	rec->exit_status = wait_child();
	if (len == sizeof(failure)) {
		complain("%s", failure.err.text);
		if (!failure.enabled)
			return EXIT_FAILURE;
	}
	*recorded = true;
	if (rec->before.count)
		record_symbols(rec, &rec->symbols);
	return rec->exit_status;
}
