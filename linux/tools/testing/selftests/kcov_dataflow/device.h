/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The device, as all tests of sessions use it.
 */
#ifndef _KCOV_DATAFLOW_DEVICE_H
#define _KCOV_DATAFLOW_DEVICE_H

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/ioctl.h>

#include <linux/kcov_dataflow.h>

#define DEVICE	"/sys/kernel/debug/kcov_dataflow"

static inline int df_open(void)
{
	return open(DEVICE, O_RDWR | O_CLOEXEC);
}

/* The ioctls fail with -errno, so that a test needs one comparison. */
static inline int df_ioctl(int fd, unsigned long cmd, void *arg)
{
	return ioctl(fd, cmd, arg) ? -errno : 0;
}

static inline int df_number(int fd, unsigned long cmd, unsigned long arg)
{
	return df_ioctl(fd, cmd, (void *)arg);
}

static inline int df_filter(int fd, const char *rules, size_t len,
			    struct kcov_df_filter *f)
{
	*f = (struct kcov_df_filter){
		.size = sizeof(*f),
		.patterns_len = len,
		.patterns = (unsigned long)rules,
	};
	return df_ioctl(fd, KCOV_DF_FILTER, f);
}

#endif /* _KCOV_DATAFLOW_DEVICE_H */
