// SPDX-License-Identifier: GPL-2.0-or-later
/* Record a process that runs already: until it ends, the time is up, or somebody says so. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "attach.h"
#include "cmd.h"
#include "progress.h"
#include "record.h"

static volatile sig_atomic_t interrupted;

static void interrupt(int sig)
{
	interrupted = sig;
}

static void prepare_signals(void)
{
	static const int signals[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = interrupt };

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaction(signals[i], &action, NULL);
}

static bool has_ended(int pidfd)
{
	struct pollfd fd = { .fd = pidfd, .events = POLLIN };

	return poll(&fd, 1, 0) > 0;
}

static void collect(struct recording *rec, int pidfd)
{
	record_begin(rec);
	while (!interrupted && !has_ended(pidfd) && !record_time_is_up(rec))
		record_poll(rec);
	progress_end();
}

/* One that cannot be told any more is not recorded, either: its functions' gates are closed. */
static void end(struct recording *rec, int pidfd)
{
	struct kdf_error err;

	record_stop(rec);
	if (!has_ended(pidfd) && detach(rec->pid, &rec->session, &err) && err.code != ESRCH)
		complain("note: %s; nobody else can record process %d before it ends", err.text,
			 rec->pid);
}

int record_process(struct recording *rec, bool *recorded)
{
	int pidfd = syscall(SYS_pidfd_open, rec->pid, 0), status;
	struct kdf_error err;

	if (pidfd < 0)
		return complain("--pid %d: %s", rec->pid, strerror(errno));
	record_symbols(rec, &rec->before);
	record_names(rec);
	prepare_signals();
	/* The process shall not record how it was made to record. */
	status = record_filter(rec, true) || record_stop(rec);
	if (!status && attach(rec->pid, &rec->session, &err))
		status = complain("--pid: %s", err.text);
	if (!status) {
		*recorded = true;
		status = record_restart(rec);
		collect(rec, pidfd);
		end(rec, pidfd);
	}
	close(pidfd);
	if (rec->before.count)
		record_symbols(rec, &rec->symbols);
	record_names(rec);
	return status;
}
