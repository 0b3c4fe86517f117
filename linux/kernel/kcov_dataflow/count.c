// SPDX-License-Identifier: GPL-2.0
/*
 * How often recorded tasks entered each function, counted without the help of
 * what it is to be compared with: clang calls __cyg_profile_func_enter_bare()
 * at the entry of every function that it emits (-finstrument-function-entry-bare).
 *
 * For a test kernel only. Reading kcov_dataflow_count in debugfs gives one
 * line "ADDRESS COUNT" per function, ADDRESS being where the call in it returns
 * to; writing anything starts anew.
 */
#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/debugfs.h>
#include <linux/export.h>
#include <linux/hash.h>
#include <linux/init.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>

#include "kcov_dataflow.h"

#define TABLE_BITS	17
#define TABLE_SIZE	BIT(TABLE_BITS)

/* Open addressing; an entry never goes away while it is counted. */
static struct {
	atomic_long_t	address;
	atomic_long_t	count;
} table[TABLE_SIZE];

/* Entries that the table had no room for. */
static atomic_long_t overflow;

static __always_inline void count(unsigned long address)
{
	unsigned long i, n;

	for (n = 0; n < TABLE_SIZE; n++) {
		i = (hash_long(address, TABLE_BITS) + n) % TABLE_SIZE;
		if (!atomic_long_read(&table[i].address))
			atomic_long_cmpxchg(&table[i].address, 0, address);
		if (atomic_long_read(&table[i].address) == (long)address) {
			atomic_long_inc(&table[i].count);
			return;
		}
	}
	atomic_long_inc(&overflow);
}

void __cyg_profile_func_enter_bare(void);

notrace void __cyg_profile_func_enter_bare(void)
{
	struct kcov_df_task *ctx = READ_ONCE(current->kcov_df);
	unsigned long ua_flags;

	/* The recorder looks away at the same moments. */
	if (!ctx || !in_task() || READ_ONCE(ctx->state) == TASK_BUSY)
		return;
	ua_flags = user_access_save();
	count(_RET_IP_);
	user_access_restore(ua_flags);
}
EXPORT_SYMBOL(__cyg_profile_func_enter_bare);

static int count_show(struct seq_file *m, void *unused)
{
	unsigned long i;

	for (i = 0; i < TABLE_SIZE; i++)
		if (atomic_long_read(&table[i].count))
			seq_printf(m, "%lx %ld\n",
				   atomic_long_read(&table[i].address),
				   atomic_long_read(&table[i].count));
	if (atomic_long_read(&overflow))
		seq_printf(m, "overflow %ld\n", atomic_long_read(&overflow));
	return 0;
}

static ssize_t count_write(struct file *filep, const char __user *buf,
			   size_t len, loff_t *pos)
{
	unsigned long i;

	for (i = 0; i < TABLE_SIZE; i++)
		atomic_long_set(&table[i].count, 0);
	atomic_long_set(&overflow, 0);
	return len;
}

static int count_open(struct inode *inode, struct file *filep)
{
	return single_open(filep, count_show, NULL);
}

static const struct file_operations count_fops = {
	.open		= count_open,
	.read		= seq_read,
	.write		= count_write,
	.llseek		= seq_lseek,
	.release	= single_release,
};

static int __init count_init(void)
{
	debugfs_create_file("kcov_dataflow_count", 0600, NULL, NULL,
			    &count_fops);
	return 0;
}
device_initcall(count_init);
