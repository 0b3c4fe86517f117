// SPDX-License-Identifier: GPL-2.0-or-later
/* The child that is recorded: it turns the recording on for itself; the parent reads meanwhile. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd.h"
#include "progress.h"
#include "record.h"

/* As in a shell. */
#define STATUS_SIGNAL 128

/* How often to see if a child has ended that was told to: for a second. */
#define GRACE_POLLS 1000

static volatile pid_t child;

/* The child decides what the signal means; kdflow still has a trace to save. */
static void pass_on(int sig)
{
	if (child > 0)
		kill(child, sig);
}

static int shell_status(int status)
{
	return WIFSIGNALED(status) ? STATUS_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}

static void prepare_signals(void)
{
	struct sigaction pass = { .sa_handler = pass_on };

	/* The terminal sends these to the child as well. */
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	sigaction(SIGTERM, &pass, NULL);
	sigaction(SIGHUP, &pass, NULL);
}

static void restore_signals(void)
{
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
}

void child_say(int report, const struct child_report *what)
{
	/* Smaller than PIPE_BUF, so it arrives as a whole. */
	if (write(report, what, sizeof(*what)) < 0)
		_exit(EXIT_FAILURE);
}

/* The time is up. What was recorded is saved, whether the child ends or not. */
static int end_child(struct recording *rec)
{
	int status;

	kill(child, SIGTERM);
	for (int i = 0; i < GRACE_POLLS; i++) {
		if (waitpid(child, &status, WNOHANG) > 0)
			return shell_status(status);
		record_poll(rec);
	}
	complain("note: process %d did not end at SIGTERM; what follows is not recorded", child);
	return STATUS_UNKNOWN;
}

/* Reads what the kernel records until the child has ended or the time is up, if this is a session. */
static int wait_child(struct recording *rec)
{
	int status;

	record_begin(rec);
	for (;;) {
		pid_t pid = waitpid(child, &status, rec->collector ? WNOHANG : 0);

		if (pid < 0 && errno != EINTR)
			return complain("waitpid: %s", strerror(errno));
		if (pid > 0)
			break;
		if (record_time_is_up(rec))
			return end_child(rec);
		if (rec->collector)
			record_poll(rec);
	}
	child = 0;
	return shell_status(status);
}

/* The child needs the file only; giving up the mapping would be recorded, page by page. */
static void keep_mapping(struct recording *rec)
{
	if (rec->rfc)
		madvise(rec->dev.area, rec->dev.words * sizeof(uint64_t), MADV_DONTFORK);
	else
		madvise((void *)rec->session.map, rec->session.map_size, MADV_DONTFORK);
}

int record_child(struct recording *rec, void (*work)(struct recording *rec, void *arg, int report),
		 void *arg, struct child_report *report, int *status)
{
	int pipes[2];
	ssize_t len;

	*report = (struct child_report){ 0 };
	keep_mapping(rec);
	/* Nobody waits for a report: it is there when the child has ended. */
	if (pipe2(pipes, O_CLOEXEC | O_NONBLOCK))
		return complain("pipe: %s", strerror(errno));
	prepare_signals();
	child = fork();
	if (child < 0) {
		complain("fork: %s", strerror(errno));
		close(pipes[0]);
		close(pipes[1]);
		return EXIT_FAILURE;
	}
	if (!child) {
		restore_signals();
		work(rec, arg, pipes[1]);
		_exit(EXIT_FAILURE);
	}
	close(pipes[1]);
	*status = wait_child(rec);
	progress_end();
	len = read(pipes[0], report, sizeof(*report));
	close(pipes[0]);
	if (len != sizeof(*report))
		*report = (struct child_report){ 0 };
	return EXIT_SUCCESS;
}

int record_enable(struct recording *rec, struct kdf_error *err)
{
	return rec->rfc ? kdf_device_enable(&rec->dev, err) : kdf_session_enable(&rec->session, err);
}

int record_disable(struct recording *rec, struct kdf_error *err)
{
	return rec->rfc ? kdf_device_disable(&rec->dev, err) :
			  kdf_session_disable(&rec->session, err);
}
