// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What tests/whole.t records: syscalls TRIGGER
 *
 * Prints what the kernel answered, so that the trace can be compared with it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	ssize_t n = -1;
	int fd;

	if (argc != 2)
		return 2;
	printf("ppid=0x%x\n", (unsigned int)syscall(SYS_getppid));

	fd = open("/no/such/file", O_RDONLY);
	printf("open=%s\n", fd < 0 ? strerrorname_np(errno) : "succeeded");

	fd = open(argv[1], O_WRONLY);
	if (fd >= 0)
		n = write(fd, "1", 1);
	printf("write=%zd\n", n);
	return 0;
}
