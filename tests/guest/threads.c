// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two threads that write to standard output as many bytes as their number, 7 and 8, again and
 * again, until there is a file that is called as the argument.
 */
#include <pthread.h>
#include <stdint.h>
#include <unistd.h>

static const char *end;

static void *run(void *arg)
{
	static const char text[] = "12345678";

	while (access(end, F_OK)) {
		if (write(STDOUT_FILENO, text, (intptr_t)arg) < 0)
			_exit(1);
		usleep(1000);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t thread;

	if (argc != 2)
		return 2;
	end = argv[1];
	if (pthread_create(&thread, NULL, run, (void *)7))
		return 1;
	run((void *)8);
	return pthread_join(thread, NULL) != 0;
}
