// SPDX-License-Identifier: GPL-2.0-or-later
/* ENOENT <-> 2. */
#include <string.h>

#include "kdflow.h"

/* include/linux/errno.h: these never reach user space, but they cross function boundaries. */
static const char *const kernel_only[] = {
	"ERESTARTSYS", "ERESTARTNOINTR", "ERESTARTNOHAND", "ENOIOCTLCMD", "ERESTART_RESTARTBLOCK",
	"EPROBE_DEFER", "EOPENSTALE", "ENOPARAM", NULL, "EBADHANDLE", "ENOTSYNC", "EBADCOOKIE",
	"ENOTSUPP", "ETOOSMALL", "ESERVERFAULT", "EBADTYPE", "EJUKEBOX", "EIOCBQUEUED",
	"ERECALLCONFLICT", "ENOGRACE",
};

#define KERNEL_FIRST 512
#define KERNEL_COUNT (sizeof(kernel_only) / sizeof(kernel_only[0]))

const char *kdf_errno_name(unsigned int code)
{
	if (code >= KERNEL_FIRST) {
		code -= KERNEL_FIRST;
		return code < KERNEL_COUNT ? kernel_only[code] : NULL;
	}
	return code ? strerrorname_np(code) : NULL;
}

unsigned int kdf_errno_value(const char *name, size_t len)
{
	for (unsigned int code = 1; code < KERNEL_FIRST + KERNEL_COUNT; code++) {
		const char *has = kdf_errno_name(code);

		if (has && !strncmp(has, name, len) && !has[len])
			return code;
	}
	return 0;
}
