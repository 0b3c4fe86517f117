/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stops another process, has its threads execute system calls, and lets it go on as if nothing had been. */
#ifndef KDFLOW_INJECT_H
#define KDFLOW_INJECT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <kdflow.h>

#include "registers.h"

/**
 * struct thread - a thread that is stopped
 * @tid: its number
 * @begun: it executes system calls for us, and what follows is how it was found
 * @regs: its registers
 * @blocked: the signals that it blocks
 * @rseq: address of the pointer to its restartable sequence, or 0
 * @sequence: that pointer
 */
struct thread {
	pid_t tid;
	bool begun;
	struct user_regs_struct regs;
	uint64_t blocked;
	uint64_t rseq;
	uint64_t sequence;
};

/**
 * struct target - a process that is stopped
 * @pid: its number
 * @mem: its memory, a file
 * @gate: address of an instruction that is a system call, in its vdso
 * @threads: all of them
 * @count: how many
 * @signals: what kdflow itself blocked before: no signal may end it meanwhile
 */
struct target {
	pid_t pid;
	int mem;
	uint64_t gate;
	struct thread *threads;
	size_t count;
	sigset_t signals;
};

/**
 * inject_stop - stop all threads of a process
 *
 * Whatever it returns, inject_resume() must follow.
 *
 * Return: 0 or a negative errno value; -ESRCH if the process is not there any more.
 */
int inject_stop(struct target *t, pid_t pid, struct kdf_error *err);

/**
 * inject_call - have a thread execute a system call
 * @args: six arguments
 * @ret: what the system call has returned, -4095 to -1 for an error
 *
 * Return: 0 or a negative errno value: it was not executed, or not to its end.
 */
int inject_call(struct target *t, struct thread *thread, long nr, const uint64_t *args,
		int64_t *ret, struct kdf_error *err);

/**
 * inject_resume - put back what was found, and let the threads go on
 *
 * Return: 0 or a negative errno value. In any case, the process is not stopped or traced any more.
 */
int inject_resume(struct target *t, struct kdf_error *err);

#endif /* KDFLOW_INJECT_H */
