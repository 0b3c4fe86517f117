// SPDX-License-Identifier: GPL-2.0-or-later
/* Record a command: the child turns the recording on for itself, then becomes the command. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd.h"
#include "record.h"

/* As in a shell. */
#define STATUS_NOT_EXECUTABLE 126
#define STATUS_NOT_FOUND 127

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

static void run(struct recording *rec, void *path, int report)
{
	struct child_report failure = { 0 };

	if (!record_enable(rec, &failure.err)) {
		failure.recorded = true;
		execvp(path, rec->command);
		kdf_fail_sys(&failure.err, errno, "%s", rec->command[0]);
		record_disable(rec, &(struct kdf_error){ 0 });
	}
	child_say(report, &failure);
	_exit(exec_status(failure.err.code));
}

int record_command(struct recording *rec, const char *path, bool *recorded)
{
	struct child_report report;

	record_symbols(rec, &rec->before);
	record_names(rec);
	if (record_filter(rec, true) ||
	    record_child(rec, run, (void *)path, &report, &rec->exit_status))
		return EXIT_FAILURE;
	if (report.err.code) {
		complain("%s", report.err.text);
		if (!report.recorded)
			return EXIT_FAILURE;
	}
	*recorded = true;
	if (rec->before.count)
		record_symbols(rec, &rec->symbols);
	record_names(rec);
	return rec->exit_status;
}
