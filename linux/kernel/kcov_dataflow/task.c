// SPDX-License-Identifier: GPL-2.0
/*
 * Which tasks are recorded, from when to when.
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <kunit/visibility.h>

#include "kcov_dataflow.h"

static struct kcov_df_task *task_alloc(struct kcov_df *df)
{
	struct kcov_df_task *ctx;

	ctx = kvzalloc(sizeof(*ctx), GFP_KERNEL_ACCOUNT);
	if (!ctx)
		return NULL;
	ctx->df = df;
	ctx->state = df->chunks ? TASK_SESSION : TASK_RFC;
	if (df->chunks)
		kcov_df_init_session_task(ctx);
	return ctx;
}

/*
 * Has a task recorded, the current one or one that does not run yet; @nested
 * is 1 if that begins a remote section.
 */
VISIBLE_IF_KUNIT int kcov_df_attach(struct task_struct *t, struct kcov_df *df,
				    u32 nested)
{
	struct kcov_df_task *ctx;

	lockdep_assert_held(&df->lock);

	ctx = task_alloc(df);
	if (!ctx) {
		df->counters.lost_tasks++;
		return -ENOMEM;
	}
	/* Put in kcov_df_detach(). */
	kcov_df_get(df);
	ctx->nested = nested;
	ctx->remote = nested;
	ctx->stream = df->next_stream++;
	list_add_tail(&ctx->list, &df->tasks);
	/*
	 * From here on callbacks in this task use ctx. Pairs with READ_ONCE()
	 * in the callbacks, which run in the same task or in an interrupt on
	 * top of it; a new task is woken after this.
	 */
	barrier();
	WRITE_ONCE(t->kcov_df, ctx);
	return 0;
}

/**
 * kcov_df_add_counters - add what a task has counted
 * @sum: to this
 * @ctx: the task, which may go on counting
 */
void kcov_df_add_counters(struct kcov_df_counters *sum,
			  const struct kcov_df_task *ctx)
{
	const struct kcov_df_counters *c = &ctx->counters;

	/* Pairs with the increments in record.c. */
	sum->entries += READ_ONCE(ctx->entries);
	sum->exits += READ_ONCE(ctx->exits);
	sum->lost_full_entries += READ_ONCE(c->lost_full_entries);
	sum->lost_full_exits += READ_ONCE(c->lost_full_exits);
	sum->lost_nofault_entries += READ_ONCE(c->lost_nofault_entries);
	sum->lost_nofault_exits += READ_ONCE(c->lost_nofault_exits);
}

/* The current task is not recorded any more. */
static void kcov_df_detach(struct kcov_df_task *ctx)
{
	struct kcov_df *df = ctx->df;

	WRITE_ONCE(current->kcov_df, NULL);
	/* See comment in kcov_df_attach(). */
	barrier();

	mutex_lock(&df->lock);
	if (df->chunks)
		kcov_df_finish_chunk(ctx);
	kcov_df_add_counters(&df->counters, ctx);
	list_del(&ctx->list);
	mutex_unlock(&df->lock);
	kvfree(ctx);
	kcov_df_put(df);
}

/**
 * kcov_df_task_start - KCOV_DF_ENABLE
 * @df: where the current task is recorded
 *
 * Return: 0 or an error.
 */
int kcov_df_task_start(struct kcov_df *df)
{
	int res;

	lockdep_assert_held(&df->lock);

	if (!df->chunks && !df->mapped)
		return -EINVAL;
	if (current->kcov_df)
		return -EBUSY;
	/* Nothing keeps writers to the RFC's buffer apart. */
	if (!df->chunks && !list_empty(&df->tasks))
		return -EBUSY;
	/* Not before: by now, the session has its filter. */
	res = kcov_df_gate_open(&df->gate);
	return res ?: kcov_df_attach(current, df, 0);
}

/**
 * kcov_df_task_stop - KCOV_DF_DISABLE
 * @df: where the current task is recorded
 *
 * Return: 0 or an error.
 */
int kcov_df_task_stop(struct kcov_df *df)
{
	struct kcov_df_task *ctx = current->kcov_df;

	if (!ctx || ctx->df != df)
		return -EINVAL;
	kcov_df_detach(ctx);
	return 0;
}

/* === Remote sections ====================================================== */

static DEFINE_MUTEX(remotes_lock);
static LIST_HEAD(remotes);

static struct kcov_df *find_remote(u64 handle)
{
	struct kcov_df *df;

	lockdep_assert_held(&remotes_lock);

	list_for_each_entry(df, &remotes, remote)
		if (df->options.remote_handle == handle)
			return df;
	return NULL;
}

/**
 * kcov_df_remote_add - let remote sections find a session
 * @df: the session; nothing happens if it has no handle
 *
 * Return: 0, or -EBUSY if another one has the same handle.
 */
int kcov_df_remote_add(struct kcov_df *df)
{
	u64 handle = df->options.remote_handle;
	int res = 0;

	if (!handle)
		return 0;
	mutex_lock(&remotes_lock);
	if (find_remote(handle))
		res = -EBUSY;
	else
		list_add(&df->remote, &remotes);
	mutex_unlock(&remotes_lock);
	return res;
}

/**
 * kcov_df_remote_del - undo kcov_df_remote_add()
 * @df: the session
 */
void kcov_df_remote_del(struct kcov_df *df)
{
	mutex_lock(&remotes_lock);
	list_del_init(&df->remote);
	mutex_unlock(&remotes_lock);
}

/**
 * kcov_df_remote_start - record the current task for somebody else
 * @handle: what the session was given as its remote_handle
 *
 * Begins a section of a kernel thread, which works for a session here. Many
 * threads can be in sections of one session. If nobody has asked for @handle,
 * or the task is recorded already, nothing changes. In any case,
 * kcov_df_remote_stop() must follow in the same task.
 *
 * Context: Process context. May sleep.
 */
void kcov_df_remote_start(u64 handle)
{
	struct kcov_df_task *ctx = current->kcov_df;
	struct kcov_df *df;

	might_sleep();
	if (ctx) {
		ctx->nested++;
		return;
	}

	mutex_lock(&remotes_lock);
	df = find_remote(handle);
	/* One that is being freed is in the list until the lock is. */
	if (df && !refcount_inc_not_zero(&df->refcount))
		df = NULL;
	mutex_unlock(&remotes_lock);
	if (!df)
		return;

	mutex_lock(&df->lock);
	/* It may not have become a session after all. */
	if (df->chunks)
		kcov_df_attach(current, df, 1);
	mutex_unlock(&df->lock);
	kcov_df_put(df);
}
EXPORT_SYMBOL_GPL(kcov_df_remote_start);

/**
 * kcov_df_remote_stop - end the section that kcov_df_remote_start() began
 *
 * Context: Process context. May sleep.
 */
void kcov_df_remote_stop(void)
{
	struct kcov_df_task *ctx = current->kcov_df;

	might_sleep();
	if (!ctx || !ctx->nested)
		return;
	ctx->nested--;
	if (ctx->remote && !ctx->nested)
		kcov_df_detach(ctx);
}
EXPORT_SYMBOL_GPL(kcov_df_remote_stop);

/* === Birth and death ====================================================== */

/**
 * kcov_df_task_init - start the life of a task, which nobody records
 * @t: the new task, a copy of current
 */
void kcov_df_task_init(struct task_struct *t)
{
	/* The context is the parent's. */
	t->kcov_df = NULL;
}

/**
 * kcov_df_task_fork - have a new task recorded if its parent wants that
 * @t: the new task, which will run
 */
void kcov_df_task_fork(struct task_struct *t)
{
	struct kcov_df_task *ctx = current->kcov_df;
	struct kcov_df *df;

	/* A remote section ends where its task says so. */
	if (!ctx || ctx->remote)
		return;
	df = ctx->df;
	if (!df->chunks || !(df->options.flags & KCOV_DF_INHERIT))
		return;
	mutex_lock(&df->lock);
	kcov_df_attach(t, df, 0);
	mutex_unlock(&df->lock);
}

/**
 * kcov_df_task_exit - stop recording a task that exits
 * @t: the current task
 */
void kcov_df_task_exit(struct task_struct *t)
{
	if (t->kcov_df)
		kcov_df_detach(t->kcov_df);
}
