// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "cmd.h"

/* include/linux/errno.h: these never reach user space, but they cross function boundaries. */
static const char *const kernel_only[] = {
	"ERESTARTSYS", "ERESTARTNOINTR", "ERESTARTNOHAND", "ENOIOCTLCMD", "ERESTART_RESTARTBLOCK",
	"EPROBE_DEFER", "EOPENSTALE", "ENOPARAM", NULL, "EBADHANDLE", "ENOTSYNC", "EBADCOOKIE",
	"ENOTSUPP", "ETOOSMALL", "ESERVERFAULT", "EBADTYPE", "EJUKEBOX", "EIOCBQUEUED",
	"ERECALLCONFLICT", "ENOGRACE",
};

#define KERNEL_FIRST 512

const char *error_name(unsigned int code)
{
	if (code >= KERNEL_FIRST) {
		code -= KERNEL_FIRST;
		return code < sizeof(kernel_only) / sizeof(kernel_only[0]) ? kernel_only[code] : NULL;
	}
	return code ? strerrorname_np(code) : NULL;
}
