// SPDX-License-Identifier: GPL-2.0
/*
 * One file in /sys/kernel/debug/bench_calls for each function: write to it how
 * often to call the function, and read from it how many ticks of the clock
 * that took.
 */
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "calls.h"

struct bench {
	const char *name;
	u64 (*run)(unsigned long n, struct s16 *s);
	u64 ticks;
};

static struct bench benches[] = {
	{ .name = "call4", .run = run_call4 },
	{ .name = "call4_bare", .run = run_call4_bare },
	{ .name = "struct16", .run = run_struct16 },
	{ .name = "struct16_bare", .run = run_struct16_bare },
};

static struct dentry *dir;
/* Allocated, as most structs that functions work on are. */
static struct s16 *operand;

static ssize_t bench_write(struct file *file, const char __user *buf,
			   size_t count, loff_t *ppos)
{
	struct bench *bench = file->private_data;
	unsigned long n;
	int err;

	err = kstrtoul_from_user(buf, count, 0, &n);
	if (err)
		return err;
	bench->ticks = bench->run(n, operand);
	return count;
}

static ssize_t bench_read(struct file *file, char __user *buf, size_t count,
			  loff_t *ppos)
{
	struct bench *bench = file->private_data;
	char text[24];
	int len = scnprintf(text, sizeof(text), "%llu\n", bench->ticks);

	*ppos = 0;
	return simple_read_from_buffer(buf, count, ppos, text, len);
}

static const struct file_operations bench_fops = {
	.owner	= THIS_MODULE,
	.open	= simple_open,
	.read	= bench_read,
	.write	= bench_write,
};

static int __init bench_calls_init(void)
{
	int i;

	operand = kzalloc(sizeof(*operand), GFP_KERNEL);
	if (!operand)
		return -ENOMEM;
	dir = debugfs_create_dir("bench_calls", NULL);
	if (IS_ERR(dir)) {
		kfree(operand);
		return PTR_ERR(dir);
	}
	for (i = 0; i < ARRAY_SIZE(benches); i++)
		debugfs_create_file(benches[i].name, 0600, dir, &benches[i],
				    &bench_fops);
	return 0;
}

static void __exit bench_calls_exit(void)
{
	debugfs_remove(dir);
	kfree(operand);
}

module_init(bench_calls_init);
module_exit(bench_calls_exit);
MODULE_DESCRIPTION("KCOV dataflow benchmark: functions to record calls of");
MODULE_LICENSE("GPL");
