// SPDX-License-Identifier: GPL-2.0
/*
 * Calls the callbacks of KCOV dataflow as instrumented code would, with all
 * that such code can come across: odd sizes, bad pointers, the wrong context.
 * A write to /sys/kernel/debug/df_callbacks/trigger does. The argument index
 * tells the cases apart.
 */
#include <linux/bottom_half.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kcov_dataflow.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/types.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "trigger.h"

/* The first case; its value is like no other. */
#define MAGIC		0xdf5ca1ab1e0ddba1ULL

#define FIELDS(...)	((u64[]){ __VA_ARGS__ })

static void report(u32 idx, u32 size, void *ptr, u64 *offsets, u32 num_fields)
{
	__sanitizer_cov_trace_args((unsigned long)report, idx, size, ptr,
				   offsets, num_fields);
}

static void scalars(void)
{
	u8 bytes[16] = {
		0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88,
		0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff, 0x01,
	};
	u64 magic = MAGIC;
	u32 size;

	report(0, sizeof(magic), &magic, NULL, 0);
	for (size = 1; size <= 8; size++)
		report(size, size, bytes, NULL, 0);
	report(9, 12, bytes, NULL, 0);
	report(10, 16, bytes, NULL, 0);
	report(11, 8, NULL, NULL, 0);
	/* More than the header can say. */
	report(300, 1000, NULL, NULL, 0);
}

static void structs(void)
{
	u64 every_size[] = { 0, 1, 1, 2, 3, 3, 6, 4, 10, 5, 15, 6, 21, 7, 28, 8 };
	u64 many[2 * 40];
	u8 stack[64], *heap;
	unsigned int i;

	heap = kmalloc(64, GFP_KERNEL);
	if (!heap)
		return;
	for (i = 0; i < 64; i++)
		heap[i] = i + 1;
	for (i = 0; i < 40; i++) {
		many[2 * i] = i;
		many[2 * i + 1] = 1;
	}
	memcpy(stack, heap, sizeof(stack));

	report(20, 8, heap, every_size, 8);
	report(21, 36, stack, every_size, 8);
	/* An array shows its first eight bytes. */
	report(22, 8, heap, FIELDS(8, 56), 1);
	/* More than the four bits of a type can count. */
	report(23, 8, heap, many, 40);
	report(24, 8, heap, every_size, 0);
	report(25, 8, NULL, every_size, 8);
	kfree(heap);
}

/* In the kernel's image, and not 0 while somebody records. */
extern u8 __sanitizer_cov_trace_gate;

static void bad_pointers(const char __user *buf)
{
	u8 *pages = vmalloc(PAGE_SIZE), *last;
	/*
	 * The register bank of the local APIC, of which a read is harmless, or
	 * an address without memory, of which a read is an error.
	 */
	void __iomem *regs = ioremap(0xfee00000, PAGE_SIZE);

	report(30, 8, ERR_PTR(-ENOENT), FIELDS(0, 8, 1, 1, 2, 8), 3);
	report(31, 8, (void __force *)buf, FIELDS(0, 1), 1);
	report(32, 8, (void *)0x4141414141414141, FIELDS(0, 8), 1);
	report(33, 8, (void *)0x8000000000000000, FIELDS(0, 8), 1);
	report(34, 8, (void *)-PAGE_SIZE, FIELDS(0, 8, PAGE_SIZE, 8), 2);
	report(35, 8, (void *)0x10, FIELDS(0, 8), 1);

	if (pages) {
		/* The page behind is not there. */
		memset(pages, 0x5a, PAGE_SIZE);
		last = pages + PAGE_SIZE - 12;
		report(36, 8, last, FIELDS(0, 8, 8, 4, 8, 8, 8, 5, 12, 4, 11, 1), 6);
		vfree(pages);
	}
	if (regs) {
		report(37, 8, (void __force *)regs, FIELDS(0x20, 4, 0x30, 4), 2);
		iounmap(regs);
	}
	report(38, 8, &__sanitizer_cov_trace_gate, FIELDS(0, 1), 1);
}

static void tasklet_func(struct tasklet_struct *unused)
{
	u64 value = 1;

	report(40, sizeof(value), &value, NULL, 0);
}

static DECLARE_TASKLET(tasklet, tasklet_func);

static void contexts(void)
{
	u64 value = 1;

	/* The task's, though softirqs are off. */
	local_bh_disable();
	report(41, sizeof(value), &value, NULL, 0);
	tasklet_schedule(&tasklet);
	/* Runs the tasklet on top of the task, which is not the task's. */
	local_bh_enable();
	tasklet_kill(&tasklet);

	/* Lost, and counted. */
	pagefault_disable();
	report(42, sizeof(value), &value, NULL, 0);
	pagefault_enable();

	report(43, sizeof(value), &value, NULL, 0);
	__sanitizer_cov_trace_ret((unsigned long)report, sizeof(value), &value,
				  NULL, 0);
}

static ssize_t trigger_write(struct file *file, const char __user *buf,
			     size_t count, loff_t *ppos)
{
	scalars();
	structs();
	bad_pointers(buf);
	contexts();
	return count;
}

static int __init df_callbacks_init(void)
{
	return trigger_create("df_callbacks");
}

module_init(df_callbacks_init);
MODULE_DESCRIPTION("KCOV dataflow test: calls of the callbacks");
MODULE_LICENSE("GPL");
