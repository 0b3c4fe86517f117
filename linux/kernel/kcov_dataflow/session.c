// SPDX-License-Identifier: GPL-2.0
/*
 * Sessions: a buffer that is divided into chunks, of which each belongs to one
 * task while it is written.
 */
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <asm/sections.h>
#include <asm/setup.h>

#include "kcov_dataflow.h"

/*
 * A chunk is what a reader waits for, and what a task that does little takes
 * away from others. Four megabytes hold some 100000 calls.
 */
#define DEFAULT_CHUNK_SIZE	(64 * 1024)
#define DEFAULT_BUFFER_SIZE	(4 * 1024 * 1024)
#define MAX_BUFFER_SIZE		BIT_ULL(36)

/* Before the first chunk. */
#define HEADER_SIZE		PAGE_SIZE

/* === Chunks =============================================================== */

/* What is in force where the lock of the chunks is taken. */
struct chunks_lock {
	unsigned long		irq;
	struct kcov_df_task	*ctx;
	u32			state;
};

/*
 * The recorder takes the lock wherever a task can be recorded. Whoever holds it
 * must not be recorded or interrupted, or would wait for itself.
 */
static void lock_chunks(struct kcov_df_chunks *chunks, struct chunks_lock *l)
{
	raw_local_irq_save(l->irq);
	l->ctx = current->kcov_df;
	if (l->ctx) {
		l->state = l->ctx->state;
		WRITE_ONCE(l->ctx->state, TASK_BUSY);
	}
	/* Pairs with barrier() in unlock_chunks(). */
	barrier();
	arch_spin_lock(&chunks->lock);
}

static void unlock_chunks(struct kcov_df_chunks *chunks, struct chunks_lock *l)
{
	arch_spin_unlock(&chunks->lock);
	/* Pairs with barrier() in lock_chunks(): held only while busy. */
	barrier();
	if (l->ctx)
		WRITE_ONCE(l->ctx->state, l->state);
	raw_local_irq_restore(l->irq);
}

static struct kcov_df_chunk *chunk_of(const struct kcov_df_chunks *chunks,
				      const struct kcov_df_slot *slot)
{
	return chunks->buffer + HEADER_SIZE +
	       (size_t)(slot - chunks->slots) * chunks->size;
}

static void set_state(struct kcov_df_chunks *chunks, struct kcov_df_slot *slot,
		      u32 state)
{
	slot->state = state;
	/* Pairs with the load-acquire of kcov_df_chunk.state in user space. */
	smp_store_release(&chunk_of(chunks, slot)->state, state);
}

static struct kcov_df_slot *take_slot(struct kcov_df *df)
{
	bool overwrite = df->options.flags & KCOV_DF_FLIGHT_RECORDER;
	struct kcov_df_chunks *chunks = df->chunks;
	struct kcov_df_slot *slot;
	struct chunks_lock l;

	/* All who have lost will look here again and again. */
	if (list_empty(&chunks->free) &&
	    (!overwrite || list_empty(&chunks->full)))
		return NULL;

	lock_chunks(chunks, &l);
	slot = list_first_entry_or_null(&chunks->free, struct kcov_df_slot,
					list);
	if (!slot && overwrite) {
		slot = list_first_entry_or_null(&chunks->full,
						struct kcov_df_slot, list);
		if (slot)
			chunks->overwritten += slot->records;
	}
	if (slot) {
		list_del(&slot->list);
		/* Full no more: nobody can give it back from here on. */
		slot->state = KCOV_DF_CHUNK_WRITING;
		chunks->serial++;
		/* Pairs with READ_ONCE() in entry_is_there(). */
		WRITE_ONCE(slot->serial, chunks->serial);
	}
	unlock_chunks(chunks, &l);
	return slot;
}

/**
 * kcov_df_finish_chunk - leave the chunk of a task to the readers
 * @ctx: the task, which must be in its recorder or not be recorded
 */
void kcov_df_finish_chunk(struct kcov_df_task *ctx)
{
	struct kcov_df_chunks *chunks = ctx->df->chunks;
	struct kcov_df_slot *slot = ctx->slot;
	struct chunks_lock l;

	if (!ctx->chunk)
		return;

	slot->records = ctx->entries + ctx->exits - ctx->chunk_begin;
	lock_chunks(chunks, &l);
	set_state(chunks, slot, KCOV_DF_CHUNK_FULL);
	list_add_tail(&slot->list, &chunks->full);
	unlock_chunks(chunks, &l);

	ctx->chunk = NULL;
	ctx->slot = NULL;
	ctx->pos = NULL;
	ctx->limit = NULL;
	ctx->end = NULL;
}

static void forget_entries(struct kcov_df_task *ctx)
{
	struct kcov_df_frame *frame;

	for (frame = ctx->frame; frame > ctx->frames; frame--)
		kcov_df_forget_entry(frame);
}

static void begin_chunk(struct kcov_df_task *ctx, struct kcov_df_slot *slot,
			u64 time)
{
	struct kcov_df_chunks *chunks = ctx->df->chunks;
	struct kcov_df_chunk *chunk = chunk_of(chunks, slot);

	/* Who still reads what the chunk held finds another serial behind it. */
	WRITE_ONCE(chunk->serial, 0);
	/*
	 * Pairs with the read barrier before the second load of serial in user
	 * space, and with smp_rmb() in entry_is_there().
	 */
	smp_wmb();

	set_state(chunks, slot, KCOV_DF_CHUNK_WRITING);
	WRITE_ONCE(chunk->used, sizeof(*chunk));
	chunk->index = ctx->nr_chunks++;
	chunk->tid = current->pid;
	chunk->pid = current->tgid;
	chunk->stream = ctx->stream;
	chunk->context = ctx->remote ? ctx->df->options.remote_handle : 0;
	chunk->time = time;
	/* Without its lock: half of a new name is good enough. */
	memcpy(chunk->comm, current->comm, sizeof(chunk->comm));
	chunk->comm[sizeof(chunk->comm) - 1] = '\0';
	/* Pairs with the first load-acquire of serial in user space. */
	smp_store_release(&chunk->serial, slot->serial);

	ctx->chunk = chunk;
	ctx->slot = slot;
	ctx->serial = slot->serial;
	ctx->chunk_begin = ctx->entries + ctx->exits;
	ctx->pos = chunk + 1;
	ctx->end = (void *)chunk + chunks->size;
}

/**
 * kcov_df_next_chunk - take a chunk for the current task
 * @ctx: the task, which is in its recorder
 *
 * Context: Any but NMI.
 * Return: false if there is none; then the task has no chunk any more.
 */
bool kcov_df_next_chunk(struct kcov_df_task *ctx)
{
	struct kcov_df_slot *slot;

	kcov_df_finish_chunk(ctx);
	slot = take_slot(ctx->df);
	if (!slot)
		return false;
	/* The timekeeper may be the one who is recorded. */
	begin_chunk(ctx, slot, ktime_get_mono_fast_ns());

	/* Any chunk may be overwritten, but what is left must make sense. */
	if (ctx->df->options.flags & KCOV_DF_FLIGHT_RECORDER)
		forget_entries(ctx);
	return true;
}

static struct kcov_df_chunks *chunks_alloc(const struct kcov_df_session *o)
{
	u32 nr = (o->buffer_size - HEADER_SIZE) / o->chunk_size, i;
	struct kcov_df_chunks *chunks;
	void *buffer;

	/* First, as it is what there may be no memory for. */
	buffer = vmalloc_user(o->buffer_size);
	if (!buffer)
		return NULL;
	chunks = kvzalloc(struct_size(chunks, slots, nr), GFP_KERNEL_ACCOUNT);
	if (!chunks) {
		vfree(buffer);
		return NULL;
	}
	chunks->buffer = buffer;
	chunks->lock = (arch_spinlock_t)__ARCH_SPIN_LOCK_UNLOCKED;
	INIT_LIST_HEAD(&chunks->free);
	INIT_LIST_HEAD(&chunks->full);
	chunks->size = o->chunk_size;
	chunks->nr = nr;
	chunks->bytes = o->buffer_size;
	for (i = 0; i < nr; i++)
		list_add_tail(&chunks->slots[i].list, &chunks->free);

	*(struct kcov_df_buffer *)chunks->buffer = (struct kcov_df_buffer){
		.version	= KCOV_DF_VERSION,
		.header_size	= HEADER_SIZE,
		.chunk_size	= chunks->size,
		.nr_chunks	= nr,
#ifdef CONFIG_RANDOMIZE_BASE
		.base		= (unsigned long)_text - kaslr_offset(),
		.kaslr_offset	= kaslr_offset(),
#else
		.base		= (unsigned long)_text,
#endif
	};
	return chunks;
}

static void chunks_free(struct kcov_df_chunks *chunks)
{
	vfree(chunks->buffer);
	kvfree(chunks);
}

/* === Ioctls =============================================================== */

/* Reads a struct that begins with its size. */
static int copy_struct_in(void *dst, size_t ksize, void __user *src,
			  size_t min_size)
{
	u32 usize;
	int res;

	if (get_user(usize, (u32 __user *)src))
		return -EFAULT;
	if (usize < min_size || usize > PAGE_SIZE)
		return usize < min_size ? -EINVAL : -E2BIG;
	res = copy_struct_from_user(dst, ksize, src, usize);
	/* Another thread may have changed it since it was checked. */
	*(u32 *)dst = usize;
	return res;
}

/* Writes as much of it as user space knows, @usize, and zeroes the rest. */
static int copy_struct_out(void __user *dst, size_t usize, const void *src,
			   size_t ksize)
{
	size_t size = min(usize, ksize);

	if (copy_to_user(dst, src, size))
		return -EFAULT;
	if (usize > ksize && clear_user(dst + ksize, usize - ksize))
		return -EFAULT;
	return 0;
}

static int check_options(struct kcov_df_session *o)
{
	if (o->flags & ~(KCOV_DF_INHERIT | KCOV_DF_FLIGHT_RECORDER))
		return -EINVAL;
	if (o->after > KCOV_DF_AFTER_ALWAYS ||
	    o->snapshot > KCOV_DF_SNAPSHOT_MAX)
		return -EINVAL;

	if (!o->chunk_size)
		o->chunk_size = DEFAULT_CHUNK_SIZE;
	if (!is_power_of_2(o->chunk_size) ||
	    o->chunk_size < KCOV_DF_CHUNK_MIN ||
	    o->chunk_size > KCOV_DF_CHUNK_MAX)
		return -EINVAL;

	if (!o->buffer_size)
		o->buffer_size = max_t(u64, DEFAULT_BUFFER_SIZE,
				       2 * o->chunk_size);
	if (o->buffer_size > MAX_BUFFER_SIZE)
		return -EINVAL;
	o->buffer_size = round_up(o->buffer_size, o->chunk_size);
	if (o->buffer_size < 2 * o->chunk_size)
		return -EINVAL;
	o->buffer_size += HEADER_SIZE;
	o->version = KCOV_DF_VERSION;
	return 0;
}

static int start_session(struct kcov_df *df, struct kcov_df_session *o)
{
	struct kcov_df_chunks *chunks;
	int res;

	lockdep_assert_held(&df->lock);

	if (df->chunks || df->area)
		return -EBUSY;
	chunks = chunks_alloc(o);
	if (!chunks)
		return -ENOMEM;

	df->options = *o;
	res = kcov_df_remote_add(df);
	if (res)
		goto free_chunks;
	/*
	 * Others wait for KCOV_DF_ENABLE. A remote section can begin where the
	 * kernel thread holds locks that opening takes as well.
	 */
	if (o->remote_handle)
		res = kcov_df_gate_open(&df->gate);
	if (res)
		goto del_remote;
	/* Pairs with smp_load_acquire() in kcov_df_session_ioctl(). */
	smp_store_release(&df->chunks, chunks);
	return 0;

del_remote:
	kcov_df_remote_del(df);
free_chunks:
	df->options = (struct kcov_df_session){};
	chunks_free(chunks);
	return res;
}

static int ioctl_session(struct kcov_df *df, void __user *arg)
{
	struct kcov_df_session o;
	int res;

	if (!IS_ENABLED(CONFIG_KCOV_DATAFLOW_BOUNDARY))
		return -EINVAL;
	res = copy_struct_in(&o, sizeof(o), arg,
			     offsetofend(struct kcov_df_session, snapshot));
	if (!res)
		res = check_options(&o);
	if (res)
		return res;

	/* Before there is something that would have to be undone. */
	if (copy_struct_out(arg, o.size, &o, sizeof(o)))
		return -EFAULT;
	mutex_lock(&df->lock);
	res = start_session(df, &o);
	mutex_unlock(&df->lock);
	return res;
}

static void reset_chunks(struct kcov_df_chunks *chunks)
{
	struct kcov_df_chunk *chunk;
	struct kcov_df_slot *slot;
	struct chunks_lock l;

	lock_chunks(chunks, &l);
	chunks->overwritten = 0;
	list_for_each_entry(slot, &chunks->full, list) {
		chunk = chunk_of(chunks, slot);
		WRITE_ONCE(chunk->serial, 0);
		/* See begin_chunk(). */
		smp_wmb();
		WRITE_ONCE(chunk->used, 0);
		set_state(chunks, slot, KCOV_DF_CHUNK_FREE);
	}
	list_splice_tail_init(&chunks->full, &chunks->free);
	unlock_chunks(chunks, &l);
}

static int ioctl_reset(struct kcov_df *df, unsigned long unused)
{
	int res = 0;

	if (unused)
		return -EINVAL;
	mutex_lock(&df->lock);
	if (list_empty(&df->tasks)) {
		reset_chunks(df->chunks);
		memset(&df->counters, 0, sizeof(df->counters));
	} else {
		res = -EBUSY;
	}
	mutex_unlock(&df->lock);
	return res;
}

static int ioctl_release(struct kcov_df_chunks *chunks, unsigned long index)
{
	struct kcov_df_slot *slot;
	struct chunks_lock l;
	int res = -EINVAL;

	if (index >= chunks->nr)
		return -EINVAL;
	slot = chunks->slots + index;

	lock_chunks(chunks, &l);
	if (slot->state == KCOV_DF_CHUNK_FULL) {
		set_state(chunks, slot, KCOV_DF_CHUNK_FREE);
		list_move_tail(&slot->list, &chunks->free);
		res = 0;
	}
	unlock_chunks(chunks, &l);
	return res;
}

static int ioctl_filter(struct kcov_df *df, void __user *arg)
{
	struct kcov_df_filter f;
	char *rules = NULL;
	int res;

	res = copy_struct_in(&f, sizeof(f), arg,
			     offsetofend(struct kcov_df_filter, patterns));
	if (res)
		return res;
	if (f.patterns_len > KCOV_DF_FILTER_MAX)
		return -E2BIG;

	if (f.patterns_len) {
		rules = vmemdup_user(u64_to_user_ptr(f.patterns),
				     f.patterns_len);
		if (IS_ERR(rules))
			return PTR_ERR(rules);
	}
	/* Before there is something that would have to be undone. */
	if (copy_struct_out(arg, f.size, &f, sizeof(f))) {
		kvfree(rules);
		return -EFAULT;
	}
	mutex_lock(&df->lock);
	res = kcov_df_gate_filter(&df->gate, rules, f.patterns_len,
				  &f.matched, &f.total);
	mutex_unlock(&df->lock);
	kvfree(rules);
	if (res)
		return res;
	return copy_struct_out(arg, f.size, &f, sizeof(f));
}

static void sum_counters(struct kcov_df *df, struct kcov_df_counters *c)
{
	struct kcov_df_task *ctx;
	struct chunks_lock l;

	mutex_lock(&df->lock);
	*c = df->counters;
	list_for_each_entry(ctx, &df->tasks, list) {
		c->tasks++;
		kcov_df_add_counters(c, ctx);
	}
	lock_chunks(df->chunks, &l);
	c->overwritten = df->chunks->overwritten;
	unlock_chunks(df->chunks, &l);
	mutex_unlock(&df->lock);
}

static int ioctl_counters(struct kcov_df *df, void __user *arg)
{
	struct kcov_df_counters c;
	u32 size;
	int res;

	res = copy_struct_in(&c, sizeof(c), arg, sizeof(c.size));
	if (res)
		return res;
	size = c.size;
	sum_counters(df, &c);
	c.size = size;
	return copy_struct_out(arg, size, &c, sizeof(c));
}

/**
 * kcov_df_session_ioctl - the ioctls of sessions
 * @df: the file
 * @cmd: the ioctl
 * @arg: its argument
 *
 * The lock of the file is taken by mmap(), and so cannot be held where user
 * memory is touched.
 *
 * Return: 0 or an error; -ENOTTY if it is no ioctl of sessions.
 */
long kcov_df_session_ioctl(struct kcov_df *df, unsigned int cmd,
			   unsigned long arg)
{
	if (cmd == KCOV_DF_SESSION)
		return ioctl_session(df, (void __user *)arg);
	if (cmd < KCOV_DF_RESET || cmd > KCOV_DF_COUNTERS)
		return -ENOTTY;

	/* Pairs with smp_store_release() in start_session(). */
	if (!smp_load_acquire(&df->chunks))
		return -EINVAL;
	switch (cmd) {
	case KCOV_DF_RESET:
		return ioctl_reset(df, arg);
	case KCOV_DF_RELEASE:
		return ioctl_release(df->chunks, arg);
	case KCOV_DF_FILTER:
		return ioctl_filter(df, (void __user *)arg);
	default:
		return ioctl_counters(df, (void __user *)arg);
	}
}

/**
 * kcov_df_session_mmap - map the buffer of a session
 * @df: the file
 * @vma: as mmap() of a file gets it
 *
 * Return: 0 or an error.
 */
int kcov_df_session_mmap(struct kcov_df *df, struct vm_area_struct *vma)
{
	if (vma->vm_flags & VM_WRITE)
		return -EACCES;
	if (vma->vm_end - vma->vm_start != PAGE_ALIGN(df->chunks->bytes))
		return -EINVAL;
	vm_flags_clear(vma, VM_MAYWRITE);
	return remap_vmalloc_range(vma, df->chunks->buffer, 0);
}

/**
 * kcov_df_session_free - free what a session has
 * @df: a file that nobody uses any more
 */
void kcov_df_session_free(struct kcov_df *df)
{
	if (!df->chunks)
		return;
	kcov_df_remote_del(df);
	chunks_free(df->chunks);
}
