// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A task can be recorded by itself only. So the threads of a process are made to ask for it: the
 * session's file is sent to the process through a socket, each thread executes an ioctl() on it,
 * and all that is taken away again.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "attach.h"
#include "cmd.h"
#include "inject.h"

/* Since Linux 6.9; needed where the first thread has ended before the others */
#ifndef PIDFD_THREAD
#define PIDFD_THREAD O_EXCL
#endif

/* In a page of the process: what its system calls read and write */
struct page {
	int sockets[2];
	struct iovec iov;
	struct msghdr msg;
	char byte;
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
};

/**
 * struct loan - what the process has of us, while it is stopped
 * @page: address of the page, or 0
 * @sockets: a pair of sockets, or -1
 * @fd: the session's file, or -1
 */
struct loan {
	uint64_t page;
	int sockets[2];
	int fd;
};

/* A system call of the first thread that fails is a failure. */
#define CALL(t, ret, err, nr, ...) \
	call(t, (t)->threads, #nr, SYS_##nr, (uint64_t[6]){ __VA_ARGS__ }, ret, err)

static int call(struct target *t, struct thread *thread, const char *name, long nr,
		const uint64_t *args, int64_t *ret, struct kdf_error *err)
{
	int res = inject_call(t, thread, nr, args, ret, err);

	if (res || *ret >= 0 || *ret < -4095)
		return res;
	return kdf_fail_sys(err, -*ret, "process %d: %s", t->pid, name);
}

/* === To the process ======================================================= */

static int send_file(int socket, int fd, struct kdf_error *err)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec iov = { "", 1 };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *head = CMSG_FIRSTHDR(&msg);

	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(head), &fd, sizeof(fd));
	return sendmsg(socket, &msg, MSG_DONTWAIT) == 1 ? 0 : kdf_fail_sys(err, errno, "sendmsg");
}

/* Sends from this end of a socket that the process has. */
static int send_through(const struct target *t, int remote, int fd, struct kdf_error *err)
{
	pid_t tid = t->threads->tid;
	int pidfd = syscall(SYS_pidfd_open, tid, tid == t->pid ? 0 : PIDFD_THREAD), socket, ret;

	if (pidfd < 0)
		return kdf_fail_sys(err, errno, "pidfd_open");
	socket = syscall(SYS_pidfd_getfd, pidfd, remote, 0);
	ret = socket < 0 ? kdf_fail_sys(err, errno, "pidfd_getfd") : send_file(socket, fd, err);
	if (socket >= 0)
		close(socket);
	close(pidfd);
	return ret;
}

static int receive_file(struct target *t, struct loan *loan, struct kdf_error *err)
{
	struct page page = {
		.iov = { (void *)(loan->page + offsetof(struct page, byte)), 1 },
		.msg = {
			.msg_iov = (void *)(loan->page + offsetof(struct page, iov)),
			.msg_iovlen = 1,
			.msg_control = (void *)(loan->page + offsetof(struct page, control)),
			.msg_controllen = sizeof(page.control),
		},
	};
	struct cmsghdr *head = (void *)page.control;
	int64_t ret;
	int res;

	if (pwrite(t->mem, &page, sizeof(page), loan->page) != sizeof(page))
		return kdf_fail_sys(err, errno, "process %d: memory", t->pid);
	res = CALL(t, &ret, err, recvmsg, loan->sockets[1], loan->page + offsetof(struct page, msg),
		   MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (res)
		return res;
	if (pread(t->mem, &page, sizeof(page), loan->page) != sizeof(page))
		return kdf_fail_sys(err, errno, "process %d: memory", t->pid);
	if (head->cmsg_len != CMSG_LEN(sizeof(loan->fd)) || head->cmsg_type != SCM_RIGHTS)
		return kdf_fail(err, EMFILE, "process %d: cannot open one more file", t->pid);
	memcpy(&loan->fd, CMSG_DATA(head), sizeof(loan->fd));
	return 0;
}

static int lend(struct target *t, int fd, struct loan *loan, struct kdf_error *err)
{
	int64_t ret;
	int res;

	*loan = (struct loan){ 0, { -1, -1 }, -1 };
	res = CALL(t, &ret, err, mmap, 0, sizeof(struct page), PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (res)
		return res;
	loan->page = ret;
	res = CALL(t, &ret, err, socketpair, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, loan->page);
	if (res)
		return res;
	if (pread(t->mem, loan->sockets, sizeof(loan->sockets), loan->page) !=
	    sizeof(loan->sockets))
		return kdf_fail_sys(err, errno, "process %d: memory", t->pid);
	res = send_through(t, loan->sockets[0], fd, err);
	return res ? res : receive_file(t, loan, err);
}

static int take_back(struct target *t, const struct loan *loan, struct kdf_error *err)
{
	const int fds[] = { loan->fd, loan->sockets[0], loan->sockets[1] };
	int64_t ret;
	int res = 0;

	for (size_t i = 0; i < 3 && !res; i++) {
		if (fds[i] >= 0)
			res = CALL(t, &ret, err, close, fds[i]);
	}
	if (loan->page && !res)
		res = CALL(t, &ret, err, munmap, loan->page, sizeof(struct page));
	return res;
}

/* === The threads ========================================================== */

/* A thread need not have the files of the others, and must not tell this to another one. */
static bool has_file(const struct thread *thread, int fd)
{
	char path[64], name[PATH_MAX];
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", thread->tid, fd);
	len = readlink(path, name, sizeof(name) - 1);
	if (len < 0)
		return false;
	name[len] = '\0';
	return !strcmp(basename(name), "kcov_dataflow");
}

static int tell(struct target *t, struct thread *thread, int fd, unsigned long request,
		int64_t *ret, struct kdf_error *err)
{
	const uint64_t args[6] = { fd, request };

	if (!has_file(thread, fd))
		return kdf_fail(err, ENOTSUP, "task %d has files of its own", thread->tid);
	return inject_call(t, thread, SYS_ioctl, args, ret, err);
}

static int enable_all(struct target *t, int fd, struct kdf_error *err)
{
	struct kdf_error ignored;
	size_t i = 0;
	int64_t ret;
	int res = 0;

	for (; i < t->count && !res; i++) {
		res = tell(t, t->threads + i, fd, KCOV_DF_ENABLE, &ret, err);
		if (!res && ret == -EBUSY)
			res = kdf_fail(err, EBUSY, "task %d is recorded already", t->threads[i].tid);
		else if (!res && ret)
			res = kdf_fail_sys(err, -ret, "task %d: KCOV_DF_ENABLE", t->threads[i].tid);
	}
	/* All or none */
	while (res && i--)
		tell(t, t->threads + i, fd, KCOV_DF_DISABLE, &ret, &ignored);
	return res;
}

static int disable_all(struct target *t, int fd, struct kdf_error *err)
{
	int64_t ret;
	int res = 0;

	/* EINVAL: it was not recorded. */
	for (size_t i = 0; i < t->count && !res; i++) {
		res = tell(t, t->threads + i, fd, KCOV_DF_DISABLE, &ret, err);
		if (!res && ret && ret != -EINVAL)
			res = kdf_fail_sys(err, -ret, "task %d: KCOV_DF_DISABLE", t->threads[i].tid);
	}
	return res;
}

static int with_file(pid_t pid, int fd, int (*work)(struct target *t, int fd, struct kdf_error *err),
		     struct kdf_error *err)
{
	struct kdf_error later;
	struct target t;
	struct loan loan;
	int ret = inject_stop(&t, pid, err), res;

	if (!ret) {
		ret = lend(&t, fd, &loan, err);
		if (!ret)
			ret = work(&t, loan.fd, err);
		res = take_back(&t, &loan, ret ? &later : err);
		ret = ret ? ret : res;
	}
	res = inject_resume(&t, ret ? &later : err);
	return ret ? ret : res;
}

int attach(pid_t pid, const struct kdf_session *session, struct kdf_error *err)
{
	return with_file(pid, session->fd, enable_all, err);
}

int detach(pid_t pid, const struct kdf_session *session, struct kdf_error *err)
{
	return with_file(pid, session->fd, disable_all, err);
}
