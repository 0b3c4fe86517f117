/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KERNEL_KCOV_DATAFLOW_H
#define _KERNEL_KCOV_DATAFLOW_H

#include <linux/kcov_dataflow.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/types.h>

/*
 * kcov_dataflow descriptor (one per opened debugfs file).
 */
struct kcov_df {
	/*
	 * Reference counter. We keep one for:
	 *  - opened file descriptor (each mapping holds the file)
	 *  - recorded task (we can't unwire it from another task)
	 */
	refcount_t		refcount;
	/* The lock protects area, size, mapped and enabled. */
	struct mutex		lock;
	/* Buffer shared with user space; stays once it is allocated. */
	u64			*area;
	/* Size of area (in u64's). */
	unsigned long		size;
	/* User space has mapped area at least once. */
	bool			mapped;
	/* The kcov_df field of some task points here. */
	bool			enabled;

	/* The recorded task alone writes what follows. */

	/* That task is in a callback. */
	bool			busy;
	struct kcov_df_stats	stats;
};

#endif /* _KERNEL_KCOV_DATAFLOW_H */
