// SPDX-License-Identifier: GPL-2.0-or-later
/* Record a module: load it, write its trigger, unload it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd.h"
#include "record.h"

/* A signal ends the write, not kdflow: the module is still to be unloaded. */
static void interrupt(int sig)
{
	(void)sig;
}

static void prepare_signals(void)
{
	struct sigaction sa = { .sa_handler = interrupt };

	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGHUP, &sa, NULL);
}

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
static int trigger_write(struct recording *rec, int fd, bool *recorded)
{
	struct kdf_error err;
	ssize_t written;
	int code;

	if (kdf_device_enable(&rec->dev, &err))
		return complain("%s", err.text);
	written = write(fd, "1", 1);
	code = errno;
	if (kdf_device_disable(&rec->dev, &err))
		return complain("%s", err.text);
	*recorded = true;
	if (written < 0)
		return complain("trigger %s: write: %s", rec->trigger, strerror(code));
	return EXIT_SUCCESS;
}

int record_module(struct recording *rec, bool *recorded)
{
	struct kdf_error err;
	int status = EXIT_FAILURE, fd;
	char *name;

	if (module_name(rec->module, &name, &err))
		return complain("%s", err.text);
	prepare_signals();
	if (module_load(rec->module, name, &err)) {
		free(name);
		return complain("%s", err.text);
	}
	fd = trigger_open(rec->trigger);
	if (fd >= 0) {
		status = trigger_write(rec, fd, recorded);
		close(fd);
	}
	if (*recorded)
		record_symbols(rec, &rec->symbols);
	if (module_unload(name, &err))
		status = complain("%s", err.text);
	free(name);
	return status;
}
