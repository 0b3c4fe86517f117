/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What makes a test module of a function: a folder in debugfs with one file,
 * trigger. Who writes to it calls trigger_write(), which the module defines.
 */
#ifndef _KCOV_DATAFLOW_TRIGGER_H
#define _KCOV_DATAFLOW_TRIGGER_H

#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/types.h>

static ssize_t trigger_write(struct file *file, const char __user *buf,
			     size_t count, loff_t *ppos);

static const struct file_operations trigger_fops = {
	.owner	= THIS_MODULE,
	.open	= simple_open,
	.write	= trigger_write,
};

static struct dentry *trigger_dir;

static int __init trigger_create(const char *folder)
{
	trigger_dir = debugfs_create_dir(folder, NULL);
	if (IS_ERR(trigger_dir))
		return PTR_ERR(trigger_dir);
	debugfs_create_file("trigger", 0200, trigger_dir, NULL, &trigger_fops);
	return 0;
}

static void __exit trigger_remove(void)
{
	debugfs_remove(trigger_dir);
}

module_exit(trigger_remove);

#endif /* _KCOV_DATAFLOW_TRIGGER_H */
