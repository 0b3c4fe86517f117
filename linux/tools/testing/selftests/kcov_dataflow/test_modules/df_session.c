// SPDX-License-Identifier: GPL-2.0
/*
 * What the test of sessions records: a word written to
 * /sys/kernel/debug/df_session/trigger says what to call.
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/kcov_dataflow.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <linux/types.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "trigger.h"

struct df_thing {
	u64 a;
	u32 b;
	u16 c;
	u8 d[3];
};

struct df_big {
	u64 word[16];
};

/* Too large for registers. */
struct df_value {
	u64 x, y, z;
};

/* Functions df_* are there to be recorded. A filter leaves the others out. */

/* Keeps the calls from being dropped for want of a reader. */
static u64 total;

static noinline u64 df_call4(u64 a, u64 b, u64 c, u64 d)
{
	return a + b + c + d;
}

static noinline void df_void(void)
{
	barrier();
}

static noinline int df_narrow(bool a, u8 b, s16 c, int d)
{
	return a + b + c + d;
}

/* What is returned has more bits set than its type has. */
static noinline int df_narrow_int(u64 a)
{
	OPTIMIZER_HIDE_VAR(a);
	return a;
}

static noinline u16 df_narrow_u16(u64 a)
{
	OPTIMIZER_HIDE_VAR(a);
	return a;
}

static noinline u8 df_narrow_u8(u64 a)
{
	OPTIMIZER_HIDE_VAR(a);
	return a;
}

static void call_narrow(void)
{
	const u64 a = 0x8765432187654321;

	total += df_narrow(true, 0x80, -2, -3);
	total += df_narrow_int(a);
	total += df_narrow_u16(a);
	total += df_narrow_u8(a);
}

static noinline u64 df_many(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f, u64 g,
			    u64 h, u64 i)
{
	return a + b + c + d + e + f + g + h + i;
}

static noinline u64 df_read(const struct df_thing *t)
{
	return IS_ERR(t) ? 0 : t->a + t->b;
}

static noinline u64 df_write(struct df_thing *t)
{
	t->b++;
	return t->b;
}

static noinline struct df_thing *df_return(struct df_thing *t)
{
	OPTIMIZER_HIDE_VAR(t);
	return t;
}

static noinline u64 df_by_value(struct df_value v)
{
	return v.x + v.y + v.z;
}

static noinline u64 df_struct16(struct df_big *big)
{
	big->word[15]++;
	return big->word[0];
}

static noinline u64 df_eight(struct df_thing *a, struct df_thing *b,
			     struct df_thing *c, struct df_thing *d,
			     struct df_thing *e, struct df_thing *f,
			     struct df_thing *g, struct df_thing *h)
{
	a->b++;
	h->b++;
	return b->a + c->a + d->a + e->a + f->a + g->a;
}

static noinline u64 df_deep(u64 n)
{
	return n ? df_deep(n - 1) + 1 : 0;
}

static noinline u64 df_outer(u64 a)
{
	return df_call4(a, a, a, a) + 1;
}

static void call_structs(void)
{
	struct df_thing t = { 0x1111111111111111, 0x22222222, 0x3333, "abc" };
	struct df_value v = { 1, 2, 3 };
	struct df_big big;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(big.word); i++)
		big.word[i] = 0x1000 + i;
	total += df_read(&t);
	total += df_write(&t);
	total += df_return(&t)->a;
	total += df_by_value(v);
	total += df_struct16(&big);
	total += df_read(ERR_PTR(-ENOENT));
}

static void call_eight(void)
{
	struct df_thing t[8] = {};

	total += df_eight(&t[0], &t[1], &t[2], &t[3], &t[4], &t[5], &t[6],
			  &t[7]);
}

/* Structs of many sizes, of which each word is changed once, and then none. */
#define DF_SIZED(n)							\
	struct df_sized##n {						\
		u32 word[n];						\
	};								\
	static noinline void df_sized##n(struct df_sized##n *s, u64 size, \
					 u64 change)			\
	{								\
		if (change < size)					\
			s->word[change]++;				\
	}								\
	static void call_sized##n(void)		\
	{								\
		struct df_sized##n s;					\
		unsigned int i;						\
									\
		for (i = 0; i < ARRAY_SIZE(s.word); i++)		\
			s.word[i] = 0x1000 + i;				\
		for (i = 0; i <= ARRAY_SIZE(s.word); i++)		\
			df_sized##n(&s, ARRAY_SIZE(s.word), i);		\
	}

DF_SIZED(1)
DF_SIZED(3)
DF_SIZED(6)
DF_SIZED(15)
DF_SIZED(16)
DF_SIZED(17)
DF_SIZED(31)

static void call_sized(void)
{
	call_sized1();
	call_sized3();
	call_sized6();
	call_sized15();
	call_sized16();
	call_sized17();
	call_sized31();
}

/* The same struct wherever there is memory. */
static void call_places(void)
{
	static const struct df_thing constant = { 1, 2, 3, "ab" };
	static struct df_thing variable = { 1, 2, 3, "ab" };
	struct df_thing stack = variable, *heap, *two_pages, *pages;

	heap = kmemdup(&variable, sizeof(variable), GFP_KERNEL);
	pages = vmalloc(2 * PAGE_SIZE);
	if (!heap || !pages)
		goto free;
	two_pages = (void *)pages + PAGE_SIZE - 8;
	*two_pages = variable;
	total += df_read(&stack);
	total += df_read(&variable);
	total += df_read(&constant);
	total += df_read(heap);
	total += df_read(two_pages);
	total += df_write(two_pages);
free:
	vfree(pages);
	kfree(heap);
}

/* Enters a call that has no exit, as if it did not return. */
static noinline void call_dead(void)
{
	const s32 *site;

	/*
	 * Of a function without arguments, which returns nothing. On arm64, a
	 * filter looks there for the function, and must select it.
	 */
	asm(".pushsection .rodata\n"
	    "	.balign	4\n"
	    "1:	.byte	0, 0, 0, 0, 1 << 3, 0, 0, 0\n"
	    "2:	.long	1b - .\n"
#ifdef CONFIG_ARM64
	    "	.long	df_outer - .\n"
	    ".popsection\n"
	    "	adrp	%0, 2b\n"
	    "	add	%0, %0, :lo12:2b"
#else
	    "	.long	0\n"
	    ".popsection\n"
	    "	leaq	2b(%%rip), %0"
#endif
	    : "=r" (site));
	__sanitizer_cov_trace_entry0(site);
	barrier();
}

static void call_dead_ones(void)
{
	call_dead();
	total += df_outer(5);
	call_dead();
}

static void call_nofault(void)
{
	pagefault_disable();
	total += df_call4(9, 9, 9, 9);
	pagefault_enable();
	total += df_call4(1, 2, 3, 4);
}

static void tasklet_func(struct tasklet_struct *unused)
{
	total += df_call4(8, 8, 8, 8);
}

static DECLARE_TASKLET(tasklet, tasklet_func);

static void call_softirq(void)
{
	/* So that the recorder has nothing special to do any more. */
	total += df_call4(1, 2, 3, 4);
	local_bh_disable();
	tasklet_schedule(&tasklet);
	/* Runs on top of the task. */
	local_bh_enable();
	tasklet_kill(&tasklet);
}

/* Of an address that is no more than returned. */
static void call_pointers(void)
{
	void *page = vmalloc(PAGE_SIZE);
	struct df_thing *end;

	if (!page)
		return;
	memset(page, 0x77, PAGE_SIZE);
	/* Nothing is mapped behind it. */
	end = page + PAGE_SIZE - 12;
	total += (unsigned long)df_return(end);
	total += (unsigned long)df_return(page + PAGE_SIZE);
	total += (unsigned long)df_return((void *)0x4000);
	total += (unsigned long)df_return((void *)0x4141414141414141);
	total += (unsigned long)df_return(NULL);
	vfree(page);
}

static noinline u64 df_tail_target(u64 a)
{
	return a + 1;
}

/* Its exit does not know what is returned. */
static noinline u64 df_tail(u64 a)
{
	__attribute__((musttail)) return df_tail_target(2 * a);
}

/* Page faults are off at the entry, and on at the exit. */
static noinline u64 df_faults_on(u64 a)
{
	pagefault_enable();
	return df_call4(a, a, 1, 0);
}

/* On at the entry, off at the exit. */
static noinline u64 df_faults_off(u64 a)
{
	u64 sum = df_call4(a, a, 2, 0);

	pagefault_disable();
	return sum;
}

static void call_faults(void)
{
	pagefault_disable();
	total += df_faults_on(5);
	total += df_faults_off(6);
	pagefault_enable();
	total += df_call4(7, 7, 3, 0);
}

struct remote {
	u64 handle;
	u64 number;
	u64 sum;
	struct completion done;
};

static int remote_thread(void *arg)
{
	struct remote *r = arg;

	kcov_df_remote_start(r->handle);
	r->sum = df_call4(0x9e, r->number, 1, 0);
	/* Does not begin, and does not end, anything. */
	kcov_df_remote_start(r->handle);
	r->sum += df_call4(0x9e, r->number, 2, 0);
	kcov_df_remote_stop();
	r->sum += df_call4(0x9e, r->number, 3, 0);
	kcov_df_remote_stop();
	/* Not in a section any more. */
	r->sum += df_call4(0x9e, r->number, 4, 0);
	kcov_df_remote_stop();
	complete(&r->done);
	return 0;
}

#define NR_REMOTES	4

static atomic_t nr_working;
static DECLARE_COMPLETION(all_working);

/* Many sections at once: each has recorded something before another ends. */
static int worker_thread(void *arg)
{
	struct remote *r = arg;
	unsigned int i;

	kcov_df_remote_start(r->handle);
	r->sum = df_call4(0x30, r->number, 0, 0);
	if (atomic_inc_return(&nr_working) == NR_REMOTES)
		complete_all(&all_working);
	wait_for_completion(&all_working);
	for (i = 1; i <= 100; i++) {
		r->sum += df_call4(0x30, r->number, i, 0);
		if (i % 20 == 0)
			schedule_timeout_uninterruptible(1);
	}
	kcov_df_remote_stop();
	complete(&r->done);
	return 0;
}

/* Is not recorded when it begins, and is when it ends. */
static noinline u64 df_inside(u64 handle)
{
	kcov_df_remote_start(handle);
	return df_call4(0x1d, 1, 0, 0) + 1;
}

static int inside_thread(void *arg)
{
	struct remote *r = arg;

	r->sum = df_inside(r->handle);
	r->sum += df_call4(0x1d, 2, 0, 0);
	kcov_df_remote_stop();
	complete(&r->done);
	return 0;
}

/* A section in a task that is recorded already, perhaps. */
static void section_here(u64 handle)
{
	kcov_df_remote_start(handle);
	total += df_call4(0x4e, 1, 0, 0);
	kcov_df_remote_stop();
	total += df_call4(0x4e, 2, 0, 0);
}

static int call_threads(int (*func)(void *arg), u64 handle)
{
	static struct remote remotes[NR_REMOTES];
	struct task_struct *t;
	unsigned int i;
	int res = 0;

	atomic_set(&nr_working, 0);
	reinit_completion(&all_working);
	for (i = 0; i < ARRAY_SIZE(remotes); i++) {
		remotes[i].handle = handle;
		remotes[i].number = i;
		init_completion(&remotes[i].done);
		t = kthread_run(func, &remotes[i], "df_remote/%u", i);
		if (IS_ERR(t)) {
			res = PTR_ERR(t);
			complete_all(&all_working);
			break;
		}
	}
	while (i--) {
		wait_for_completion(&remotes[i].done);
		total += remotes[i].sum;
	}
	return res;
}

/* How long one takes; instructions, if the clock counts these. */
static void call_timed(void)
{
	struct df_big big = {};
	u64 t0, t1, t2, t3;
	unsigned int i;

	t0 = ktime_get_ns();
	for (i = 0; i < 1000; i++)
		barrier();
	t1 = ktime_get_ns();
	for (i = 0; i < 1000; i++)
		total += df_call4(i, 2, 3, 4);
	t2 = ktime_get_ns();
	for (i = 0; i < 1000; i++)
		total += df_struct16(&big);
	t3 = ktime_get_ns();
	pr_info("df_session: empty %llu call4 %llu struct16 %llu\n",
		div_u64(t1 - t0, 1000), div_u64(t2 - t1, 1000),
		div_u64(t3 - t2, 1000));
}

static ssize_t
trigger_write(struct file *file, const char __user *buf, size_t count,
	      loff_t *ppos)
{
	unsigned long long n;
	char word[32] = {};
	int res = 0;

	if (count >= sizeof(word))
		return -EINVAL;
	if (copy_from_user(word, buf, count))
		return -EFAULT;

	if (!strcmp(word, "call4"))
		total += df_call4(1, 2, 3, 4);
	else if (!strcmp(word, "nest"))
		total += df_outer(5);
	else if (!strcmp(word, "void"))
		df_void();
	else if (!strcmp(word, "narrow"))
		call_narrow();
	else if (!strcmp(word, "many"))
		total += df_many(1, 2, 3, 4, 5, 6, 7, 8, 9);
	else if (!strcmp(word, "structs"))
		call_structs();
	else if (!strcmp(word, "eight"))
		call_eight();
	else if (!strcmp(word, "sized"))
		call_sized();
	else if (!strcmp(word, "places"))
		call_places();
	else if (!strcmp(word, "pointers"))
		call_pointers();
	else if (!strcmp(word, "tail"))
		total += df_tail(5);
	else if (!strcmp(word, "faults"))
		call_faults();
	else if (!strcmp(word, "dead"))
		call_dead_ones();
	else if (!strcmp(word, "nofault"))
		call_nofault();
	else if (!strcmp(word, "softirq"))
		call_softirq();
	else if (!strcmp(word, "timed"))
		call_timed();
	else if (sscanf(word, "deep %llu", &n) == 1)
		total += df_deep(n);
	else if (sscanf(word, "remote %llu", &n) == 1)
		res = call_threads(remote_thread, n);
	else if (sscanf(word, "workers %llu", &n) == 1)
		res = call_threads(worker_thread, n);
	else if (sscanf(word, "inside %llu", &n) == 1)
		res = call_threads(inside_thread, n);
	else if (sscanf(word, "here %llu", &n) == 1)
		section_here(n);
	else
		return -EINVAL;
	return res ?: count;
}

static int __init df_session_init(void)
{
	return trigger_create("df_session");
}

module_init(df_session_init);
MODULE_DESCRIPTION("KCOV dataflow test: what a session records");
MODULE_LICENSE("GPL");
