// SPDX-License-Identifier: GPL-2.0
/*
 * What instrumented code calls at a function boundary, and the record that it
 * leaves in the buffer of the current task.
 */
#define DISABLE_BRANCH_PROFILING
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kcov.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/types.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <asm/setup.h>
#ifndef CONFIG_S390
#include <asm/fixmap.h>
#endif

#include "kcov_dataflow.h"

/* What the header of a record can hold. */
#define MAX_ARG		0xff
#define MAX_SIZE	0xff
#define MAX_VALUES	0xffff

/* Bits 24..63 of word 0, as far as the callbacks know them. */
#define HEADER(type, arg, size)				\
	((u64)(type) << 28 |				\
	 (u64)min_t(u32, size, MAX_SIZE) << 48 |	\
	 (u64)min_t(u32, arg, MAX_ARG) << 56)

/* === Reading traced memory ================================================ */

/*
 * A pointer argument may be anything: a user address, an error, an index, a
 * register of a device. The verdict on an address holds for its whole page,
 * so a record asks for it once per page.
 */
struct reader {
	unsigned long	page;
	bool		allowed;
};

#define READER_INIT	{ .page = ~0UL, .allowed = false }

/*
 * Pages that are no memory must not be read, even where this does not fault:
 * a read can change the state of a device.
 */
static __always_inline bool is_device_memory(unsigned long addr)
{
	struct page *page;

#ifdef FIXADDR_START
	if (addr >= FIXADDR_START && addr < FIXADDR_TOP)
		return true;
#endif
	if (addr < VMALLOC_START || addr >= VMALLOC_END)
		return false;

	/* ioremap() and vmalloc() share this range. */
	page = vmalloc_to_page((void *)addr);
	/*
	 * A hole among the memory has a struct page too, but a reserved one.
	 * Not PageReserved(), which complains about one never initialised.
	 */
	return !page || !pfn_valid(page_to_pfn(page)) ||
	       test_bit(PG_reserved, &page->flags);
}

static __always_inline bool page_allowed(unsigned long addr)
{
	/* The common case, and in the vmalloc range with VMAP_STACK. */
	if (object_is_on_stack((void *)addr))
		return true;

	return !IS_ERR_VALUE(addr) &&
	       copy_from_kernel_nofault_allowed((void *)addr, 1) &&
	       !is_device_memory(addr);
}

static __always_inline bool byte_allowed(struct reader *r, unsigned long addr)
{
	unsigned long page = addr & PAGE_MASK;

	if (unlikely(page != r->page)) {
		r->page = page;
		r->allowed = page_allowed(addr);
	}
	return r->allowed;
}

/*
 * Reads an integer of @size bytes, 1 to 8. Stores nothing at all unless every
 * byte could be read. Page faults must be disabled.
 */
static __always_inline bool read_nofault(u64 *val, unsigned long addr,
					 unsigned int size)
{
	bool direct = IS_ENABLED(CONFIG_HAVE_EFFICIENT_UNALIGNED_ACCESS) ||
		      IS_ALIGNED(addr, size);
	unsigned int i;
	u64 v = 0;
	u32 v32;
	u16 v16;
	u8 v8;

	switch (direct ? size : 0) {
	case 1:
		__get_kernel_nofault(&v8, (u8 *)addr, u8, fault);
		v = v8;
		break;
	case 2:
		__get_kernel_nofault(&v16, (u16 *)addr, u16, fault);
		v = v16;
		break;
	case 4:
		__get_kernel_nofault(&v32, (u32 *)addr, u32, fault);
		v = v32;
		break;
	case 8:
		__get_kernel_nofault(&v, (u64 *)addr, u64, fault);
		break;
	default:
		for (i = 0; i < size; i++) {
			__get_kernel_nofault(&v8, (u8 *)addr + i, u8, fault);
			if (IS_ENABLED(CONFIG_CPU_BIG_ENDIAN))
				v = v << 8 | v8;
			else
				v |= (u64)v8 << (8 * i);
		}
	}
	*val = v;
	return true;
fault:
	return false;
}

static __always_inline u64 read_field(struct reader *r, unsigned long addr,
				      u64 size)
{
	unsigned long last;
	u64 val;

	size = min_t(u64, size, sizeof(val));
	last = addr + size - 1;
	if (last < addr || !byte_allowed(r, addr) || !byte_allowed(r, last) ||
	    !read_nofault(&val, addr, size))
		return KCOV_DF_BAD;
	return val;
}

/* === Writing records ====================================================== */

static __always_inline unsigned long canonicalize_ip(unsigned long ip)
{
#ifdef CONFIG_RANDOMIZE_BASE
	ip -= kaslr_offset();
#endif
	return ip;
}

static __always_inline void count(u64 *counter)
{
	/* Pairs with READ_ONCE() in kcov_df_read_stats(). */
	WRITE_ONCE(*counter, *counter + 1);
}

/* Counts every record of the buffer, the lost ones included. */
static __always_inline u64 next_sequence(const struct kcov_df_stats *stats)
{
	return stats->recorded + stats->lost_full + stats->lost_nofault;
}

static __always_inline void write_record(struct kcov_df *df, u64 header,
					 u64 pc, u32 size, void *ptr,
					 const u64 *offsets, u32 num_fields)
{
	struct kcov_df_stats *stats = &df->stats;
	unsigned long base = (unsigned long)ptr;
	/* A struct that is there; a NULL pointer to one is a plain value. */
	bool fields = offsets && ptr;
	struct reader r = READER_INIT;
	u64 pos, room, *rec, *val;
	u32 i, n;

	if (fields)
		n = num_fields;
	else if (!offsets && ptr)
		n = DIV_ROUND_UP(size, sizeof(u64));
	else
		n = 1;
	n = min_t(u32, n, MAX_VALUES);

	header |= KCOV_DF_SEQ(next_sequence(stats));
	header |= (u64)n << 32;
	if (fields && object_is_on_stack(ptr))
		header |= KCOV_DF_ON_STACK;

	/*
	 * User space can write anything to area[0]. Neither side of a
	 * comparison may overflow.
	 */
	pos = READ_ONCE(df->area[0]);
	room = df->size - 1;
	if (unlikely(pos > room || KCOV_DF_HEADER_WORDS + n > room - pos)) {
		count(&stats->lost_full);
		return;
	}

	rec = df->area + 1 + pos;
	rec[0] = header;
	rec[1] = canonicalize_ip(pc);
	rec[2] = fields ? base : 0;
	val = rec + KCOV_DF_HEADER_WORDS;

	if (fields) {
		pagefault_disable();
		for (i = 0; i < n; i++)
			val[i] = read_field(&r, base + offsets[2 * i],
					    offsets[2 * i + 1]);
		pagefault_enable();
	} else if (offsets) {
		val[0] = 0;
	} else if (!ptr) {
		/* The compiler could not know the value. */
		val[0] = KCOV_DF_BAD;
	} else {
		pagefault_disable();
		for (i = 0; i < n; i++)
			val[i] = read_field(&r, base + 8 * i, size - 8 * i);
		pagefault_enable();
	}

	count(&stats->recorded);
	/*
	 * The record is complete before it is announced. Pairs with the
	 * load-acquire of area[0] by a reader in user space.
	 */
	smp_store_release(&df->area[0], pos + KCOV_DF_HEADER_WORDS + n);
}

/*
 * What the recorder calls to read memory is not the coverage of the task. The
 * flag makes KCOV look away, as it does during a context switch; the recorder
 * can be called during one, so its previous state comes back.
 */
static __always_inline unsigned int kcov_pause(struct task_struct *t)
{
	unsigned int mode = 0;

#ifdef CONFIG_KCOV
	mode = t->kcov_mode;
	WRITE_ONCE(t->kcov_mode, mode | KCOV_IN_CTXSW);
#endif
	return mode;
}

static __always_inline void kcov_resume(struct task_struct *t,
					unsigned int mode)
{
#ifdef CONFIG_KCOV
	WRITE_ONCE(t->kcov_mode, mode);
#endif
}

/*
 * The current task is recorded and has crossed a boundary. Apart from the
 * callbacks, so that these need no stack frame when nobody records.
 */
static noinline notrace void kcov_df_record(u64 pc, u64 header, u32 size,
					    void *ptr, u64 *offsets,
					    u32 num_fields)
{
	struct task_struct *t = current;
	struct kcov_df *df = t->kcov_df;
	unsigned long ua_flags;
	unsigned int kcov_mode;

	/*
	 * Boundaries crossed in interrupts are not the task's own. Those that
	 * are crossed inside this function (by an interrupt for which
	 * in_task() is true, by a page fault) are the recorder's.
	 */
	if (!in_task() || READ_ONCE(df->busy))
		return;
	WRITE_ONCE(df->busy, true);
	/* Pairs with barrier() before busy is cleared, below. */
	barrier();

	/* Instrumented code may be between user_access_begin() and _end(). */
	ua_flags = user_access_save();
	kcov_mode = kcov_pause(t);

	/*
	 * Somebody reads memory that may be absent: an unwinder, a tracer. The
	 * values there are not the task's, and there may be a great many.
	 */
	if (unlikely(pagefault_disabled()))
		count(&df->stats.lost_nofault);
	else
		write_record(df, header, pc, size, ptr, offsets, num_fields);

	kcov_resume(t, kcov_mode);
	user_access_restore(ua_flags);

	/*
	 * Pairs with barrier() after busy is set, above: the counters and the
	 * buffer are touched only in between, also as seen by an interrupt.
	 */
	barrier();
	WRITE_ONCE(df->busy, false);
}

/* === Entry points from instrumented code ================================== */

/**
 * __sanitizer_cov_trace_args - report one argument at a function entry
 * @pc: address of the function
 * @arg_idx: index of the argument in the source, from 0
 * @arg_size: its size in bytes
 * @arg_ptr: where it is, or its value if it is a pointer to a struct
 * @offsets: {offset, size} in bytes of each field of the struct, NULL for a
 *	plain value
 * @num_fields: how many fields that are
 */
notrace void __sanitizer_cov_trace_args(u64 pc, u32 arg_idx, u32 arg_size,
					void *arg_ptr, u64 *offsets,
					u32 num_fields)
{
	/* Pairs with WRITE_ONCE() in kcov_df_start(). */
	if (likely(!READ_ONCE(current->kcov_df)))
		return;
	kcov_df_record(pc, HEADER(KCOV_DF_TYPE_ENTRY, arg_idx, arg_size),
		       arg_size, arg_ptr, offsets, num_fields);
}
EXPORT_SYMBOL(__sanitizer_cov_trace_args);

/**
 * __sanitizer_cov_trace_ret - report the value that a function returns
 * @pc: address of the function
 * @ret_size: size of the value in bytes
 * @ret_ptr: where it is, or its value if it is a pointer to a struct; NULL if
 *	the compiler does not know it
 * @offsets: {offset, size} in bytes of each field of the struct, NULL for a
 *	plain value
 * @num_fields: how many fields that are
 */
notrace void __sanitizer_cov_trace_ret(u64 pc, u32 ret_size, void *ret_ptr,
				       u64 *offsets, u32 num_fields)
{
	/* Pairs with WRITE_ONCE() in kcov_df_start(). */
	if (likely(!READ_ONCE(current->kcov_df)))
		return;
	kcov_df_record(pc, HEADER(KCOV_DF_TYPE_RET, 0, ret_size),
		       ret_size, ret_ptr, offsets, num_fields);
}
EXPORT_SYMBOL(__sanitizer_cov_trace_ret);
