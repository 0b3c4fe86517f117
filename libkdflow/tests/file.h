/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A trace file that a group of tests writes and reads. */
#ifndef KDF_FILE_H
#define KDF_FILE_H

#include <unistd.h>

#include "test.h"

static char path[64];

/* Some tests write it thousands of times: in memory, if that can be. */
static inline int make_file(void **state)
{
	int fd;

	(void)state;
	snprintf(path, sizeof(path), "%s/kdflow-test-XXXXXX",
		 access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	fd = mkstemp(path);
	return fd < 0 ? -1 : close(fd);
}

static inline int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

/* The beginning of a session's trace. */
static inline void begin_session(struct kdf_writer *w, const char *info)
{
	struct kdf_error err;

	*w = (struct kdf_writer){ 0 };
	assert_int_equal(kdf_writer_open(w, path, &err), 0);
	w->session = true;
	assert_int_equal(kdf_writer_begin(w, &err), 0);
	assert_int_equal(kdf_writer_block(w, KDF_BLOCK_INFO, info, strlen(info), &err), 0);
}

#endif /* KDF_FILE_H */
