// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The bytes of a trace file, at any offset. What is no regular file, as a pipe, is copied to a temporary file without
 * a name, as far as somebody asks for it: a trace is read more than once, and may be larger than memory.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kdflow.h"
#include "trace.h"

/**
 * struct trace_input - where a trace is read from
 * @fd: a file that can be read at any offset
 * @source: what is copied to it, or -1
 * @copied: bytes that were
 */
struct trace_input {
	int fd;
	int source;
	uint64_t copied;
};

int kdf_temporary_file(void)
{
	const char *dir = getenv("TMPDIR");
	char path[PATH_MAX];
	int fd, n;

	n = snprintf(path, sizeof(path), "%s/kdflow-XXXXXX", dir && *dir ? dir : "/tmp");
	if (n < 0 || (size_t)n >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

static int open_input(struct trace_input *in, const char *path, const char *name,
		      struct kdf_error *err)
{
	struct stat st;

	in->source = -1;
	/* A number of its own: the caller's standard input stays open. */
	in->fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) :
				     fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
	if (in->fd < 0 || fstat(in->fd, &st))
		return kdf_fail_sys(err, errno, "%s", name);
	if (S_ISDIR(st.st_mode))
		return kdf_fail_sys(err, EISDIR, "%s", name);
	if (S_ISREG(st.st_mode) && (strcmp(path, "-") || !lseek(in->fd, 0, SEEK_CUR)))
		return 0;
	in->source = in->fd;
	in->fd = kdf_temporary_file();
	if (in->fd < 0)
		return kdf_fail_sys(err, errno, "%s: expected a folder for a copy in $TMPDIR or /tmp",
				    name);
	return 0;
}

int trace_input_open(struct trace_input **in, const char *path, const char *name,
		     struct kdf_error *err)
{
	int ret;

	*in = calloc(1, sizeof(**in));
	if (!*in)
		return kdf_fail_sys(err, ENOMEM, "%s", name);
	ret = open_input(*in, path, name, err);
	if (ret) {
		trace_input_close(*in);
		*in = NULL;
	}
	return ret;
}

static int write_all(int fd, const char *data, size_t len, uint64_t offset)
{
	while (len) {
		ssize_t n = pwrite(fd, data, len, offset);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			data += n;
			len -= n;
			offset += n;
		}
	}
	return 0;
}

/* Copies until there are @end bytes, or no more. */
static int copy_until(struct trace_input *in, uint64_t end)
{
	char data[1 << 16];

	while (in->copied < end) {
		ssize_t n = read(in->source, data, sizeof(data));
		int ret;

		if (!n)
			return 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		ret = write_all(in->fd, data, n, in->copied);
		if (ret)
			return ret;
		in->copied += n;
	}
	return 0;
}

ssize_t trace_input_read(struct trace_input *in, void *data, size_t len, uint64_t offset)
{
	size_t done = 0;

	if (in->source >= 0) {
		int ret = copy_until(in, offset + len);

		if (ret)
			return ret;
	}
	while (done < len) {
		ssize_t n = pread(in->fd, (char *)data + done, len - done, offset + done);

		if (!n)
			break;
		if (n < 0 && errno != EINTR)
			return -errno;
		done += n > 0 ? n : 0;
	}
	return done;
}

void trace_input_close(struct trace_input *in)
{
	if (!in)
		return;
	if (in->source >= 0)
		close(in->source);
	if (in->fd >= 0)
		close(in->fd);
	free(in);
}
