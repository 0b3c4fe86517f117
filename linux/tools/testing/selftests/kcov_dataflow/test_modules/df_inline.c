// SPDX-License-Identifier: GPL-2.0
/*
 * Functions that are always inlined, in a file that is built to report them all
 * the same. A write to /sys/kernel/debug/df_inline/trigger calls them.
 */
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/types.h>

#include "trigger.h"

struct df_account {
	u32 id;
	s32 balance;
};

static struct df_account account = { .id = 7 };
/* A parameter, so that the compiler cannot know which way the code goes. */
static int amount = 50;
module_param(amount, int, 0);

static __always_inline bool df_covers(const struct df_account *a, s32 sum)
{
	return a->balance >= sum;
}

static __always_inline int df_withdraw(struct df_account *a, s32 sum)
{
	if (!df_covers(a, sum))
		return -ENOSPC;
	a->balance -= sum;
	return 0;
}

static __always_inline void df_deposit(struct df_account *a, s32 sum)
{
	a->balance += sum;
}

static ssize_t trigger_write(struct file *file, const char __user *buf,
			     size_t count, loff_t *ppos)
{
	account.balance = 20;
	if (df_withdraw(&account, amount)) {
		df_deposit(&account, 2 * amount);
		df_withdraw(&account, amount + 1);
	}
	return count;
}

static int __init df_inline_init(void)
{
	return trigger_create("df_inline");
}

module_init(df_inline_init);
MODULE_DESCRIPTION("KCOV dataflow test: functions that were inlined");
MODULE_LICENSE("GPL");
