// SPDX-License-Identifier: GPL-2.0-or-later
/* What /proc says of another process. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "process.h"

/* Of a vdso; there are some pages of it. */
#define VDSO_MAX 65536

/* Flags of tasks, as the kernel has them in stat */
#define EXITING 0x4
#define IO_WORKER 0x10
#define USER_WORKER 0x4000
#define KERNEL_THREAD 0x200000

struct status {
	long tgid, tracer, seccomp;
};

/* A line of status: "Name:\tvalue" */
static void read_field(const char *line, const char *name, long *value)
{
	size_t len = strlen(name);

	if (!strncmp(line, name, len))
		*value = strtol(line + len, NULL, 10);
}

static bool read_status(pid_t tid, struct status *s)
{
	char line[256];
	FILE *file;

	snprintf(line, sizeof(line), "/proc/%d/status", tid);
	file = fopen(line, "re");
	if (!file)
		return false;
	*s = (struct status){ 0 };
	while (fgets(line, sizeof(line), file)) {
		read_field(line, "Tgid:", &s->tgid);
		read_field(line, "TracerPid:", &s->tracer);
		read_field(line, "Seccomp:", &s->seccomp);
	}
	fclose(file);
	return true;
}

/* The flags of a task; those of one that is gone are EXITING. */
static unsigned int read_flags(pid_t tid)
{
	unsigned int flags = EXITING;
	char line[512], *end;
	FILE *file;

	snprintf(line, sizeof(line), "/proc/%d/stat", tid);
	file = fopen(line, "re");
	if (!file)
		return flags;
	/* Behind the name, which has any characters: state, five numbers, flags */
	if (fgets(line, sizeof(line), file) && (end = strrchr(line, ')')))
		sscanf(end + 1, " %*c %*d %*d %*d %*d %*d %u", &flags);
	fclose(file);
	return flags;
}

int process_check(pid_t pid, struct kdf_error *err)
{
	struct status s;

	if (!read_status(pid, &s))
		return kdf_fail(err, ESRCH, "there is no process %d", pid);
	if (s.tgid != pid)
		return kdf_fail(err, EINVAL, "%d is a thread of process %ld; expected a process", pid,
				s.tgid);
	if (s.tgid == getpid())
		return kdf_fail(err, EINVAL, "process %d is kdflow itself", pid);
	return 0;
}

bool process_has_thread(pid_t tid)
{
	/* Workers of io_uring and the like never leave the kernel. */
	return !(read_flags(tid) & (EXITING | IO_WORKER | USER_WORKER));
}

static int check_thread(pid_t pid, pid_t tid, struct kdf_error *err)
{
	struct status s;

	if (read_flags(tid) & KERNEL_THREAD)
		return kdf_fail(err, EINVAL,
				"process %d is a kernel thread, which cannot be told to record itself", pid);
	if (!read_status(tid, &s))
		return 0;
	if (s.tracer && s.tracer != getpid())
		return kdf_fail(err, EBUSY,
				"process %d is traced by process %ld already (a debugger, or strace)", pid,
				s.tracer);
	/* A filter can kill who makes a system call that it does not know. */
	if (s.seccomp)
		return kdf_fail(err, EPERM,
				"process %d restricts its system calls (seccomp), and must make some to record itself",
				pid);
	return 0;
}

static int add_thread(pid_t pid, pid_t tid, pid_t **tids, size_t *count, struct kdf_error *err)
{
	pid_t *more;
	int ret;

	if (!process_has_thread(tid))
		return 0;
	ret = check_thread(pid, tid, err);
	if (ret)
		return ret;
	more = reallocarray(*tids, *count + 1, sizeof(**tids));
	if (!more)
		return kdf_fail_sys(err, ENOMEM, "threads of process %d", pid);
	*tids = more;
	(*tids)[(*count)++] = tid;
	return 0;
}

int process_threads(pid_t pid, pid_t **tids, size_t *count, struct kdf_error *err)
{
	struct dirent *entry;
	char path[64];
	int ret = 0;
	DIR *dir;

	*tids = NULL;
	*count = 0;
	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	dir = opendir(path);
	if (!dir)
		return kdf_fail(err, ESRCH, "process %d has ended", pid);
	while (!ret && (entry = readdir(dir))) {
		if (isdigit(*entry->d_name))
			ret = add_thread(pid, atoi(entry->d_name), tids, count, err);
	}
	closedir(dir);
	if (ret)
		free(*tids);
	return ret;
}

int process_open_memory(pid_t tid, struct kdf_error *err)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/mem", tid);
	fd = open(path, O_RDWR | O_CLOEXEC);
	return fd < 0 ? kdf_fail_sys(err, errno, "%s", path) : fd;
}

static bool find_vdso(pid_t tid, uint64_t *start, uint64_t *end)
{
	char line[512];
	bool found = false;
	FILE *file;

	snprintf(line, sizeof(line), "/proc/%d/maps", tid);
	file = fopen(line, "re");
	while (file && !found && fgets(line, sizeof(line), file))
		found = strstr(line, " [vdso]\n") &&
			sscanf(line, "%" SCNx64 "-%" SCNx64, start, end) == 2;
	if (file)
		fclose(file);
	return found && *end > *start && *end - *start <= VDSO_MAX;
}

int process_find_syscall(pid_t tid, int mem, uint64_t *addr, struct kdf_error *err)
{
	static const uint8_t instruction[] = { 0x0f, 0x05 };
	uint8_t vdso[VDSO_MAX];
	uint64_t start, end;
	uint8_t *found = NULL;

	if (find_vdso(tid, &start, &end) &&
	    pread(mem, vdso, end - start, start) == (ssize_t)(end - start))
		found = memmem(vdso, end - start, instruction, sizeof(instruction));
	if (!found)
		return kdf_fail(err, ENOTSUP,
				"task %d: its vdso has no system call instruction; expected a 64-bit program on x86-64",
				tid);
	*addr = start + (found - vdso);
	return 0;
}
