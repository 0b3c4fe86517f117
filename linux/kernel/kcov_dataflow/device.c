// SPDX-License-Identifier: GPL-2.0
/*
 * The debugfs file kcov_dataflow, and the life of the buffers behind it.
 */
#include <linux/compiler.h>
#include <linux/debugfs.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <kunit/visibility.h>

#include "kcov_dataflow.h"

/* === Life ================================================================= */

/**
 * kcov_df_get - take a reference
 * @df: the file
 */
void kcov_df_get(struct kcov_df *df)
{
	refcount_inc(&df->refcount);
}

/**
 * kcov_df_put - drop a reference; with the last one, all that the file has
 * @df: the file
 *
 * Context: May sleep.
 */
void kcov_df_put(struct kcov_df *df)
{
	if (!refcount_dec_and_test(&df->refcount))
		return;
	kcov_df_gate_close(&df->gate);
	kcov_df_session_free(df);
	vfree(df->area);
	mutex_destroy(&df->lock);
	kfree(df);
}

/* === The file ============================================================= */

static int kcov_df_open(struct inode *inode, struct file *filep)
{
	struct kcov_df *df;

	df = kzalloc(sizeof(*df), GFP_KERNEL);
	if (!df)
		return -ENOMEM;
	refcount_set(&df->refcount, 1);
	mutex_init(&df->lock);
	INIT_LIST_HEAD(&df->tasks);
	INIT_LIST_HEAD(&df->remote);
	filep->private_data = df;
	return nonseekable_open(inode, filep);
}

static int kcov_df_close(struct inode *inode, struct file *filep)
{
	kcov_df_put(filep->private_data);
	return 0;
}

static int kcov_df_mmap(struct file *filep, struct vm_area_struct *vma)
{
	bool is_cow = (vma->vm_flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE;
	struct kcov_df *df = filep->private_data;
	int res = -EINVAL;

	/* Writes to a private mapping would not reach the recorder. */
	if (vma->vm_pgoff || is_cow)
		return -EINVAL;

	mutex_lock(&df->lock);
	if (df->chunks)
		res = kcov_df_session_mmap(df, vma);
	else if (df->area && vma->vm_end - vma->vm_start ==
			PAGE_ALIGN(df->size * sizeof(u64)))
		res = remap_vmalloc_range(vma, df->area, 0);
	if (!res && df->area)
		df->mapped = true;
	mutex_unlock(&df->lock);
	return res;
}

static int kcov_df_init_track(struct kcov_df *df, unsigned long size)
{
	u64 *area;
	int res = 0;

	/* At least the cursor and one word. */
	if (size < 2 || size > INT_MAX / sizeof(u64))
		return -EINVAL;
	area = vmalloc_user(size * sizeof(u64));
	if (!area)
		return -ENOMEM;

	mutex_lock(&df->lock);
	if (df->area || df->chunks) {
		res = -EBUSY;
	} else {
		df->size = size;
		df->area = area;
	}
	mutex_unlock(&df->lock);

	if (res)
		vfree(area);
	return res;
}

static int kcov_df_enable(struct kcov_df *df, unsigned long unused)
{
	int res;

	if (unused)
		return -EINVAL;
	mutex_lock(&df->lock);
	res = kcov_df_task_start(df);
	mutex_unlock(&df->lock);
	return res;
}

static int kcov_df_disable(struct kcov_df *df, unsigned long unused)
{
	return unused ? -EINVAL : kcov_df_task_stop(df);
}

static int kcov_df_read_stats(struct kcov_df *df,
			      struct kcov_df_stats __user *dst)
{
	struct kcov_df_stats stats = {
		/* Pairs with WRITE_ONCE() in kcov_df_count(). */
		.recorded	= READ_ONCE(df->stats.recorded),
		.lost_full	= READ_ONCE(df->stats.lost_full),
		.lost_nofault	= READ_ONCE(df->stats.lost_nofault),
	};
	bool initialised;

	mutex_lock(&df->lock);
	initialised = df->area;
	mutex_unlock(&df->lock);

	if (!initialised)
		return -EINVAL;
	return copy_to_user(dst, &stats, sizeof(stats)) ? -EFAULT : 0;
}

static long kcov_df_ioctl(struct file *filep, unsigned int cmd,
			  unsigned long arg)
{
	struct kcov_df *df = filep->private_data;

	switch (cmd) {
	case KCOV_DF_INIT_TRACK:
		return kcov_df_init_track(df, arg);
	case KCOV_DF_ENABLE:
		return kcov_df_enable(df, arg);
	case KCOV_DF_DISABLE:
		return kcov_df_disable(df, arg);
	case KCOV_DF_STATS:
		return kcov_df_read_stats(df, (void __user *)arg);
	default:
		return kcov_df_session_ioctl(df, cmd, arg);
	}
}

VISIBLE_IF_KUNIT const struct file_operations kcov_df_fops = {
	.open		= kcov_df_open,
	.unlocked_ioctl	= kcov_df_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
	.mmap		= kcov_df_mmap,
	.release	= kcov_df_close,
};

static int __init kcov_df_init(void)
{
	/*
	 * The debugfs file won't ever get removed and thus, there is no need
	 * to protect it against removal races. The use of
	 * debugfs_create_file_unsafe() is actually safe here.
	 */
	debugfs_create_file_unsafe("kcov_dataflow", 0600, NULL, NULL,
				   &kcov_df_fops);
	return 0;
}
device_initcall(kcov_df_init);
