// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * System calls in another process, by ptrace(). Nothing in it is changed: neither its code, for the
 * instruction is taken from the vdso, nor its stack, nor the system call that it may be waiting in,
 * which the kernel restarts as after any stop.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "cmd.h"
#include "inject.h"
#include "process.h"
#include "registers.h"

/* Who waits for a disk or for a child of vfork() does not stop; nobody shall wait for that. */
#define STOP_SECONDS 5

/* How long a stop is waited for at a time, in nanoseconds: the process stands still meanwhile. */
#define PAUSE_NS 50000

#define ALL_SIGNALS UINT64_MAX

#define STOP_OF_SYSCALL (SIGTRAP | 0x80)

static int gone(struct kdf_error *err, pid_t tid)
{
	return kdf_fail(err, ESRCH, "task %d has ended", tid);
}

static int trace_failed(struct kdf_error *err, pid_t tid, const char *what)
{
	return errno == ESRCH ? gone(err, tid) : kdf_fail_sys(err, errno, "task %d: %s", tid, what);
}

/* Waits until the thread has stopped for whatever reason. */
static int wait_stop(pid_t tid, int *status, struct kdf_error *err)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NS };
	uint64_t end = clock_now() + STOP_SECONDS * NS_PER_SECOND;

	for (;;) {
		pid_t got = waitpid(tid, status, __WALL | WNOHANG);

		if (got == tid)
			return WIFSTOPPED(*status) ? 0 : gone(err, tid);
		if (got < 0 && errno != EINTR)
			return errno == ECHILD ? gone(err, tid) : trace_failed(err, tid, "waitpid");
		if (clock_now() > end)
			return kdf_fail(err, ETIMEDOUT,
					"task %d does not stop: it waits in the kernel (for a disk, or in vfork())",
					tid);
		nanosleep(&pause, NULL);
	}
}

/* Resumes the thread with @request until it stops as @wanted; passes on what cannot be blocked. */
static int resume_until(pid_t tid, int request, bool (*wanted)(int status), struct kdf_error *err)
{
	int status = 0, signal = 0, ret;

	do {
		if (ptrace(request, tid, NULL, (long)signal))
			return trace_failed(err, tid, "ptrace");
		ret = wait_stop(tid, &status, err);
		if (ret)
			return ret;
		signal = status >> 16 || WSTOPSIG(status) == STOP_OF_SYSCALL ? 0 : WSTOPSIG(status);
		if (signal == SIGSEGV || signal == SIGILL)
			return kdf_fail(err, EIO, "task %d: signal %d instead of a system call", tid, signal);
	} while (!wanted(status));
	return 0;
}

static bool stopped_in_syscall(int status)
{
	return WSTOPSIG(status) == STOP_OF_SYSCALL;
}

/* From here the kernel delivers signals and restarts system calls when the thread goes on. */
static bool stopped_outside(int status)
{
	return status >> 16 == PTRACE_EVENT_STOP;
}

/* === Threads ============================================================== */

static int stop_seized(pid_t tid, struct kdf_error *err)
{
	int status, ret;

	if (ptrace(PTRACE_INTERRUPT, tid, NULL, NULL))
		return trace_failed(err, tid, "ptrace");
	for (;;) {
		ret = wait_stop(tid, &status, err);
		if (ret || stopped_outside(status))
			return ret;
		/* A signal came first: it is delivered as if nobody was here. */
		if (ptrace(PTRACE_CONT, tid, NULL, (long)(status >> 16 ? 0 : WSTOPSIG(status))))
			return trace_failed(err, tid, "ptrace");
	}
}

/* A thread that ends meanwhile is no failure. */
static int stop_thread(struct target *t, pid_t tid, struct kdf_error *err)
{
	int ret;

	if (ptrace(PTRACE_SEIZE, tid, NULL, PTRACE_O_TRACESYSGOOD)) {
		trace_failed(err, tid, "ptrace");
		return process_has_thread(tid) ? -err->code : 0;
	}
	t->threads[t->count++] = (struct thread){ .tid = tid };
	ret = stop_seized(tid, err);
	if (ret == -ESRCH) {
		t->count--;
		ret = 0;
	}
	return ret;
}

static bool is_stopped(const struct target *t, pid_t tid)
{
	for (size_t i = 0; i < t->count; i++) {
		if (t->threads[i].tid == tid)
			return true;
	}
	return false;
}

static int stop_listed(struct target *t, const pid_t *tids, size_t count, struct kdf_error *err)
{
	struct thread *threads = reallocarray(t->threads, t->count + count + 1, sizeof(*threads));
	int ret = 0;

	if (!threads)
		return kdf_fail_sys(err, ENOMEM, "threads of process %d", t->pid);
	t->threads = threads;
	for (size_t i = 0; i < count && !ret; i++) {
		if (!is_stopped(t, tids[i]))
			ret = stop_thread(t, tids[i], err);
	}
	return ret;
}

/* Until there are no others: a thread that has not stopped can make more of them. */
static int stop_threads(struct target *t, struct kdf_error *err)
{
	size_t count, before;
	pid_t *tids;
	int ret;

	do {
		before = t->count;
		ret = process_threads(t->pid, &tids, &count, err);
		if (ret)
			return ret;
		ret = stop_listed(t, tids, count, err);
		free(tids);
	} while (!ret && t->count > before);
	if (!ret && !t->count)
		ret = kdf_fail(err, ESRCH, "process %d has ended", t->pid);
	return ret;
}

int inject_stop(struct target *t, pid_t pid, struct kdf_error *err)
{
	sigset_t all;
	int ret;

	*t = (struct target){ .pid = pid, .mem = -1 };
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &t->signals);
	ret = process_check(pid, err);
	if (ret)
		return ret;
	ret = stop_threads(t, err);
	if (ret)
		return ret;
	t->mem = process_open_memory(t->threads->tid, err);
	if (t->mem < 0)
		return t->mem;
	return process_find_syscall(t->threads->tid, t->mem, &t->gate, err);
}

/* === System calls ========================================================= */

/*
 * The kernel aborts a restartable sequence of a thread that was stopped in it; it will not find the
 * thread in it before its registers are back, and forget it, unless that is put back, too.
 */
static void save_sequence(struct target *t, struct thread *thread)
{
	struct __ptrace_rseq_configuration rseq;

	if (ptrace(PTRACE_GET_RSEQ_CONFIGURATION, thread->tid, sizeof(rseq), &rseq) != sizeof(rseq) ||
	    !rseq.rseq_abi_pointer)
		return;
	thread->rseq = rseq.rseq_abi_pointer + 8;
	if (pread(t->mem, &thread->sequence, sizeof(thread->sequence), thread->rseq) !=
	    sizeof(thread->sequence))
		thread->rseq = 0;
}

/* Keeps how the thread was found. Nothing in it has been changed if this fails. */
static int begin(struct target *t, struct thread *thread, struct kdf_error *err)
{
	uint64_t all = ALL_SIGNALS;

	if (!registers_get(thread->tid, &thread->regs) ||
	    ptrace(PTRACE_GETSIGMASK, thread->tid, sizeof(thread->blocked), &thread->blocked))
		return trace_failed(err, thread->tid, "ptrace");
	if (!registers_fit(&thread->regs))
		return kdf_fail(err, ENOTSUP, "task %d runs a 32-bit program; expected a 64-bit one on x86-64",
				thread->tid);
	save_sequence(t, thread);
	if (ptrace(PTRACE_SETSIGMASK, thread->tid, sizeof(all), &all))
		return trace_failed(err, thread->tid, "ptrace");
	thread->begun = true;
	return 0;
}

int inject_call(struct target *t, struct thread *thread, long nr, const uint64_t *args,
		int64_t *ret, struct kdf_error *err)
{
	struct user_regs_struct regs;
	int res = thread->begun ? 0 : begin(t, thread, err);

	if (res)
		return res;
	regs = thread->regs;
	registers_set_call(&regs, t->gate, nr, args);
	if (!registers_set(thread->tid, &regs))
		return trace_failed(err, thread->tid, "ptrace");
	/* Its beginning and its end */
	for (int i = 0; i < 2; i++) {
		res = resume_until(thread->tid, PTRACE_SYSCALL, stopped_in_syscall, err);
		if (res)
			return res;
	}
	if (!registers_get(thread->tid, &regs))
		return trace_failed(err, thread->tid, "ptrace");
	*ret = registers_result(&regs);
	return 0;
}

/* === The end ============================================================== */

/*
 * The thread is at the end of a system call of ours. It stops once more on its way out of the
 * kernel, before it executes anything, where what it was found in can be continued.
 */
static int put_back(struct target *t, struct thread *thread, struct kdf_error *err)
{
	int ret;

	if (ptrace(PTRACE_INTERRUPT, thread->tid, NULL, NULL))
		return trace_failed(err, thread->tid, "ptrace");
	ret = resume_until(thread->tid, PTRACE_CONT, stopped_outside, err);
	if (ret)
		return ret;
	if (thread->rseq && pwrite(t->mem, &thread->sequence, sizeof(thread->sequence),
				   thread->rseq) != sizeof(thread->sequence))
		return kdf_fail_sys(err, errno, "task %d: memory", thread->tid);
	if (!registers_set(thread->tid, &thread->regs) ||
	    ptrace(PTRACE_SETSIGMASK, thread->tid, sizeof(thread->blocked), &thread->blocked))
		return trace_failed(err, thread->tid, "ptrace");
	return 0;
}

int inject_resume(struct target *t, struct kdf_error *err)
{
	struct kdf_error ended;
	int ret = 0;

	for (size_t i = 0; i < t->count; i++) {
		struct thread *thread = t->threads + i;
		int res = thread->begun ? put_back(t, thread, ret ? &ended : err) : 0;

		/* One that has not stopped is let go when kdflow ends. */
		ptrace(PTRACE_DETACH, thread->tid, NULL, NULL);
		if (res && res != -ESRCH && !ret)
			ret = res;
	}
	if (t->mem >= 0)
		close(t->mem);
	free(t->threads);
	sigprocmask(SIG_SETMASK, &t->signals, NULL);
	*t = (struct target){ .mem = -1 };
	return ret;
}
