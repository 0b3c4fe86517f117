/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An open file, the tasks that it records, and what they share.
 */
#ifndef _KERNEL_KCOV_DATAFLOW_H
#define _KERNEL_KCOV_DATAFLOW_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/kcov.h>
#include <linux/kcov_dataflow.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <linux/spinlock_types.h>
#include <linux/types.h>
#include <linux/uaccess.h>
#include <asm/setup.h>

#include "gate.h"

struct kcov_df_shape;

/*
 * kcov_dataflow descriptor (one per opened debugfs file).
 */
struct kcov_df {
	/*
	 * Reference counter. We keep one for:
	 *  - opened file descriptor (each mapping holds the file)
	 *  - recorded task (we can't unwire it from another task)
	 */
	refcount_t		refcount;
	/* The lock protects all that follows, if nothing else is said. */
	struct mutex		lock;
	/* Open from the first KCOV_DF_ENABLE on; with a remote handle, always. */
	struct kcov_df_gate	gate;

	/* Those that are recorded; one at most into the RFC's buffer. */
	struct list_head	tasks;
	u32			next_stream;

	/* === The RFC's buffer === */

	/* Shared with user space; stays once it is allocated. */
	u64			*area;
	/* Size of area (in u64's). */
	unsigned long		size;
	/* User space has mapped area at least once. */
	bool			mapped;
	/* The recorded task alone writes it. */
	struct kcov_df_stats	stats;

	/* === A session === */

	/* NULL in a file that is none; stays once it is allocated. */
	struct kcov_df_chunks	*chunks;
	struct kcov_df_session	options;
	/* What tasks counted that are no longer recorded. */
	struct kcov_df_counters	counters;
	/* In the list of those that have a remote handle; under its lock. */
	struct list_head	remote;
};

/**
 * struct kcov_df_slot - the kernel's knowledge of a chunk
 * @list: in a list of &struct kcov_df_chunks, unless a task writes to it
 * @state: KCOV_DF_CHUNK_*
 * @serial: when it was taken. Tasks that wrote to the chunk in former times
 *	read it without the lock.
 * @records: entries and exits in a full one
 */
struct kcov_df_slot {
	struct list_head	list;
	u32			state;
	u64			serial;
	u64			records;
};

/**
 * struct kcov_df_chunks - the buffer of a session
 * @lock: protects what follows it. It is taken wherever a task can be
 *	recorded, with the run queue locked for instance, so it is not one that
 *	lockdep would follow.
 * @free: slots without a task and without records
 * @full: slots to be read, those that were filled first in front
 * @serial: of the chunk that was taken last
 * @overwritten: records that the flight recorder has overwritten
 * @size: bytes of a chunk
 * @nr: how many there are
 * @bytes: of the buffer, its header included
 * @buffer: shared with user space, which cannot write to it; nothing in it is
 *	read back, except for the snapshot of an entry at the exit
 * @slots: of each chunk
 */
struct kcov_df_chunks {
	arch_spinlock_t		lock;
	struct list_head	free;
	struct list_head	full;
	u64			serial;
	u64			overwritten;

	u32			size;
	u32			nr;
	size_t			bytes;
	void			*buffer;
	struct kcov_df_slot	slots[];
};

/* What is kept of an open call. Beyond that many, calls are only counted. */
#define KCOV_DF_FRAMES		256
/* The pointers of a call that are kept: all that were in registers. */
#define KCOV_DF_FRAME_POINTERS	6

/**
 * struct kcov_df_pointer - an argument to look at again at the exit
 * @address: its value
 * @snapshot: the record that the entry has of it, in the buffer
 * @size: of the struct
 * @head: the first word of @snapshot if it is plain memory; otherwise its length
 *	and type are missing
 */
struct kcov_df_pointer {
	u64		address;
	const u32	*snapshot;
	u32		size;
	u32		head;
};

/**
 * struct kcov_df_frame - an open call
 * @key: tells its function; FRAME_KNOWN is clear in it if the exit cannot
 *	refer to the entry
 * @stack: where the stack was at the entry. A frame below the current one
 *	will not return.
 * @entry_head: first word of an entry of this depth, without values
 * @exit_head: first word of an exit of this depth, without values
 * @entry: its record, in the buffer
 * @slot: of the chunk with the entry
 * @serial: of that chunk when the entry was written
 * @last_pointer: the end of those of @pointers that are in use; this and what
 *	follows is valid if its shape has structs
 * @pointers: its arguments that are pointers to structs, as far as they are
 *	kept
 */
struct kcov_df_frame {
	unsigned long	key;
	unsigned long	stack;
	u32		entry_head;
	u32		exit_head;
	const void	*entry;
	const struct kcov_df_slot *slot;
	u64		serial;
	struct kcov_df_pointer *last_pointer;
	struct kcov_df_pointer pointers[KCOV_DF_FRAME_POINTERS];
};

/* A key is next to an address of the kernel. */
#define FRAME_KNOWN		BIT(63)

/* kcov_df_task.state: */
enum {
	TASK_SESSION,	/* records into chunks */
	TASK_RFC,	/* records into the RFC's buffer */
	TASK_BUSY,	/* is in the recorder */
};

/**
 * struct kcov_df_task - what a recorded task has of its own
 * @state: TASK_*. The rest is the recorder's while it is TASK_BUSY, which
 *	includes interrupts on top of it.
 * @structs: SHAPE_STRUCTS if structs are captured, or 0
 * @after: as in &struct kcov_df_session
 * @snapshot: as in &struct kcov_df_session
 * @slack: how far limit is from end
 * @unfinished_entries: bits in the head of a shape that ask for more work
 * @unfinished_exits: the same for exits
 * @base_key: the key of _text
 * @frame: of the innermost call, frames[0] if none is open
 * @last_frame: the last one of frames
 * @pos: where the next record goes
 * @limit: at it and behind, the recorder has to think first: there may not be
 *	room for a record with its structs, or something must be written ahead
 *	of it
 * @chunk: what pos points into, or NULL
 * @df: where the task records
 * @entries: recorded ones
 * @exits: recorded ones
 * @end: of chunk
 * @slot: of chunk
 * @serial: of chunk
 * @chunk_begin: entries and exits when chunk was taken
 * @nr_chunks: chunks that were taken so far
 * @stream: its number
 * @beyond: open calls that have no frame
 * @nested: remote sections that have begun and not ended
 * @remote: the first of them made this
 * @begun: the event that begins the stream has been written
 * @pending_entries: lost since the last record
 * @pending_exits: lost since the last record
 * @counters: of the losses
 * @list: in kcov_df.tasks
 * @frames: of open calls; the first one is none
 * @no_frame: to be written to for calls that have no frame
 */
struct kcov_df_task {
	u32			state;
	u8			structs;
	u32			after;
	u32			snapshot;
	u32			slack;
	u32			unfinished_entries;
	u32			unfinished_exits;
	u32			base_key;
	struct kcov_df_frame	*frame;
	struct kcov_df_frame	*last_frame;
	void			*pos;
	void			*limit;
	struct kcov_df_chunk	*chunk;
	struct kcov_df		*df;
	u64			entries;
	u64			exits;

	void			*end;
	struct kcov_df_slot	*slot;
	u64			serial;
	u64			chunk_begin;
	u32			nr_chunks;
	u32			stream;
	u32			beyond;
	u32			nested;
	bool			remote;
	bool			begun;
	u32			pending_entries;
	u32			pending_exits;
	struct kcov_df_counters	counters;
	struct list_head	list;
	struct kcov_df_frame	frames[KCOV_DF_FRAMES + 1];
	struct kcov_df_frame	no_frame;
};

/* device.c */
void kcov_df_get(struct kcov_df *df);
void kcov_df_put(struct kcov_df *df);

/* session.c */
long kcov_df_session_ioctl(struct kcov_df *df, unsigned int cmd,
			   unsigned long arg);
int kcov_df_session_mmap(struct kcov_df *df, struct vm_area_struct *vma);
void kcov_df_session_free(struct kcov_df *df);
bool kcov_df_next_chunk(struct kcov_df_task *ctx);
void kcov_df_finish_chunk(struct kcov_df_task *ctx);

/* task.c */
int kcov_df_task_start(struct kcov_df *df);
int kcov_df_task_stop(struct kcov_df *df);
void kcov_df_add_counters(struct kcov_df_counters *sum,
			  const struct kcov_df_task *ctx);
int kcov_df_remote_add(struct kcov_df *df);
void kcov_df_remote_del(struct kcov_df *df);

/* record.c */
void kcov_df_init_session_task(struct kcov_df_task *ctx);
void kcov_df_forget_entry(struct kcov_df_frame *frame);

extern const u64 kcov_df_defined[4];
extern const u8 kcov_df_exit_values[32][8];
__kcov_df_callback void kcov_df_finish_entry(void);
__kcov_df_callback void kcov_df_finish_exit(void);
void kcov_df_add_entry(struct kcov_df_task *ctx, struct kcov_df_frame *frame,
		       const struct kcov_df_shape *shape);
void kcov_df_add_exit(struct kcov_df_task *ctx, struct kcov_df_frame *frame,
		      const struct kcov_df_shape *shape);
__kcov_df_callback void kcov_df_special_nop_entry(u64 v0, u64 v1, u64 v2,
						  u64 v3, u64 v4, u64 v5);
__kcov_df_callback void kcov_df_special_nop_exit(u64 v0, u64 rsi, u64 v1,
						 u64 rcx, u64 r8, u64 r9,
						 unsigned long caller);

/* rfc.c */
void kcov_df_rfc_entry(struct kcov_df *df, const u64 *values, const s32 *site);
void kcov_df_rfc_exit(struct kcov_df *df, const u64 *values, const s32 *site);

#if IS_ENABLED(CONFIG_KUNIT)
extern const struct file_operations kcov_df_fops;
int kcov_df_attach(struct task_struct *t, struct kcov_df *df, u32 nested);
__kcov_df_callback void kcov_df_any_entry(const u64 *values, const s32 *site,
					  unsigned long stack, bool call);
__kcov_df_callback void kcov_df_any_exit(const u64 *values, const s32 *site,
					 unsigned long stack, bool call);
#endif

/* === Inside the recorder ================================================== */

/* What is in force where the task was interrupted by its recorder. */
struct kcov_df_pause {
	u32		state;
	unsigned int	kcov_mode;
	unsigned long	uaccess;
};

/* What the recorder calls must not be seen by others, nor touch user memory. */
static __always_inline void kcov_df_look_away(struct kcov_df_pause *p)
{
	/* Instrumented code may be between user_access_begin() and _end(). */
	p->uaccess = user_access_save();
#ifdef CONFIG_KCOV
	/*
	 * What the recorder calls is not the coverage of the task. The flag
	 * makes KCOV look away, as it does during a context switch; the
	 * recorder can be called during one, so its previous state comes back.
	 */
	p->kcov_mode = current->kcov_mode;
	WRITE_ONCE(current->kcov_mode, p->kcov_mode | KCOV_IN_CTXSW);
#endif
}

static __always_inline void kcov_df_look_back(const struct kcov_df_pause *p)
{
#ifdef CONFIG_KCOV
	WRITE_ONCE(current->kcov_mode, p->kcov_mode);
#endif
	user_access_restore(p->uaccess);
}

/*
 * Starts to record a boundary: returns the context of the current task, or
 * NULL if there is nothing to record. Boundaries crossed in interrupts are not
 * the task's own. Those that are crossed inside the recorder (by an interrupt
 * for which in_task() is true, by a page fault) are the recorder's.
 */
static __always_inline struct kcov_df_task *
kcov_df_pause(struct kcov_df_pause *p)
{
	/* Pairs with WRITE_ONCE() in kcov_df_attach(). */
	struct kcov_df_task *ctx = READ_ONCE(current->kcov_df);

	if (!ctx || !in_task())
		return NULL;
	p->state = READ_ONCE(ctx->state);
	if (p->state == TASK_BUSY)
		return NULL;

	WRITE_ONCE(ctx->state, TASK_BUSY);
	/* Pairs with barrier() in kcov_df_resume(). */
	barrier();
	kcov_df_look_away(p);
	return ctx;
}

static __always_inline void kcov_df_resume(struct kcov_df_task *ctx,
					   const struct kcov_df_pause *p)
{
	kcov_df_look_back(p);
	/*
	 * Pairs with barrier() in kcov_df_pause(): the context and the buffer
	 * are touched only in between, also as seen by an interrupt.
	 */
	barrier();
	WRITE_ONCE(ctx->state, p->state);
}

static __always_inline void kcov_df_count(u64 *counter)
{
	/* Pairs with READ_ONCE() where counters of a live task are read. */
	WRITE_ONCE(*counter, *counter + 1);
}

#endif /* _KERNEL_KCOV_DATAFLOW_H */
