// SPDX-License-Identifier: GPL-2.0-or-later
/* Record a module: load it, write its trigger, unload it. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd.h"
#include "record.h"

#define DEFAULT_TEXT "1"

static int trigger_open(const char *path)
{
	struct stat st;
	int fd;

	if (stat(path, &st)) {
		complain("trigger %s: %s%s", path, strerror(errno),
			 errno == ENOENT ? ": the module does not make this file" : "");
		return -1;
	}
	/* root may open what nobody may write, and would learn from the write only. */
	if (!(st.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH))) {
		complain("trigger %s: is read-only; expected a file that can be written", path);
		return -1;
	}
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		complain("trigger %s: %s", path, strerror(errno));
	return fd;
}

/* Between enable and disable there is the write and nothing else. */
static void run(struct recording *rec, void *fd, int report)
{
	const char *text = rec->text ? rec->text : DEFAULT_TEXT;
	struct child_report what = { 0 };
	size_t len = strlen(text);
	ssize_t written;
	int code;

	if (!record_enable(rec, &what.err)) {
		written = write(*(int *)fd, text, len);
		code = errno;
		what.recorded = true;
		if (!record_disable(rec, &what.err) && written < 0)
			kdf_fail_sys(&what.err, code, "trigger %s: write", rec->trigger);
	}
	if (what.err.code)
		child_say(report, &what);
	_exit(what.err.code ? EXIT_FAILURE : EXIT_SUCCESS);
}

static int trigger_write(struct recording *rec, int fd, bool *recorded)
{
	struct child_report report;
	int status;

	if (record_filter(rec, true) || record_child(rec, run, &fd, &report, &status))
		return EXIT_FAILURE;
	if (report.err.code) {
		*recorded = report.recorded;
		return complain("%s", report.err.text);
	}
	*recorded = true;
	if (status && !rec->is_over)
		return complain("trigger %s: the write was ended by signal %d", rec->trigger,
				status - 128);
	return EXIT_SUCCESS;
}

int record_module(struct recording *rec, bool *recorded)
{
	struct kdf_error err;
	int status = EXIT_FAILURE, fd;
	char *name;

	if (module_name(rec->module, &name, &err))
		return complain("%s", err.text);
	if (module_load(rec->module, name, &err)) {
		free(name);
		return complain("%s", err.text);
	}
	fd = trigger_open(rec->trigger);
	if (fd >= 0) {
		status = trigger_write(rec, fd, recorded);
		close(fd);
	}
	if (*recorded) {
		record_symbols(rec, &rec->symbols);
		record_names(rec);
	}
	if (module_unload(name, &err))
		status = complain("%s", err.text);
	free(name);
	return status;
}
