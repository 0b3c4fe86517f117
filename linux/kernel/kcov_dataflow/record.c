// SPDX-License-Identifier: GPL-2.0
/*
 * What instrumented code calls at a boundary, and the record that it leaves in
 * the chunk of the current task.
 *
 * Where nothing is special, the callback itself writes the record and calls
 * nobody. Otherwise it does nothing, and goes on in a function of its own that
 * begins anew and thinks of everything. Structs are looked into by another one.
 * All of them preserve the registers of the caller.
 */
#define DISABLE_BRANCH_PROFILING
#include <linux/bitfield.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/uaccess.h>
#include <asm/sections.h>
#include <kunit/visibility.h>

#include "kcov_dataflow.h"
#include "nofault.h"
#include "shape.h"

/* Values in a record are aligned to four bytes. */
typedef u64 __aligned(4) rec_value;

#define WORD			sizeof(u32)
#define VALUE			sizeof(u64)

/* The first word of a record. */
#define REC_HEAD(rec, words)	((u32)(rec) | (u32)(words) << 4)
#define REC_DEPTH(depth)	((u32)(depth) << 16)
#define NO_DEPTH		0xffffU
#define REC_ARG(arg)		((u32)(arg) << 16)

/* A value that callbacks have in a register. */
#define MAX_REGS		6
#define MAX_EXIT_VALUES		2

/* A callback writes that much behind the last record, needed or not. */
#define SLACK			(2 * WORD + MAX_REGS * VALUE)

/* What reserve() may have to write ahead of a record. */
#define PREAMBLE		(WORD + 3 * WORD)

/* In the inline mode, calls in one stack frame differ by no more than this. */
#ifdef CONFIG_ARM64
#define STACK_TOLERANCE		0
#else
#define STACK_TOLERANCE		32
#endif

static __always_inline s32 site_offset(const s32 *site)
{
	return (unsigned long)site - (unsigned long)_text;
}

/* Most sites are one byte behind the return address that the callback has. */
static __always_inline unsigned long frame_key(const s32 *site)
{
	return (unsigned long)site - 1;
}

static __always_inline const s32 *frame_site(const struct kcov_df_frame *frame)
{
	return (const s32 *)(frame->key + 1);
}

/* Bits of a value, by the two bits in kcov_df_shape.narrow */
const u64 kcov_df_defined[] = { U64_MAX, U8_MAX, U16_MAX, U32_MAX };

/*
 * Clears the bits of @values that the caller has not defined; @narrow has two
 * bits for each.
 */
static __always_inline void clear_undefined(rec_value *values,
					    unsigned int narrow)
{
	unsigned int shift;

	while (narrow) {
		shift = __ffs(narrow) & ~1UL;
		values[shift / 2] &= kcov_df_defined[narrow >> shift & 3];
		narrow &= ~(3U << shift);
	}
}

/* Values of a return value, by its count and its kind: by its byte in a shape. */
const u8 kcov_df_exit_values[32][8] = {
	[0]		= { 0, 1, 0, 1, 1, 0, 0 },
	[1]		= { 0, 1, 1, 1, 1, 1, 1 },
	[2 ... 31]	= { 0, 1, 2, 1, 1, 2, 2 },
};

static __always_inline unsigned int exit_values(const struct kcov_df_shape *s)
{
	u8 arg = s->args[s->nr_args];

	return kcov_df_exit_values[ARG_COUNT(arg)][ARG_KIND(arg)];
}

/* Lets readers see all records in front of @pos. */
static __always_inline void publish(struct kcov_df_task *ctx, void *pos)
{
	struct kcov_df_chunk *chunk = ctx->chunk;

	ctx->pos = pos;
	/*
	 * The record is complete before it is announced. Pairs with the
	 * load-acquire of kcov_df_chunk.used by a reader in user space.
	 */
	smp_store_release(&chunk->used, (u32)(pos - (void *)chunk));
}

/* === Structs ============================================================== */

/* How many bytes the struct of an argument can take at most. */
static u32 struct_bound(u8 arg, const struct kcov_df_struct *type, u32 budget)
{
	if (ARG_KIND(arg) != KIND_SPAN)
		budget = min(type->size, budget);
	return 2 * WORD + round_up(budget, WORD);
}

/*
 * How many bytes the structs of one boundary can take at most, each with at most
 * *@budget bytes, which becomes less if a chunk could not hold them all.
 */
static u32 structs_bound(const struct kcov_df_task *ctx,
			 const struct kcov_df_shape *shape, u32 *budget)
{
	u32 room = ctx->df->chunks->size - sizeof(struct kcov_df_chunk) -
		   PREAMBLE - 2 * WORD - SHAPE_VALUES * VALUE;
	u8 ret = shape->args[shape->nr_args];
	u32 nr = 0, sum = 0;
	struct arg_iter i;

	*budget = ctx->snapshot;
	for (arg_start(&i, shape); arg_more(&i); arg_next(&i)) {
		if (!arg_get_struct(&i))
			continue;
		nr++;
		sum += struct_bound(*i.arg, i.type, *budget);
	}
	if (arg_has_struct(ret)) {
		nr++;
		sum += struct_bound(ret, return_type(shape), *budget);
	}
	if (unlikely(sum > room)) {
		*budget = round_down(room / nr - 2 * WORD, WORD);
		sum = room;
	}
	return sum;
}

/*
 * Writes what is at @addr, wherever that is; returns where the record ends.
 * @head: the argument and the flags, as in the first word
 */
static noinline notrace __kcov_df_callback void *
kcov_df_write_struct(void *pos, u32 head, unsigned long addr, u32 size,
		     u32 want)
{
	struct kcov_df_pause pause;
	u32 got, words, *rec = pos;

	kcov_df_look_away(&pause);
	/* Whatever the bytes leave of their last word is zero. */
	rec[1 + DIV_ROUND_UP(want, WORD)] = 0;
	pagefault_disable();
	got = read_bytes(rec + 2, addr, want);
	pagefault_enable();
	words = 2 + DIV_ROUND_UP(got, WORD);
	if (got < want) {
		head |= got ? KCOV_DF_STRUCT_SHORT : KCOV_DF_STRUCT_BAD;
		memset((void *)(rec + 2) + got, 0, -got % WORD);
	}
	rec[0] = REC_HEAD(KCOV_DF_REC_STRUCT, words) | head;
	rec[1] = size;
	kcov_df_look_back(&pause);
	return rec + words;
}

#define PLAIN_HEAD(want)	REC_HEAD(KCOV_DF_REC_STRUCT, 2 + (want) / WORD)

/*
 * The same, with a short cut. If the bytes are plain memory, *@head becomes the
 * first word.
 */
static __always_inline void *write_struct(void *pos, u32 *head,
					  unsigned long addr, u32 size,
					  u32 want)
{
	u32 *rec = pos;

	if (unlikely(want % WORD || !is_plain_memory(addr, want) ||
		     !copy_plain_memory(rec + 2, addr, want)))
		return kcov_df_write_struct(pos, *head, addr, size, want);
	*head |= PLAIN_HEAD(want);
	rec[0] = *head;
	rec[1] = size;
	return (void *)(rec + 2) + want;
}

/*
 * The struct of an argument that is its address, into @pos; returns where the
 * record ends. @note gets what the exit has to know.
 */
static __always_inline void *entry_struct(struct kcov_df_pointer *note,
					  u32 head, u64 addr, u32 size,
					  void *pos, u32 budget)
{
	void *end = write_struct(pos, &head, addr, size, min(size, budget));

	note->address = addr;
	note->snapshot = pos;
	note->size = size;
	note->head = head;
	return end;
}

/* How many bytes are behind the pointer of an argument that has a struct. */
static u32 pointed_size(const struct arg_iter *i, const rec_value *values)
{
	if (ARG_KIND(*i->arg) == KIND_SPAN)
		return span_size(i->type, READ_ONCE(values[i->value + 1]));
	return i->type->size;
}

/* Of shapes of any kind */
static noinline notrace void *
kcov_df_entry_structs_any(struct kcov_df_frame *frame,
			  const struct kcov_df_shape *shape,
			  const rec_value *values, void *pos, u32 budget)
{
	struct kcov_df_pointer *p = frame->pointers, none;
	struct arg_iter i;
	u64 value;
	u32 size;

	for (arg_start(&i, shape); arg_more(&i); arg_next(&i)) {
		if (!arg_get_struct(&i) || ARG_KIND(*i.arg) == KIND_OBJECT)
			continue;
		value = values[i.value];
		size = pointed_size(&i, values);
		if (!value || !size)
			continue;
		if (ARG_KIND(*i.arg) == KIND_MEMORY)
			pos = entry_struct(&none, REC_ARG(i.index) |
					   KCOV_DF_STRUCT_BY_VALUE, value,
					   size, pos, budget);
		else
			pos = entry_struct(i.value < KCOV_DF_FRAME_POINTERS ?
					   p++ : &none, REC_ARG(i.index), value,
					   size, pos, budget);
	}
	frame->last_pointer = p;
	return pos;
}

/*
 * The structs of an entry whose values are at @values, into @pos. What the exit
 * has to look at again is noted in @frame.
 */
static __always_inline void *entry_structs(const struct kcov_df_task *ctx,
					   struct kcov_df_frame *frame,
					   const struct kcov_df_shape *shape,
					   const rec_value *values, void *pos,
					   u32 budget)
{
	struct kcov_df_pointer *p = frame->pointers;
	const s32 *type = shape_structs(shape);
	u64 mask, value;
	unsigned long i;

	frame->entry = ctx->pos;
	frame->slot = ctx->slot;
	frame->serial = ctx->serial;

	if (unlikely(!shape_is_simple(shape, &mask)))
		return kcov_df_entry_structs_any(frame, shape, values, pos,
						 budget);
	for (; mask; mask &= mask - 1, type++) {
		i = __ffs64(mask) / BITS_PER_BYTE;
		value = values[i];
		if (unlikely(!value))
			continue;
		pos = entry_struct(p, REC_ARG(i), value, struct_at(type)->size,
				   pos, budget);
		p++;
	}
	frame->last_pointer = p;
	return pos;
}

/* Is the entry of @frame where it was? What was read of it before, is it? */
static __always_inline bool entry_is_there(const struct kcov_df_frame *frame)
{
	/*
	 * Pairs with smp_wmb() in begin_chunk(), after which others write to
	 * the chunk.
	 */
	smp_rmb();
	return READ_ONCE(frame->slot->serial) == frame->serial;
}

/*
 * A struct that was passed in by pointer and is not plain memory. Its snapshot
 * can be overwritten meanwhile, so nothing in it is relied upon.
 */
static noinline notrace __kcov_df_callback void *
kcov_df_after_any(const struct kcov_df_task *ctx,
		  const struct kcov_df_frame *frame,
		  const struct kcov_df_pointer *p, void *pos, u32 budget)
{
	const struct kcov_df_chunks *chunks = ctx->df->chunks;
	const u32 *end = chunks->buffer + chunks->bytes, *rec = pos;
	u32 n;

	pos = kcov_df_write_struct(pos, p->head & ~(u32)U16_MAX, p->address,
				   p->size, min(p->size, budget));
	if (ctx->after != KCOV_DF_AFTER_CHANGED || !p->snapshot)
		return pos;
	for (n = 0; n < KCOV_DF_REC_WORDS(rec[0]); n++)
		if (p->snapshot + n == end || p->snapshot[n] != rec[n])
			return pos;
	return entry_is_there(frame) ? (void *)rec : pos;
}

/* A struct that was passed in by pointer */
static __always_inline void *after_struct(const struct kcov_df_task *ctx,
					  const struct kcov_df_frame *frame,
					  const struct kcov_df_pointer *p,
					  void *pos, u32 budget)
{
	u32 want = (KCOV_DF_REC_WORDS(p->head) - 2) * WORD, *rec = pos;

	if (unlikely(!KCOV_DF_REC_TYPE(p->head)))
		return kcov_df_after_any(ctx, frame, p, pos, budget);
	if (ctx->after == KCOV_DF_AFTER_CHANGED &&
	    equals_plain_memory(p->snapshot + 2, p->address, want) &&
	    entry_is_there(frame))
		return pos;
	if (unlikely(!copy_plain_memory(rec + 2, p->address, want)))
		return kcov_df_after_any(ctx, frame, p, pos, budget);
	rec[0] = p->head;
	rec[1] = p->size;
	return (void *)(rec + 2) + want;
}

/* The snapshot that @entry has of an argument; NULL if it is not found. */
static const u32 *find_snapshot(const struct kcov_df_chunks *chunks,
				const u32 *entry, u32 arg)
{
	const u32 *end = chunks->buffer + chunks->bytes;
	u32 words;

	for (;;) {
		words = KCOV_DF_REC_WORDS(READ_ONCE(*entry));
		if (!words || words >= end - entry)
			return NULL;
		entry += words;
		if (KCOV_DF_REC_TYPE(READ_ONCE(*entry)) != KCOV_DF_REC_STRUCT)
			return NULL;
		if (KCOV_DF_REC_ARG(READ_ONCE(*entry)) == arg)
			return entry;
	}
}

/*
 * What a call with many values has not noted in its frame. Its entry has them,
 * if that is still there.
 */
static void *more_after_structs(const struct kcov_df_task *ctx,
				const struct kcov_df_frame *frame,
				const struct kcov_df_shape *shape, void *pos,
				u32 budget)
{
	const rec_value *values = frame->entry + 2 * WORD;
	struct kcov_df_pointer p;
	struct arg_iter i;

	for (arg_start(&i, shape); arg_more(&i); arg_next(&i)) {
		if (!arg_get_struct(&i) || ARG_KIND(*i.arg) == KIND_MEMORY ||
		    ARG_KIND(*i.arg) == KIND_OBJECT ||
		    i.value < KCOV_DF_FRAME_POINTERS)
			continue;
		p.address = READ_ONCE(values[i.value]);
		p.size = pointed_size(&i, values);
		if (!p.address || !p.size || !entry_is_there(frame))
			continue;
		p.snapshot = find_snapshot(ctx->df->chunks, frame->entry, i.index);
		p.head = REC_ARG(i.index);
		pos = kcov_df_after_any(ctx, frame, &p, pos, budget);
	}
	return pos;
}

/* What is returned has a struct. */
static noinline notrace __kcov_df_callback void *
kcov_df_returned_struct(const struct kcov_df_shape *shape,
			const rec_value *values, void *pos, u32 budget)
{
	u8 arg = shape->args[shape->nr_args];
	u32 head = REC_ARG(KCOV_DF_RETURN), size;

	if (ARG_KIND(arg) == KIND_OBJECT || !values[0])
		return pos;
	if (ARG_KIND(arg) == KIND_MEMORY)
		head |= KCOV_DF_STRUCT_BY_VALUE;
	size = return_type(shape)->size;
	if (ARG_KIND(arg) == KIND_SPAN) {
		size = span_size(return_type(shape), values[1]);
		if (!size)
			return pos;
	}
	return write_struct(pos, &head, values[0], size, min(size, budget));
}

/* The structs of an exit that has @values, none if they are not known, into @pos. */
static __always_inline void *exit_structs(const struct kcov_df_task *ctx,
					  const struct kcov_df_frame *frame,
					  const struct kcov_df_shape *shape,
					  const rec_value *values, void *pos,
					  u32 budget)
{
	const struct kcov_df_pointer *p;

	if (ctx->after)
		for (p = frame->pointers; p != frame->last_pointer; p++)
			pos = after_struct(ctx, frame, p, pos, budget);
	if (unlikely(arg_has_struct(shape->args[shape->nr_args])) && values)
		pos = kcov_df_returned_struct(shape, values, pos, budget);
	return pos;
}

/**
 * kcov_df_init_session_task - prepare what is the same for all calls
 * @ctx: a zeroed context that has its &struct kcov_df
 */
void kcov_df_init_session_task(struct kcov_df_task *ctx)
{
	struct kcov_df_frame *frame = ctx->frames;
	struct kcov_df_shape shape = {};
	unsigned int depth;

	ctx->after = ctx->df->options.after;
	ctx->snapshot = ctx->df->options.snapshot;
	ctx->slack = SLACK;
	if (ctx->snapshot) {
		ctx->structs = SHAPE_STRUCTS;
		/* One for each register, and what is returned. */
		ctx->slack += (MAX_REGS + 1) *
			      (2 * WORD + round_up(ctx->snapshot, WORD));
	}
	ctx->base_key = frame_key((const s32 *)_text);
	shape.nr_values = ctx->structs;
	shape.narrow = SHAPE_NARROW_ENTRY;
	ctx->unfinished_entries = shape.head;
	shape.narrow = SHAPE_NARROW_EXIT;
	ctx->unfinished_exits = shape.head;

	ctx->frame = frame;
	ctx->last_frame = frame + KCOV_DF_FRAMES;
	/* This one is never dropped and never found, and has no pointers. */
	frame->stack = ULONG_MAX;
	frame->last_pointer = frame->pointers;
	for (depth = 0; depth < KCOV_DF_FRAMES; depth++) {
		frame++;
		frame->entry_head = REC_HEAD(KCOV_DF_REC_ENTRY, 2) |
				    REC_DEPTH(depth);
		frame->exit_head = REC_HEAD(KCOV_DF_REC_EXIT, 1) |
				   REC_DEPTH(depth);
	}
}

/* === Where anything may be special ======================================== */

static void write_preamble(struct kcov_df_task *ctx)
{
	u32 *rec = ctx->pos;

	if (!ctx->begun) {
		ctx->begun = true;
		*rec++ = REC_HEAD(KCOV_DF_REC_EVENT, 1) |
			 KCOV_DF_EVENT_ENABLE << 16;
	}
	if (ctx->pending_entries || ctx->pending_exits) {
		*rec++ = REC_HEAD(KCOV_DF_REC_LOST, 3);
		*rec++ = ctx->pending_entries;
		*rec++ = ctx->pending_exits;
		ctx->pending_entries = 0;
		ctx->pending_exits = 0;
	}
	publish(ctx, rec);
}

/* Makes room for @bytes of one boundary. */
static bool reserve(struct kcov_df_task *ctx, u32 bytes)
{
	/* A callback may still write as much as it likes behind them. */
	bytes += PREAMBLE;
	if ((!ctx->chunk || bytes > ctx->end - ctx->pos) &&
	    !kcov_df_next_chunk(ctx))
		return false;
	write_preamble(ctx);
	/* The key of an exit says nothing if the innermost call has no frame. */
	ctx->limit = ctx->beyond ? NULL : ctx->end - ctx->slack;
	return true;
}

/* Counts a boundary that is not recorded. */
static void lose(struct kcov_df_task *ctx, u64 *counter, u32 *pending)
{
	kcov_df_count(counter);
	*pending += 1;
	/* Have it written ahead of the next record. */
	ctx->limit = NULL;
}

/*
 * Can @frame not be around a call that has its entry at @stack? A call has
 * pushed an address, so its caller is above it. Without a call, in an inlined
 * function, the caller is where it is, or nearly so.
 */
static __always_inline bool is_dead(const struct kcov_df_frame *frame,
				    unsigned long stack, bool call)
{
	/*
	 * On arm64, it is the record of the caller's stack frame, which begins
	 * with the address of the next one. A call around this one has that one
	 * or one above, or, if this one is inlined, the same.
	 */
	if (IS_ENABLED(CONFIG_ARM64))
		return frame->stack != stack &&
		       frame->stack < *(unsigned long *)stack;
	return call ? frame->stack <= stack :
		      frame->stack < stack - STACK_TOLERANCE;
}

/* Drops the frames of calls that will not return. */
static void drop_dead_frames(struct kcov_df_task *ctx, unsigned long stack,
			     bool call)
{
	struct kcov_df_frame *frame = ctx->frame;

	/* Other stacks are at any distance. */
	if (!object_is_on_stack((void *)stack))
		return;
	/* The frame that is none is above everything. */
	while (is_dead(frame, stack, call))
		frame--;
	if (frame != ctx->frame)
		ctx->beyond = 0;
	ctx->frame = frame;
}

/* Returns NULL if the call is too deep to have a frame. */
static struct kcov_df_frame *push_frame(struct kcov_df_task *ctx,
					const s32 *site, unsigned long stack)
{
	struct kcov_df_frame *frame = ctx->frame + 1;

	if (ctx->beyond || ctx->frame == ctx->last_frame) {
		ctx->beyond++;
		return NULL;
	}
	frame->key = frame_key(site);
	frame->stack = stack;
	/* Until there is an entry */
	frame->entry = NULL;
	frame->last_pointer = frame->pointers;
	ctx->frame = frame;
	return frame;
}

/* The depth of a call whose frame is @frame, if it has one. */
static u32 depth(const struct kcov_df_task *ctx,
		 const struct kcov_df_frame *frame)
{
	if (frame)
		return frame - ctx->frames - 1;
	if (!ctx->beyond)
		return NO_DEPTH;
	return min(KCOV_DF_FRAMES + ctx->beyond - 1, NO_DEPTH - 1);
}

void kcov_df_forget_entry(struct kcov_df_frame *frame)
{
	frame->key &= ~FRAME_KNOWN;
}

static bool record_entry(struct kcov_df_task *ctx, struct kcov_df_frame *frame,
			 const u64 *values, const s32 *site)
{
	const struct kcov_df_shape *shape = shape_of(site);
	unsigned int n = shape->nr_values & SHAPE_VALUES;
	u32 len = 2 * WORD + n * VALUE, more = 0, budget, *rec;
	void *pos;

	if (shape->nr_values & ctx->structs)
		more = structs_bound(ctx, shape, &budget);
	if (!reserve(ctx, len + more))
		return false;
	/* Among the entries that a new chunk is without, this is not. */
	if (frame)
		frame->key = frame_key(site);

	rec = ctx->pos;
	rec[0] = REC_HEAD(KCOV_DF_REC_ENTRY, len / WORD) |
		 REC_DEPTH(depth(ctx, frame));
	rec[1] = site_offset(site);
	memcpy(rec + 2, values, n * VALUE);
	clear_undefined((rec_value *)(rec + 2),
			shape->narrow & SHAPE_NARROW_ENTRY);
	pos = (void *)rec + len;
	if (more)
		pos = entry_structs(ctx, frame ?: &ctx->no_frame, shape,
				    (rec_value *)(rec + 2), pos, budget);
	ctx->entries++;
	publish(ctx, pos);
	return true;
}

static void session_entry(struct kcov_df_task *ctx, const u64 *values,
			  const s32 *site, unsigned long stack, bool call)
{
	struct kcov_df_frame *frame;

	drop_dead_frames(ctx, stack, call);
	frame = push_frame(ctx, site, stack);

	/*
	 * Somebody reads memory that may be absent: an unwinder, a tracer. The
	 * values there are not the task's, and there may be a great many.
	 */
	if (pagefault_disabled())
		lose(ctx, &ctx->counters.lost_nofault_entries,
		     &ctx->pending_entries);
	else if (!record_entry(ctx, frame, values, site))
		lose(ctx, &ctx->counters.lost_full_entries,
		     &ctx->pending_entries);
	else
		return;
	if (frame)
		kcov_df_forget_entry(frame);
}

/* The call that exits, with the calls in it dropped; NULL if it has no frame. */
static struct kcov_df_frame *find_frame(struct kcov_df_task *ctx,
					const s32 *site, unsigned long stack,
					bool call)
{
	struct kcov_df_frame *frame;

	/* A call that has no frame is below all that have one. */
	if (ctx->beyond &&
	    ctx->frame->stack > stack + (call ? 0 : STACK_TOLERANCE))
		return NULL;
	for (frame = ctx->frame; frame > ctx->frames; frame--) {
		if ((frame->key | FRAME_KNOWN) != frame_key(site))
			continue;
		ctx->beyond = 0;
		ctx->frame = frame;
		return frame;
	}
	return NULL;
}

/* @values: NULL if they are not known */
static bool record_exit(struct kcov_df_task *ctx, struct kcov_df_frame *frame,
			const u64 *values, const s32 *site)
{
	const struct kcov_df_shape *shape = shape_of(site);
	unsigned int n = values ? exit_values(shape) : 0;
	u32 more = 0, budget, *rec;
	rec_value *to;
	void *pos;

	if (shape->nr_values & ctx->structs)
		more = structs_bound(ctx, shape, &budget);
	if (!reserve(ctx, 2 * WORD + n * VALUE + more))
		return false;

	rec = ctx->pos;
	if (frame && frame->key == frame_key(site)) {
		rec[0] = frame->exit_head + REC_HEAD(0, 2 * n);
		to = (rec_value *)(rec + 1);
	} else {
		rec[0] = REC_HEAD(KCOV_DF_REC_EXIT_OF, 2 + 2 * n) |
			 REC_DEPTH(depth(ctx, frame));
		rec[1] = site_offset(site);
		to = (rec_value *)(rec + 2);
	}
	if (n) {
		memcpy(to, values, n * VALUE);
		clear_undefined(to, FIELD_GET(SHAPE_NARROW_EXIT, shape->narrow));
	}
	pos = to + n;
	if (more) {
		if (frame && frame->entry && ctx->after &&
		    (shape->nr_values & SHAPE_VALUES) > KCOV_DF_FRAME_POINTERS)
			pos = more_after_structs(ctx, frame, shape, pos, budget);
		pos = exit_structs(ctx, frame ?: ctx->frames, shape,
				   n ? to : NULL, pos, budget);
	}
	ctx->exits++;
	publish(ctx, pos);
	return true;
}

static void session_exit(struct kcov_df_task *ctx, const u64 *values,
			 const s32 *site, unsigned long stack, bool call)
{
	struct kcov_df_frame *frame = find_frame(ctx, site, stack, call);

	/* See session_entry(). */
	if (pagefault_disabled())
		lose(ctx, &ctx->counters.lost_nofault_exits,
		     &ctx->pending_exits);
	else if (!record_exit(ctx, frame, values, site))
		lose(ctx, &ctx->counters.lost_full_exits, &ctx->pending_exits);

	if (frame)
		ctx->frame = frame - 1;
	else if (ctx->beyond)
		ctx->beyond--;
}

VISIBLE_IF_KUNIT noinline notrace __kcov_df_callback void
kcov_df_any_entry(const u64 *values, const s32 *site, unsigned long stack,
		  bool call)
{
	struct kcov_df_pause pause;
	struct kcov_df_task *ctx = kcov_df_pause(&pause);

	if (!ctx)
		return;
	if (kcov_df_gate_passes(&ctx->df->gate, site)) {
		if (pause.state == TASK_RFC)
			kcov_df_rfc_entry(ctx->df, values, site);
		else
			session_entry(ctx, values, site, stack, call);
	}
	kcov_df_resume(ctx, &pause);
}

VISIBLE_IF_KUNIT noinline notrace __kcov_df_callback void
kcov_df_any_exit(const u64 *values, const s32 *site, unsigned long stack,
		 bool call)
{
	struct kcov_df_pause pause;
	struct kcov_df_task *ctx = kcov_df_pause(&pause);

	if (!ctx)
		return;
	if (kcov_df_gate_passes(&ctx->df->gate, site)) {
		if (pause.state == TASK_RFC)
			kcov_df_rfc_exit(ctx->df, values, site);
		else
			session_exit(ctx, values, site, stack, call);
	}
	kcov_df_resume(ctx, &pause);
}

/* === Where nothing is special ============================================= */

enum verdict {
	NOT_RECORDED,
	SPECIAL,	/* nothing has been done */
	PLAIN,		/* go on, and leave */
	NARROW,		/* the frame and the values are there; go on elsewhere */
	WITH_STRUCTS,	/* likewise */
};

/*
 * Enters the recorder if all is plain, as kcov_df_pause() does. Nothing is
 * called from here, hence nobody has to look away, and AC stays as it is.
 */
static __always_inline enum verdict enter(struct task_struct *t,
					  struct kcov_df_task *ctx)
{
	if (unlikely(!in_task()))
		return NOT_RECORDED;
	if (unlikely(READ_ONCE(ctx->state) != TASK_SESSION))
		return SPECIAL;
	WRITE_ONCE(ctx->state, TASK_BUSY);
	/* Pairs with barrier() in leave(). */
	barrier();

	/* Without a chunk, pos and limit are NULL. */
	if (likely(!t->pagefault_disabled && ctx->pos < ctx->limit &&
		   !rcu_access_pointer(ctx->df->gate.selection)))
		return PLAIN;

	/* See leave(). */
	barrier();
	WRITE_ONCE(ctx->state, TASK_SESSION);
	return SPECIAL;
}

static __always_inline void leave(struct kcov_df_task *ctx)
{
	/* Pairs with barrier() in enter(), as in kcov_df_resume(). */
	barrier();
	WRITE_ONCE(ctx->state, TASK_SESSION);
}

/*
 * Writes the first words of a record whose values are there; returns where it
 * ends.
 */
static __always_inline void *write_entry_head(struct kcov_df_task *ctx,
					      const struct kcov_df_frame *frame,
					      const struct kcov_df_shape *shape)
{
	unsigned int n = shape->nr_values & SHAPE_VALUES;
	u32 *rec = ctx->pos;

	rec[0] = frame->entry_head + REC_HEAD(0, 2 * n);
	rec[1] = (u32)frame->key - ctx->base_key;
	return (rec_value *)(rec + 2) + n;
}

static __always_inline void *write_exit_head(struct kcov_df_task *ctx,
					     const struct kcov_df_frame *frame,
					     const struct kcov_df_shape *shape)
{
	unsigned int n = exit_values(shape);
	u32 *rec = ctx->pos;

	rec[0] = frame->exit_head + REC_HEAD(0, 2 * n);
	return (rec_value *)(rec + 1) + n;
}

static __always_inline enum verdict quick_entry(const u64 *values,
						unsigned int nr,
						const s32 *site,
						unsigned long stack)
{
	struct task_struct *t = current;
	/* Pairs with WRITE_ONCE() in kcov_df_attach(). */
	struct kcov_df_task *ctx = READ_ONCE(t->kcov_df);
	const struct kcov_df_shape *shape;
	struct kcov_df_frame *frame;
	enum verdict verdict;
	rec_value *to;

	if (!ctx)
		return NOT_RECORDED;
	verdict = enter(t, ctx);
	if (verdict != PLAIN)
		return verdict;

	/* A frame to drop, or no frame to have? */
	frame = ctx->frame;
	if (unlikely(is_dead(frame, stack, false) || frame == ctx->last_frame)) {
		leave(ctx);
		return SPECIAL;
	}
	frame++;
	frame->key = frame_key(site);
	frame->stack = stack;
	ctx->frame = frame;

	to = ctx->pos + 2 * WORD;
	if (nr > 0)
		to[0] = values[0];
	if (nr > 1)
		to[1] = values[1];
	if (nr > 2)
		to[2] = values[2];
	if (nr > 3)
		to[3] = values[3];
	if (nr > 4)
		to[4] = values[4];
	if (nr > 5)
		to[5] = values[5];
	shape = shape_of(site);
	if (unlikely(shape->head & ctx->unfinished_entries))
		return shape->nr_values & ctx->structs ? WITH_STRUCTS : NARROW;
	publish(ctx, write_entry_head(ctx, frame, shape));
	ctx->entries++;
	leave(ctx);
	return PLAIN;
}

static __always_inline enum verdict quick_exit(u64 v0, u64 v1, const s32 *site)
{
	struct task_struct *t = current;
	/* Pairs with WRITE_ONCE() in kcov_df_attach(). */
	struct kcov_df_task *ctx = READ_ONCE(t->kcov_df);
	const struct kcov_df_shape *shape;
	struct kcov_df_frame *frame;
	enum verdict verdict;
	rec_value *to;

	if (!ctx)
		return NOT_RECORDED;
	verdict = enter(t, ctx);
	if (verdict != PLAIN)
		return verdict;

	frame = ctx->frame;
	if (unlikely(frame->key != frame_key(site))) {
		leave(ctx);
		return SPECIAL;
	}

	to = ctx->pos + WORD;
	to[0] = v0;
	to[1] = v1;
	shape = shape_of(site);
	if (unlikely(shape->head & ctx->unfinished_exits))
		return shape->nr_values & ctx->structs ? WITH_STRUCTS : NARROW;
	publish(ctx, write_exit_head(ctx, frame, shape));
	ctx->frame = frame - 1;
	ctx->exits++;
	leave(ctx);
	return PLAIN;
}

/* There may be more to look at: begins anew with what quick_exit() has done. */
static noinline notrace void kcov_df_redo_exit(struct kcov_df_task *ctx)
{
	struct kcov_df_pause pause = { .state = TASK_SESSION };
	struct kcov_df_frame *frame = ctx->frame;
	u64 copy[MAX_EXIT_VALUES];

	kcov_df_look_away(&pause);
	memcpy(copy, ctx->pos + WORD, sizeof(copy));
	session_exit(ctx, copy, frame_site(frame), frame->stack, false);
	kcov_df_resume(ctx, &pause);
}

/**
 * kcov_df_add_entry - go on with an entry that has structs
 * @ctx: the current task's, which is in its recorder
 * @frame: of the call; the values are in their place, as they came
 * @shape: of the function
 */
notrace void kcov_df_add_entry(struct kcov_df_task *ctx,
			       struct kcov_df_frame *frame,
			       const struct kcov_df_shape *shape)
{
	rec_value *values = ctx->pos + 2 * WORD;
	void *pos = write_entry_head(ctx, frame, shape);

	if (shape->narrow & SHAPE_NARROW_ENTRY)
		clear_undefined(values, shape->narrow & SHAPE_NARROW_ENTRY);
	pos = entry_structs(ctx, frame, shape, values, pos, ctx->snapshot);
	publish(ctx, pos);
	ctx->entries++;
	leave(ctx);
}

/**
 * kcov_df_add_exit - go on with an exit of a function that has structs
 * @ctx: the current task's, which is in its recorder
 * @frame: of the call; the values are in their place, as they came
 * @shape: of the function
 */
notrace void kcov_df_add_exit(struct kcov_df_task *ctx,
			      struct kcov_df_frame *frame,
			      const struct kcov_df_shape *shape)
{
	rec_value *values = ctx->pos + WORD;
	void *pos;

	if (unlikely((shape->nr_values & SHAPE_VALUES) > MAX_REGS)) {
		kcov_df_redo_exit(ctx);
		return;
	}
	pos = write_exit_head(ctx, frame, shape);
	if (shape->narrow & SHAPE_NARROW_EXIT)
		clear_undefined(values,
				FIELD_GET(SHAPE_NARROW_EXIT, shape->narrow));
	pos = exit_structs(ctx, frame, shape, values, pos, ctx->snapshot);
	publish(ctx, pos);
	ctx->frame = frame - 1;
	ctx->exits++;
	leave(ctx);
}

/* The same for those who have no registers to spare. */
static noinline notrace __kcov_df_callback void kcov_df_add_to_entry(void)
{
	struct kcov_df_task *ctx = current->kcov_df;

	kcov_df_add_entry(ctx, ctx->frame, shape_of(frame_site(ctx->frame)));
}

static noinline notrace __kcov_df_callback void kcov_df_add_to_exit(void)
{
	struct kcov_df_task *ctx = current->kcov_df;

	kcov_df_add_exit(ctx, ctx->frame, shape_of(frame_site(ctx->frame)));
}

/**
 * kcov_df_finish_entry - go on with an entry that has narrow values
 *
 * The innermost frame tells which; its values are in their place, as they came.
 * Many a function has an int among its arguments, so this calls nobody and has
 * few registers to save.
 */
notrace __kcov_df_callback void kcov_df_finish_entry(void)
{
	struct kcov_df_task *ctx = current->kcov_df;
	const struct kcov_df_shape *shape = shape_of(frame_site(ctx->frame));

	clear_undefined(ctx->pos + 2 * WORD, shape->narrow & SHAPE_NARROW_ENTRY);
	publish(ctx, write_entry_head(ctx, ctx->frame, shape));
	ctx->entries++;
	leave(ctx);
}

/**
 * kcov_df_finish_exit - go on with an exit that has narrow values
 *
 * See kcov_df_finish_entry().
 */
notrace __kcov_df_callback void kcov_df_finish_exit(void)
{
	struct kcov_df_task *ctx = current->kcov_df;
	const struct kcov_df_shape *shape = shape_of(frame_site(ctx->frame));

	clear_undefined(ctx->pos + WORD,
			FIELD_GET(SHAPE_NARROW_EXIT, shape->narrow));
	publish(ctx, write_exit_head(ctx, ctx->frame, shape));
	ctx->frame--;
	ctx->exits++;
	leave(ctx);
}

/* === Entry points from instrumented code ================================== */

/*
 * Where the stack is: at the same distance from the caller in all of them. On
 * arm64, this depends on what else they save; take what the caller has saved.
 */
#ifdef CONFIG_ARM64
#define STACK()		((unsigned long)__builtin_frame_address(1))
#else
#define STACK()		((unsigned long)__builtin_frame_address(0))
#endif

/* The last argument of __sanitizer_cov_trace_entry6(), if it is on the stack. */
#ifdef CONFIG_X86_64
#define SEVENTH		sizeof(const s32 *)
#else
#define SEVENTH		0
#endif

static __always_inline void report_entry(const u64 *values, unsigned int nr,
					 const s32 *site, unsigned long stack)
{
	switch (quick_entry(values, nr, site, stack)) {
	case SPECIAL:
		kcov_df_any_entry(values, site, stack, false);
		break;
	case NARROW:
		kcov_df_finish_entry();
		break;
	case WITH_STRUCTS:
		kcov_df_add_to_entry();
		break;
	default:
		break;
	}
}

static __always_inline void report_exit(u64 v0, u64 v1, const s32 *site,
					unsigned long stack)
{
	const u64 values[] = { v0, v1 };

	switch (quick_exit(v0, v1, site)) {
	case SPECIAL:
		kcov_df_any_exit(values, site, stack, false);
		break;
	case NARROW:
		kcov_df_finish_exit();
		break;
	case WITH_STRUCTS:
		kcov_df_add_to_exit();
		break;
	default:
		break;
	}
}

notrace __kcov_df_callback void __sanitizer_cov_trace_entry0(const s32 *site)
{
	report_entry(NULL, 0, site, STACK());
}
EXPORT_SYMBOL(__sanitizer_cov_trace_entry0);

notrace __kcov_df_callback void
__sanitizer_cov_trace_entry1(u64 v0, const s32 *site)
{
	const u64 values[] = { v0 };

	report_entry(values, 1, site, STACK());
}
EXPORT_SYMBOL(__sanitizer_cov_trace_entry1);

notrace __kcov_df_callback void
__sanitizer_cov_trace_entry2(u64 v0, u64 v1, const s32 *site)
{
	const u64 values[] = { v0, v1 };

	report_entry(values, 2, site, STACK());
}
EXPORT_SYMBOL(__sanitizer_cov_trace_entry2);

notrace __kcov_df_callback void
__sanitizer_cov_trace_entry3(u64 v0, u64 v1, u64 v2, const s32 *site)
{
	const u64 values[] = { v0, v1, v2 };

	report_entry(values, 3, site, STACK());
}
EXPORT_SYMBOL(__sanitizer_cov_trace_entry3);

notrace __kcov_df_callback void
__sanitizer_cov_trace_entry4(u64 v0, u64 v1, u64 v2, u64 v3, const s32 *site)
{
	const u64 values[] = { v0, v1, v2, v3 };

	report_entry(values, 4, site, STACK());
}
EXPORT_SYMBOL(__sanitizer_cov_trace_entry4);

notrace __kcov_df_callback void
__sanitizer_cov_trace_entry5(u64 v0, u64 v1, u64 v2, u64 v3, u64 v4, const s32 *site)
{
	const u64 values[] = { v0, v1, v2, v3, v4 };

	report_entry(values, 5, site, STACK());
}
EXPORT_SYMBOL(__sanitizer_cov_trace_entry5);

notrace __kcov_df_callback void
__sanitizer_cov_trace_entry6(u64 v0, u64 v1, u64 v2, u64 v3, u64 v4, u64 v5,
			     const s32 *site)
{
	const u64 values[] = { v0, v1, v2, v3, v4, v5 };

	report_entry(values, 6, site, STACK() + SEVENTH);
}
EXPORT_SYMBOL(__sanitizer_cov_trace_entry6);

notrace __kcov_df_callback void
__sanitizer_cov_trace_entry_array(const u64 *values, const s32 *site)
{
	if (unlikely(READ_ONCE(current->kcov_df)))
		kcov_df_any_entry(values, site, STACK(), false);
}
EXPORT_SYMBOL(__sanitizer_cov_trace_entry_array);

notrace __kcov_df_callback void __sanitizer_cov_trace_exit0(const s32 *site)
{
	report_exit(0, 0, site, STACK());
}
EXPORT_SYMBOL(__sanitizer_cov_trace_exit0);

notrace __kcov_df_callback void
__sanitizer_cov_trace_exit1(u64 v0, const s32 *site)
{
	report_exit(v0, 0, site, STACK());
}
EXPORT_SYMBOL(__sanitizer_cov_trace_exit1);

notrace __kcov_df_callback void
__sanitizer_cov_trace_exit2(u64 v0, u64 v1, const s32 *site)
{
	report_exit(v0, v1, site, STACK());
}
EXPORT_SYMBOL(__sanitizer_cov_trace_exit2);

/**
 * __sanitizer_cov_trace_exit_unknown - report an exit that knows no value
 * @site: of a function that returns one, elsewhere
 */
notrace __kcov_df_callback void
__sanitizer_cov_trace_exit_unknown(const s32 *site)
{
	if (unlikely(READ_ONCE(current->kcov_df)))
		kcov_df_any_exit(NULL, site, STACK(), false);
}
EXPORT_SYMBOL(__sanitizer_cov_trace_exit_unknown);

#ifdef CONFIG_KCOV_DATAFLOW_NOPS
/* See nop_x86_64.c, which calls these where anything is special. */

static __always_inline const s32 *operand_behind(unsigned long caller)
{
	return (const s32 *)(caller + 1);
}

/* In the stead of __sanitizer_cov_trace_nop_entry(), with what is in registers. */
notrace __kcov_df_callback void
kcov_df_special_nop_entry(u64 v0, u64 v1, u64 v2, u64 v3, u64 v4, u64 v5)
{
	const u64 values[] = { v0, v1, v2, v3, v4, v5 };

	kcov_df_any_entry(values, operand_behind(_RET_IP_), STACK(), true);
}

/* @caller: what __sanitizer_cov_trace_nop_exit() returns to */
notrace __kcov_df_callback void
kcov_df_special_nop_exit(u64 v0, u64 rsi, u64 v1, u64 rcx, u64 r8, u64 r9,
			 unsigned long caller)
{
	const u64 values[] = { v0, v1 };
	const s32 *operand = operand_behind(caller);
	const s32 *site = (const void *)operand + *operand;

	kcov_df_any_exit(values, site, STACK() + sizeof(caller), true);
}
#endif /* CONFIG_KCOV_DATAFLOW_NOPS */
