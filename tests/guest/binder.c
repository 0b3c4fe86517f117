// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A process that asks binder for MAX-THREADS threads, and sends the COMMANDs
 * "enter" and "exit", one ioctl() each: binder MAX-THREADS COMMAND...
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>

#include <linux/android/binder.h>
#include <linux/android/binderfs.h>

static int fail(const char *what)
{
	perror(what);
	return EXIT_FAILURE;
}

static int open_device(const char *dir)
{
	struct binderfs_device device = { .name = "test" };
	char path[64];
	int control;

	snprintf(path, sizeof(path), "%s/binder-control", dir);
	control = open(path, O_RDWR | O_CLOEXEC);
	if (control < 0 || ioctl(control, BINDER_CTL_ADD, &device))
		return -1;
	snprintf(path, sizeof(path), "%s/test", dir);
	return open(path, O_RDWR | O_CLOEXEC);
}

static int send_command(int fd, const char *name)
{
	uint32_t command = strcmp(name, "enter") ? BC_EXIT_LOOPER : BC_ENTER_LOOPER;
	struct binder_write_read bwr = {
		.write_size = sizeof(command),
		.write_buffer = (uintptr_t)&command,
	};

	return ioctl(fd, BINDER_WRITE_READ, &bwr);
}

int main(int argc, char **argv)
{
	char dir[] = "/tmp/binder.XXXXXX";
	uint32_t max;
	int fd;

	if (argc < 2)
		return EXIT_FAILURE;
	max = strtoul(argv[1], NULL, 0);
	if (!mkdtemp(dir) || mount("binder", dir, "binder", 0, NULL))
		return fail("binderfs");
	fd = open_device(dir);
	if (fd < 0 || ioctl(fd, BINDER_SET_MAX_THREADS, &max))
		return fail("BINDER_SET_MAX_THREADS");
	for (int i = 2; i < argc; i++) {
		if (send_command(fd, argv[i]))
			return fail(argv[i]);
	}
	return EXIT_SUCCESS;
}
