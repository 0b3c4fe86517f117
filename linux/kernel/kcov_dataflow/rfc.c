// SPDX-License-Identifier: GPL-2.0
/*
 * The RFC's records, one per argument and return value: from the callbacks of
 * the RFC ABI, and from boundaries of the boundary ABI.
 */
#define DISABLE_BRANCH_PROFILING
#include <linux/array_size.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/types.h>
#include <linux/uaccess.h>
#include <asm/setup.h>

#include "kcov_dataflow.h"
#include "nofault.h"
#include "shape.h"

/* What the header of a record can hold. */
#define MAX_ARG		0xff
#define MAX_SIZE	0xff
#define MAX_VALUES	0xffff

/* Bits 24..63 of word 0, as far as the callbacks know them. */
#define HEADER(rec, arg, size)				\
	((u64)(rec) << 28 |				\
	 (u64)min_t(u32, size, MAX_SIZE) << 48 |	\
	 (u64)min_t(u32, arg, MAX_ARG) << 56)

/* === Writing records ====================================================== */

static __always_inline unsigned long canonicalize_ip(unsigned long ip)
{
#ifdef CONFIG_RANDOMIZE_BASE
	ip -= kaslr_offset();
#endif
	return ip;
}

/* Counts every record of the buffer, the lost ones included. */
static __always_inline u64 next_sequence(const struct kcov_df_stats *stats)
{
	return stats->recorded + stats->lost_full + stats->lost_nofault;
}

/* Members of a struct, as one of the two ABIs describes them. */
struct fields {
	const u64			*offsets;	/* RFC ABI */
	u32				nr_offsets;
	const struct kcov_df_struct	*type;		/* boundary ABI */
};

static __always_inline bool has_fields(const struct fields *fields)
{
	return fields->offsets || fields->type;
}

static __always_inline u32 count_fields(const struct fields *fields)
{
	struct field_iter f;
	u32 n = 0;

	if (fields->offsets)
		return fields->nr_offsets;
	field_start(&f, fields->type);
	while (field_next(&f))
		n++;
	return n;
}

static __always_inline void read_fields(u64 *val, u32 n, unsigned long base,
					const struct fields *fields)
{
	const u64 *offsets = fields->offsets;
	struct reader r = READER_INIT;
	struct field_iter f;
	u32 i;

	if (offsets) {
		for (i = 0; i < n; i++)
			val[i] = read_field(&r, base + offsets[2 * i],
					    offsets[2 * i + 1]);
		return;
	}
	field_start(&f, fields->type);
	for (i = 0; i < n && field_next(&f); i++)
		val[i] = read_field(&r, base + f.offset, f.size);
}

static __always_inline void read_words(u64 *val, u32 n, unsigned long base,
				       u32 size)
{
	struct reader r = READER_INIT;
	u32 i;

	for (i = 0; i < n; i++)
		val[i] = read_field(&r, base + 8 * i, size - 8 * i);
}

static __always_inline void write_record(struct kcov_df *df, u64 header,
					 u64 pc, u32 size, void *ptr,
					 const struct fields *fields)
{
	struct kcov_df_stats *stats = &df->stats;
	unsigned long base = (unsigned long)ptr;
	/* A struct that is there; a NULL pointer to one is a plain value. */
	bool expand = has_fields(fields) && ptr;
	u64 pos, room, *rec, *val;
	u32 n;

	if (expand)
		n = count_fields(fields);
	else if (!has_fields(fields) && ptr)
		n = DIV_ROUND_UP(size, sizeof(u64));
	else
		n = 1;
	n = min_t(u32, n, MAX_VALUES);

	header |= KCOV_DF_SEQ(next_sequence(stats));
	header |= (u64)n << 32;
	if (expand && object_is_on_stack(ptr))
		header |= KCOV_DF_ON_STACK;

	/*
	 * User space can write anything to area[0]. Neither side of a
	 * comparison may overflow.
	 */
	pos = READ_ONCE(df->area[0]);
	room = df->size - 1;
	if (unlikely(pos > room || KCOV_DF_HEADER_WORDS + n > room - pos)) {
		kcov_df_count(&stats->lost_full);
		return;
	}

	rec = df->area + 1 + pos;
	rec[0] = header;
	rec[1] = canonicalize_ip(pc);
	rec[2] = expand ? base : 0;
	val = rec + KCOV_DF_HEADER_WORDS;

	if (has_fields(fields) && !ptr) {
		val[0] = 0;
	} else if (!ptr) {
		/* The compiler could not know the value. */
		val[0] = KCOV_DF_BAD;
	} else {
		pagefault_disable();
		if (expand)
			read_fields(val, n, base, fields);
		else
			read_words(val, n, base, size);
		pagefault_enable();
	}

	kcov_df_count(&stats->recorded);
	/*
	 * The record is complete before it is announced. Pairs with the
	 * load-acquire of area[0] by a reader in user space.
	 */
	smp_store_release(&df->area[0], pos + KCOV_DF_HEADER_WORDS + n);
}

/*
 * A record of the task that is recorded, whose recorder is paused. Somebody may
 * be reading memory that may be absent: an unwinder, a tracer. The values there
 * are not the task's, and there may be a great many.
 */
static __always_inline void record(struct kcov_df *df, u64 header, u64 pc,
				   u32 size, void *ptr,
				   const struct fields *fields)
{
	if (unlikely(pagefault_disabled()))
		kcov_df_count(&df->stats.lost_nofault);
	else
		write_record(df, header, pc, size, ptr, fields);
}

/* === The boundary ABI ===================================================== */

/* A pointer that knows a length is a struct to the RFC ABI. */
static const u64 span_members[] = { 0, 8, 8, 8 };

/* What the RFC ABI would be given for one argument or return value. */
static void record_arg(struct kcov_df *df, u64 type, u64 pc, u32 index, u8 arg,
		       const struct kcov_df_struct *fields_of,
		       const u64 *values)
{
	struct fields fields = { .type = fields_of };
	void *ptr = NULL;
	u32 size = 8;

	switch (ARG_KIND(arg)) {
	case KIND_UNKNOWN:
		break;
	case KIND_SCALAR:
		size = ARG_COUNT(arg);
		ptr = (void *)values;
		break;
	case KIND_WORDS:
		size = 8 * ARG_COUNT(arg);
		ptr = (void *)values;
		break;
	case KIND_POINTER:
		ptr = (void *)(unsigned long)values[0];
		break;
	case KIND_MEMORY:
		size = fields_of->size;
		ptr = (void *)(unsigned long)values[0];
		break;
	case KIND_OBJECT:
		size = fields_of->size;
		ptr = (void *)values;
		break;
	case KIND_SPAN:
		size = 2 * sizeof(u64);
		ptr = (void *)values;
		fields = (struct fields){
			.offsets = span_members,
			.nr_offsets = ARRAY_SIZE(span_members) / 2,
		};
		break;
	}
	record(df, HEADER(type, index, size), pc, size, ptr, &fields);
}

/**
 * kcov_df_rfc_entry - record an entry in the RFC's way
 * @df: the recording; the current task is in its recorder
 * @values: of the entry
 * @site: of the function
 */
void kcov_df_rfc_entry(struct kcov_df *df, const u64 *values, const s32 *site)
{
	const struct kcov_df_shape *shape = shape_of(site);
	u64 pc = kcov_df_gate_function(site);
	struct arg_iter i;

	for (arg_start(&i, shape); arg_more(&i); arg_next(&i))
		record_arg(df, KCOV_DF_TYPE_ENTRY, pc, i.index, *i.arg, arg_has_struct(*i.arg) ?
			   struct_at(i.structs) : NULL, values + i.value);
}

/**
 * kcov_df_rfc_exit - record an exit in the RFC's way
 * @df: the recording; the current task is in its recorder
 * @values: of the exit; NULL if they are not known
 * @site: of the function
 */
void kcov_df_rfc_exit(struct kcov_df *df, const u64 *values, const s32 *site)
{
	const struct kcov_df_shape *shape = shape_of(site);
	u8 ret = shape->args[shape->nr_args];

	/* Nothing is returned. */
	if (ARG_KIND(ret) == KIND_UNKNOWN && ARG_COUNT(ret))
		return;
	if (!values)
		ret = KIND_UNKNOWN;
	record_arg(df, KCOV_DF_TYPE_RET, kcov_df_gate_function(site), 0, ret,
		   arg_has_struct(ret) ? return_type(shape) : NULL, values);
}

/* === The RFC ABI ========================================================== */

/*
 * The current task is recorded and has crossed a boundary. Apart from the
 * callbacks, so that these need no stack frame when nobody records.
 */
static noinline notrace void kcov_df_record(u64 pc, u64 header, u32 size,
					    void *ptr, u64 *offsets,
					    u32 num_fields)
{
	struct fields fields = {
		.offsets = offsets,
		.nr_offsets = num_fields,
	};
	struct kcov_df_pause pause;
	struct kcov_df_task *ctx = kcov_df_pause(&pause);

	if (!ctx)
		return;
	/* A session records boundaries as a whole, not arguments. */
	if (pause.state == TASK_RFC)
		record(ctx->df, header, pc, size, ptr, &fields);
	kcov_df_resume(ctx, &pause);
}

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
	/* Pairs with WRITE_ONCE() in kcov_df_attach(). */
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
	/* Pairs with WRITE_ONCE() in kcov_df_attach(). */
	if (likely(!READ_ONCE(current->kcov_df)))
		return;
	kcov_df_record(pc, HEADER(KCOV_DF_TYPE_RET, 0, ret_size),
		       ret_size, ret_ptr, offsets, num_fields);
}
EXPORT_SYMBOL(__sanitizer_cov_trace_ret);
