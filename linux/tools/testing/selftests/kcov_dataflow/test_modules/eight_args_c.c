// SPDX-License-Identifier: GPL-2.0
/*
 * Functions of one to eight arguments, called with values that a test can
 * recognise when somebody writes to /sys/kernel/debug/eight_args_c/trigger.
 */
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/types.h>

#include "trigger.h"

struct df_pair {
	u32 a;
	u32 b;
};

/* Keeps the calls from being dropped for want of a reader. */
static u64 total;

static noinline u64 df_func1(u64 a)
{
	return a;
}

static noinline u64 df_func2(u64 a, u64 b)
{
	return a + b;
}

static noinline u64 df_func3(u64 a, u64 b, u64 c)
{
	return a + b + c;
}

static noinline u64 df_func4(u64 a, u64 b, u64 c, u64 d)
{
	return a + b + c + d;
}

static noinline u64 df_func5(u64 a, u64 b, u64 c, u64 d, u64 e)
{
	return a + b + c + d + e;
}

static noinline u64 df_func6(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f)
{
	return a + b + c + d + e + f;
}

static noinline u64 df_func7(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f, u64 g)
{
	return a + b + c + d + e + f + g;
}

static noinline u64 df_func8(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f, u64 g,
			     u64 h)
{
	return a + b + c + d + e + f + g + h;
}

static noinline u64 df_func_struct(struct df_pair pair)
{
	return (u64)pair.a + pair.b;
}

static ssize_t trigger_write(struct file *file, const char __user *buf,
			     size_t count, loff_t *ppos)
{
	struct df_pair pair = { .a = 0xaaaa, .b = 0xbbbb };
	u64 sum = 0;

	sum += df_func1(0x11);
	sum += df_func2(0x11, 0x22);
	sum += df_func3(0x11, 0x22, 0x33);
	sum += df_func4(0x11, 0x22, 0x33, 0x44);
	sum += df_func5(0x11, 0x22, 0x33, 0x44, 0x55);
	sum += df_func6(0x11, 0x22, 0x33, 0x44, 0x55, 0x66);
	sum += df_func7(0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77);
	sum += df_func8(0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88);
	sum += df_func_struct(pair);

	WRITE_ONCE(total, sum);
	return count;
}

static int __init eight_args_c_init(void)
{
	return trigger_create("eight_args_c");
}

module_init(eight_args_c_init);
MODULE_DESCRIPTION("KCOV dataflow test: functions of one to eight arguments");
MODULE_LICENSE("GPL");
