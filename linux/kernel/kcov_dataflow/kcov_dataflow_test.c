// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the recorder: what it understands of a function's shape, what it
 * writes, how it keeps account of open calls, and what files, filters and remote
 * sections accept.
 *
 * The test task is recorded while all gates are closed. So no other boundaries
 * are in the buffer than those that a test makes up.
 */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/limits.h>
#include <linux/mman.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/unaligned.h>
#include <linux/vmalloc.h>
#include <asm/sections.h>

#include "kcov_dataflow.h"
#include "shape.h"
#include "text.h"

#define CHUNK		KCOV_DF_CHUNK_MIN
#define NO_DEPTH	0xffff

/* Values that have all their bytes in use. */
#define VALUE(i)	(0xf8f7f6f5f4f3f201ULL + 0x0808080808080808ULL * (i))

/* === Sites ================================================================ */

#define MAX_ARGS	64

#define VOID		(KIND_UNKNOWN | 1 << 3)
#define SCALAR(bytes)	(KIND_SCALAR | (bytes) << 3)
#define WORDS(n)	(KIND_WORDS | (n) << 3)
#define OBJECT(n)	(KIND_OBJECT | (n) << 3)
#define SPAN		(KIND_SPAN | 2 << 3)

/* Of a function that there is not. */
struct test_site {
	s32	words[2];
	u8	shape[sizeof(struct kcov_df_shape) + MAX_ARGS + sizeof(s32) +
		      (MAX_ARGS + 1) * sizeof(s32)] __aligned(4);
};

static struct test_site test_sites[4];

/* The arguments of most functions here */
static const u8 one_value = SCALAR(8);

/* Two members of eight bytes */
static const struct kcov_df_struct pair = { .size = 16, .fields = { 0x18, 0 } };
static const struct kcov_df_struct odd = { .size = 13, .fields = { 0x18, 0 } };
static const struct kcov_df_struct big = { .size = 6000, .fields = { 0x18, 0 } };
/* What strings and slices consist of */
static const struct kcov_df_struct one_byte = { .size = 1, .fields = { 0 } };
static const struct kcov_df_struct one_word = { .size = 4, .fields = { 0 } };

static void make_shape(void *at, u16 narrow, const struct kcov_df_struct *type,
		       u8 ret, const u8 *args, unsigned int nr)
{
	struct kcov_df_shape *shape = at;
	unsigned int i, values = 0, refs = 0;
	s32 *word;

	for (i = 0; i < nr; i++) {
		values += arg_values(args[i]);
		refs += arg_has_struct(args[i]);
	}
	refs += arg_has_struct(ret);
	shape->nr_values = values | (refs ? SHAPE_STRUCTS : 0);
	shape->nr_args = nr;
	shape->narrow = narrow;
	memcpy(shape->args, args, nr);
	shape->args[nr] = ret;
	word = PTR_ALIGN((s32 *)(shape->args + nr + 1), 4);
	for (i = 0; i < refs; i++, word++)
		*word = (const void *)type - (void *)word;
}

static const s32 *make_site(struct test_site *s, u16 narrow,
			    const struct kcov_df_struct *type, u8 ret,
			    const u8 *args, unsigned int nr)
{
	make_shape(s->shape, narrow, type, ret, args, nr);
	s->words[0] = (void *)s->shape - (void *)&s->words[0];
	s->words[1] = (void *)_text - (void *)&s->words[1];
	return s->words;
}

/* === The file and the task ================================================ */

/* How a boundary reaches the recorder. */
enum via {
	VIA_CALLBACK,
	VIA_SPECIAL,	/* as a callback does where anything is special */
	VIA_NOP,	/* a no-op that has become a call */
	NR_VIA = IS_ENABLED(CONFIG_KCOV_DATAFLOW_NOPS) ? VIA_NOP + 1 : VIA_NOP
};

struct fixture {
	struct file		file;
	struct kcov_df		*df;
	void __user		*user;
	enum via		via;
	/* Calls that have been entered and not left */
	unsigned int		open;
	/* The reader of a chunk */
	const struct kcov_df_chunk *chunk;
	u32			pos;
};

static int fixture_init(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	unsigned long user;

	if (!f)
		return -ENOMEM;
	user = kunit_vm_mmap(test, NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE,
			     MAP_ANONYMOUS | MAP_PRIVATE, 0);
	if (!user)
		return -ENOMEM;
	f->user = (void __user *)user;
	test->priv = f;
	return 0;
}

static void open_file(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_ASSERT_EQ(test, kcov_df_fops.open(NULL, &f->file), 0);
	f->df = f->file.private_data;
}

static void close_file(struct fixture *f)
{
	if (f->df)
		kcov_df_fops.release(NULL, &f->file);
	f->df = NULL;
}

static void fixture_exit(struct kunit *test)
{
	if (test->priv)
		close_file(test->priv);
}

static long call_ioctl(struct fixture *f, unsigned int cmd, unsigned long arg)
{
	return kcov_df_fops.unlocked_ioctl(&f->file, cmd, arg);
}

/* With a struct in user memory */
static long call_ioctl_struct(struct fixture *f, unsigned int cmd, void *arg,
			      size_t size)
{
	long res;

	if (copy_to_user(f->user, arg, size))
		return -EFAULT;
	res = call_ioctl(f, cmd, (unsigned long)f->user);
	return copy_from_user(arg, f->user, size) ? -EFAULT : res;
}

static void start_session(struct kunit *test, struct kcov_df_session o)
{
	struct fixture *f = test->priv;

	open_file(test);
	o.size = sizeof(o);
	o.chunk_size = o.chunk_size ?: CHUNK;
	o.buffer_size = o.buffer_size ?: 2 * o.chunk_size;
	KUNIT_ASSERT_EQ(test, call_ioctl_struct(f, KCOV_DF_SESSION, &o, sizeof(o)), 0);
	KUNIT_ASSERT_NOT_NULL(test, f->df->chunks);
	f->chunk = NULL;
	f->open = 0;
}

#define SESSION(...)	((struct kcov_df_session){ __VA_ARGS__ })

static void record(struct kunit *test)
{
	struct fixture *f = test->priv;
	int res;

	mutex_lock(&f->df->lock);
	res = kcov_df_attach(current, f->df, 0);
	mutex_unlock(&f->df->lock);
	KUNIT_ASSERT_EQ(test, res, 0);
}

static void stop(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_ASSERT_EQ(test, kcov_df_task_stop(f->df), 0);
}

static struct kcov_df_counters counters(struct kunit *test)
{
	struct kcov_df_counters c = { .size = sizeof(c) };

	KUNIT_ASSERT_EQ(test, call_ioctl_struct(test->priv, KCOV_DF_COUNTERS, &c,
						sizeof(c)), 0);
	return c;
}

/* === Boundaries =========================================================== */

#ifdef CONFIG_KCOV_DATAFLOW_NOPS
/*
 * What compiled code has where its boundaries are patched. There is one such
 * function; tests change its shape.
 */
static u8 kcov_df_test_shape[sizeof_field(struct test_site, shape)]
		__aligned(4) __used;

/* All registers that somebody might forget to preserve. */
struct regs {
	u64 rdi, rsi, rdx, rcx, r8, r9, rax, rbx, r10;
};

#define LOAD_REGS							\
	"movq	0(%%r12), %%rdi\n"					\
	"movq	8(%%r12), %%rsi\n"					\
	"movq	16(%%r12), %%rdx\n"					\
	"movq	24(%%r12), %%rcx\n"					\
	"movq	32(%%r12), %%r8\n"					\
	"movq	40(%%r12), %%r9\n"					\
	"movq	48(%%r12), %%rax\n"					\
	"movq	56(%%r12), %%rbx\n"					\
	"movq	64(%%r12), %%r10\n"

#define STORE_REGS							\
	"movq	%%rdi, 0(%%r12)\n"					\
	"movq	%%rsi, 8(%%r12)\n"					\
	"movq	%%rdx, 16(%%r12)\n"					\
	"movq	%%rcx, 24(%%r12)\n"					\
	"movq	%%r8, 32(%%r12)\n"					\
	"movq	%%r9, 40(%%r12)\n"					\
	"movq	%%rax, 48(%%r12)\n"					\
	"movq	%%rbx, 56(%%r12)\n"					\
	"movq	%%r10, 64(%%r12)\n"

#define CLOBBERED_REGS							\
	"rdi", "rsi", "rdx", "rcx", "r8", "r9", "rax", "rbx", "r10", "r11"

static noinline void nop_entry(struct regs *regs)
{
	register struct regs *r12 asm("r12") = regs;

	/* The first byte behind the call is a test of %eax. */
	asm volatile(LOAD_REGS
		     "call __sanitizer_cov_trace_nop_entry\n"
		     ".byte 0xa9\n"
		     ".Lkcov_df_test_site: .long kcov_df_test_shape - .\n"
		     STORE_REGS
		     : "+r" (r12), ASM_CALL_CONSTRAINT
		     : : "memory", "cc", CLOBBERED_REGS);
}

static noinline void nop_exit(struct regs *regs)
{
	register struct regs *r12 asm("r12") = regs;

	asm volatile(LOAD_REGS
		     "call __sanitizer_cov_trace_nop_exit\n"
		     ".byte 0xa9\n"
		     ".long .Lkcov_df_test_site - .\n"
		     STORE_REGS
		     : "+r" (r12), ASM_CALL_CONSTRAINT
		     : : "memory", "cc", CLOBBERED_REGS);
}

/* @depth: how much deeper in the stack */
static noinline void enter_nop(struct kunit *test, const u64 *v, unsigned int n,
			       unsigned int depth)
{
	struct regs before, after;

	if (depth) {
		enter_nop(test, v, n, depth - 1);
		/* It is no jump. */
		barrier();
		return;
	}

	memset(&before, 0x7c, sizeof(before));
	/* The arguments are in the registers in front. */
	memcpy(&before, v, n * sizeof(*v));
	after = before;
	nop_entry(&after);
	KUNIT_EXPECT_MEMEQ(test, &after, &before, sizeof(before));
}

static void leave_nop(struct kunit *test, const u64 *v)
{
	struct regs before, after;

	memset(&before, 0x7c, sizeof(before));
	before.rax = v[0];
	before.rdx = v[1];
	after = before;
	nop_exit(&after);
	KUNIT_EXPECT_MEMEQ(test, &after, &before, sizeof(before));
}

static const s32 *make_nop_site(u16 narrow, const struct kcov_df_struct *type,
				u8 ret, const u8 *args, unsigned int nr)
{
	const s32 *site;

	make_shape(kcov_df_test_shape, narrow, type, ret, args, nr);
	/* objtool takes what lea makes for a pointer to an instruction. */
	asm("movq $.Lkcov_df_test_site, %0" : "=r" (site));
	return site;
}
#else
static void enter_nop(struct kunit *test, const u64 *v, unsigned int n,
		      unsigned int depth)
{
}

static void leave_nop(struct kunit *test, const u64 *v)
{
}

static const s32 *make_nop_site(u16 narrow, const struct kcov_df_struct *type,
				u8 ret, const u8 *args, unsigned int nr)
{
	return NULL;
}
#endif

/* The site that enter() and leave() are for */
static const s32 *site_via(struct kunit *test, u16 narrow,
			   const struct kcov_df_struct *type, u8 ret,
			   const u8 *args, unsigned int nr)
{
	struct fixture *f = test->priv;

	if (f->via == VIA_NOP)
		return make_nop_site(narrow, type, ret, args, nr);
	return make_site(&test_sites[0], narrow, type, ret, args, nr);
}

static void enter_callback(const s32 *site, const u64 *v, unsigned int n)
{
	switch (n) {
	case 0:
		return __sanitizer_cov_trace_entry0(site);
	case 1:
		return __sanitizer_cov_trace_entry1(v[0], site);
	case 2:
		return __sanitizer_cov_trace_entry2(v[0], v[1], site);
	case 3:
		return __sanitizer_cov_trace_entry3(v[0], v[1], v[2], site);
	case 4:
		return __sanitizer_cov_trace_entry4(v[0], v[1], v[2], v[3], site);
	case 5:
		return __sanitizer_cov_trace_entry5(v[0], v[1], v[2], v[3], v[4],
						    site);
	case 6:
		return __sanitizer_cov_trace_entry6(v[0], v[1], v[2], v[3], v[4],
						    v[5], site);
	default:
		return __sanitizer_cov_trace_entry_array(v, site);
	}
}

static unsigned long here(void)
{
	return (unsigned long)__builtin_frame_address(0);
}

static void enter(struct kunit *test, const s32 *site, const u64 *v, unsigned int n)
{
	struct fixture *f = test->priv;

	if (f->via == VIA_NOP && n <= 6)
		enter_nop(test, v, n, f->open);
	else if (f->via == VIA_CALLBACK)
		enter_callback(site, v, n);
	else
		kcov_df_any_entry(v, site, here(), false);
	f->open++;
}

/* @v: two values, whether the function returns them or not */
static void leave(struct kunit *test, const s32 *site, const u64 *v, unsigned int n)
{
	struct fixture *f = test->priv;

	f->open--;
	if (f->via == VIA_NOP)
		leave_nop(test, v);
	else if (f->via == VIA_SPECIAL)
		kcov_df_any_exit(v, site, here(), false);
	else if (n == 0)
		__sanitizer_cov_trace_exit0(site);
	else if (n == 1)
		__sanitizer_cov_trace_exit1(v[0], site);
	else
		__sanitizer_cov_trace_exit2(v[0], v[1], site);
}

static const u64 some[MAX_ARGS] = {
	VALUE(0), VALUE(1), VALUE(2), VALUE(3), VALUE(4), VALUE(5), VALUE(6),
	VALUE(7), VALUE(8), VALUE(9), VALUE(10), VALUE(11), VALUE(12),
};

/* === Records ============================================================== */

/* What is read next are the records of this chunk. */
static void read_chunk(struct kunit *test, unsigned int nr)
{
	struct fixture *f = test->priv;
	const struct kcov_df_buffer *b = f->df->chunks->buffer;

	KUNIT_ASSERT_LT(test, nr, b->nr_chunks);
	f->chunk = (void *)b + b->header_size + nr * b->chunk_size;
	f->pos = sizeof(*f->chunk);
	KUNIT_ASSERT_LE(test, f->chunk->used, b->chunk_size);
}

static const u32 *next_record(struct kunit *test)
{
	struct fixture *f = test->priv;
	const u32 *rec = (void *)f->chunk + f->pos;

	KUNIT_ASSERT_LT_MSG(test, f->pos, f->chunk->used, "no more records");
	f->pos += KCOV_DF_REC_WORDS(*rec) * sizeof(*rec);
	KUNIT_ASSERT_GT(test, KCOV_DF_REC_WORDS(*rec), 0);
	KUNIT_ASSERT_LE_MSG(test, f->pos, f->chunk->used, "half a record: %x", *rec);
	return rec;
}

static void expect_end(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_ASSERT_EQ_MSG(test, f->pos, f->chunk->used, "more records");
}

static const u32 *expect_head(struct kunit *test, u32 type, u32 words, u32 depth)
{
	const u32 *rec = next_record(test);

	KUNIT_ASSERT_EQ_MSG(test, *rec, type | words << 4 | depth << 16,
			    "type %u, %u words, depth %u; expected type %u, %u words, depth %u",
			    KCOV_DF_REC_TYPE(*rec), KCOV_DF_REC_WORDS(*rec),
			    KCOV_DF_REC_DEPTH(*rec), type, words, depth);
	return rec;
}

static void expect_site(struct kunit *test, u32 word, const s32 *site)
{
	KUNIT_ASSERT_EQ(test, word, (u32)((unsigned long)site -
					  (unsigned long)_text));
}

static void expect_values(struct kunit *test, const u32 *at, const u64 *v,
			  unsigned int n)
{
	if (n)
		KUNIT_ASSERT_MEMEQ(test, at, v, n * sizeof(*v));
}

static void expect_entry(struct kunit *test, const s32 *site, u32 depth,
			 const u64 *v, unsigned int n)
{
	const u32 *rec = expect_head(test, KCOV_DF_REC_ENTRY, 2 + 2 * n, depth);

	expect_site(test, rec[1], site);
	expect_values(test, &rec[2], v, n);
}

static void expect_exit(struct kunit *test, u32 depth, const u64 *v, unsigned int n)
{
	const u32 *rec = expect_head(test, KCOV_DF_REC_EXIT, 1 + 2 * n, depth);

	expect_values(test, &rec[1], v, n);
}

static void expect_exit_of(struct kunit *test, const s32 *site, u32 depth,
			   const u64 *v, unsigned int n)
{
	const u32 *rec = expect_head(test, KCOV_DF_REC_EXIT_OF, 2 + 2 * n, depth);

	expect_site(test, rec[1], site);
	expect_values(test, &rec[2], v, n);
}

/* @n bytes of @size are there, and zeroes behind them. */
static void expect_struct(struct kunit *test, u32 arg_and_flags, u32 size,
			  const void *data, unsigned int n)
{
	const u32 *rec = expect_head(test, KCOV_DF_REC_STRUCT,
				     2 + DIV_ROUND_UP(n, 4), arg_and_flags >> 16);

	KUNIT_ASSERT_EQ(test, rec[1], size);
	if (n)
		KUNIT_ASSERT_MEMEQ(test, &rec[2], data, n);
	KUNIT_ASSERT_PTR_EQ(test, memchr_inv((void *)&rec[2] + n, 0, -n % 4), NULL);
}

#define ARG(n)		((u32)(n) << 16)

static void expect_begin(struct kunit *test)
{
	expect_head(test, KCOV_DF_REC_EVENT, 1, KCOV_DF_EVENT_ENABLE);
}

static void expect_lost(struct kunit *test, u32 entries, u32 exits)
{
	const u32 *rec = expect_head(test, KCOV_DF_REC_LOST, 3, 0);

	KUNIT_ASSERT_EQ(test, rec[1], entries);
	KUNIT_ASSERT_EQ(test, rec[2], exits);
}

static void expect_first(struct kunit *test)
{
	read_chunk(test, 0);
	expect_begin(test);
}

/* === Shapes =============================================================== */

static void test_args(struct kunit *test)
{
	const u8 args[] = {
		SCALAR(4), KIND_POINTER, KIND_UNKNOWN, WORDS(2), KIND_MEMORY,
		OBJECT(3), SCALAR(8), KIND_POINTER, OBJECT(0), SPAN, SCALAR(1),
	};
	static const u8 values[] = { 0, 1, 2, 2, 4, 5, 8, 9, 10, 10, 12 };
	static const s8 structs[] = { -1, 0, -1, -1, 1, 2, -1, 3, 4, 5, -1 };
	const s32 *site = make_site(&test_sites[0], 0, &pair, KIND_POINTER,
				    args, ARRAY_SIZE(args));
	const struct kcov_df_shape *shape = shape_of(site);
	unsigned int n = 0;
	struct arg_iter i;
	s32 *word;
	u64 mask;

	KUNIT_ASSERT_PTR_EQ(test, (void *)shape, (void *)test_sites[0].shape);
	KUNIT_EXPECT_EQ(test, shape->nr_values, 13 | SHAPE_STRUCTS);
	KUNIT_EXPECT_FALSE(test, shape_is_simple(shape, &mask));
	/* Each is another one. */
	word = (s32 *)shape_structs(shape);
	word[2] += 1;
	word[6] += 2;
	for (arg_start(&i, shape); arg_more(&i); arg_next(&i), n++) {
		KUNIT_EXPECT_EQ(test, i.index, n);
		KUNIT_EXPECT_EQ_MSG(test, i.value, values[n], "of argument %u", n);
		KUNIT_ASSERT_EQ(test, arg_get_struct(&i), structs[n] >= 0);
		if (structs[n] >= 0)
			KUNIT_EXPECT_PTR_EQ(test, (void *)i.type,
					    (void *)&pair + (structs[n] == 2));
	}
	KUNIT_EXPECT_EQ(test, n, ARRAY_SIZE(args));
	KUNIT_EXPECT_PTR_EQ(test, (void *)return_type(shape), (void *)&pair + 2);
}

/* Each kind of argument in each place */
static void test_simple_shapes(struct kunit *test)
{
	u8 args[9], kind;
	const struct kcov_df_shape *shape;
	unsigned int nr, i, place;
	u64 mask, all;
	bool simple;

	for (nr = 1; nr <= 8; nr++) {
		for (i = 0; i < nr * 14; i++) {
			memset(args, i % 2 ? SCALAR(8) : KIND_POINTER, sizeof(args));
			kind = i / 2 % 7;
			place = i / 14;
			args[place] = kind | 1 << 3;
			shape = shape_of(make_site(&test_sites[0], 0, &pair,
						   KIND_MEMORY, args, nr));
			simple = nr < 8 && (kind == KIND_SCALAR || kind == KIND_POINTER);
			KUNIT_EXPECT_EQ_MSG(test, shape_is_simple(shape, &mask),
					    simple && !IS_ENABLED(CONFIG_CPU_BIG_ENDIAN),
					    "%u of %u is %u", place, nr, kind);
			if (!shape_is_simple(shape, &mask))
				continue;
			all = i % 2 ? 0 : 0x0101010101010101 >> 8 * (8 - nr);
			all &= ~(1ULL << 8 * place);
			all |= (u64)(kind == KIND_POINTER) << 8 * place;
			KUNIT_EXPECT_EQ(test, mask, all);
			KUNIT_EXPECT_PTR_EQ(test, (void *)return_type(shape), (void *)&pair);
		}
	}
}

static void test_exit_values(struct kunit *test)
{
	unsigned int count;

	for (count = 0; count < 32; count++) {
		const u8 *n = kcov_df_exit_values[count];
		unsigned int words = min(count, 2);

		/* A value that is not known, and none */
		KUNIT_EXPECT_EQ(test, n[KIND_UNKNOWN], 0);
		KUNIT_EXPECT_EQ(test, n[KIND_SCALAR], 1);
		KUNIT_EXPECT_EQ(test, n[KIND_POINTER], 1);
		KUNIT_EXPECT_EQ(test, n[KIND_MEMORY], 1);
		KUNIT_EXPECT_EQ(test, n[KIND_WORDS], words);
		KUNIT_EXPECT_EQ(test, n[KIND_OBJECT], words);
		KUNIT_EXPECT_EQ(test, n[KIND_SPAN], words);
	}
}

static void test_fields(struct kunit *test)
{
	static const struct kcov_df_struct type = {
		.size = 100000,
		.fields = {
			0x04,				/* 4 bytes at 0 */
			0x28,				/* three of 8 */
			0x80, 0x30, 0x02,		/* 2 at 0x30 */
			0x01,				/* 1 behind it */
			0x80, 0xff, 0xff, 0x03, 0x80, 0x01, /* 128 at 0xffff */
			0x0f,				/* 15 behind them */
			0
		},
	};
	static const u64 expected[][2] = {
		{ 0, 4 }, { 4, 8 }, { 12, 8 }, { 20, 8 }, { 0x30, 2 }, { 0x32, 1 },
		{ 0xffff, 128 }, { 0xffff + 128, 15 },
	};
	struct field_iter f;
	unsigned int i;

	field_start(&f, &type);
	for (i = 0; i < ARRAY_SIZE(expected); i++) {
		KUNIT_ASSERT_TRUE(test, field_next(&f));
		KUNIT_EXPECT_EQ_MSG(test, f.offset, expected[i][0], "field %u", i);
		KUNIT_EXPECT_EQ_MSG(test, f.size, expected[i][1], "field %u", i);
	}
	KUNIT_EXPECT_FALSE(test, field_next(&f));
	KUNIT_EXPECT_FALSE(test, field_next(&f));
}

/* === What is recorded ===================================================== */

static void test_values(struct kunit *test)
{
	static const u8 returns[] = { VOID, SCALAR(8), WORDS(2), OBJECT(2), KIND_UNKNOWN };
	static const u8 nr_returned[] = { 0, 1, 2, 2, 0 };
	struct fixture *f = test->priv;
	unsigned int nr, r, max;
	u8 args[MAX_ARGS];
	const s32 *site;

	memset(args, SCALAR(8), sizeof(args));
	for (f->via = 0; f->via < NR_VIA; f->via++) {
		max = f->via == VIA_NOP ? 6 : 40;
		start_session(test, SESSION());
		record(test);
		for (nr = 0; nr <= max; nr++) {
			r = nr % ARRAY_SIZE(returns);
			site = site_via(test, 0, &pair, returns[r], args, nr);
			enter(test, site, some, nr);
			leave(test, site, some + 1, nr_returned[r]);
		}
		stop(test);

		expect_first(test);
		for (nr = 0; nr <= max; nr++) {
			r = nr % ARRAY_SIZE(returns);
			site = site_via(test, 0, &pair, returns[r], args, nr);
			expect_entry(test, site, 0, some, nr);
			expect_exit(test, 0, some + 1, nr_returned[r]);
		}
		expect_end(test);
		KUNIT_EXPECT_EQ(test, counters(test).entries, max + 1);
		KUNIT_EXPECT_EQ(test, counters(test).exits, max + 1);
		close_file(f);
	}
}

static void test_unknown_exit(struct kunit *test)
{
	const s32 *site = make_site(&test_sites[0], 0, NULL, SCALAR(8), &one_value, 1);

	start_session(test, SESSION());
	record(test);
	enter(test, site, some, 1);
	__sanitizer_cov_trace_exit_unknown(site);
	stop(test);
	expect_first(test);
	expect_entry(test, site, 0, some, 1);
	expect_exit(test, 0, NULL, 0);
	expect_end(test);
}

static void narrowed(u64 *v, const u64 *from, unsigned int n, unsigned int narrow)
{
	static const u64 masks[] = { U64_MAX, 0xff, 0xffff, 0xffffffff };
	unsigned int i;

	for (i = 0; i < n; i++)
		v[i] = from[i] & masks[narrow >> (2 * i) & 3];
}

/* Who calls defines no more bits than the type has. */
static void test_narrow_values(struct kunit *test)
{
	static const u16 kinds[] = {
		0x001, 0x002, 0x003, 0x400, 0x800, 0xc00, 0x0c4, 0xe39, 0xfff,
		0x1000, 0x2000, 0x3000, 0x4000, 0x8000, 0xc000, 0xd000, 0xe001, 0xffff,
	};
	struct fixture *f = test->priv;
	const u8 args[] = { SCALAR(8), SCALAR(8), SCALAR(8), SCALAR(8), SCALAR(8), SCALAR(8),
			    SCALAR(8) };
	unsigned int i, nr;
	const s32 *site;
	u64 v[7];

	for (f->via = 0; f->via < NR_VIA; f->via++) {
		for (nr = 6; nr <= (f->via == VIA_NOP ? 6 : 7); nr++) {
			start_session(test, SESSION());
			record(test);
			for (i = 0; i < ARRAY_SIZE(kinds); i++) {
				site = site_via(test, kinds[i], NULL, WORDS(2), args, nr);
				enter(test, site, some, nr);
				leave(test, site, some + 3, 2);
			}
			stop(test);
			expect_first(test);
			for (i = 0; i < ARRAY_SIZE(kinds); i++) {
				site = site_via(test, kinds[i], NULL, WORDS(2), args, nr);
				narrowed(v, some, nr, kinds[i] & SHAPE_NARROW_ENTRY);
				expect_entry(test, site, 0, v, nr);
				narrowed(v, some + 3, 2, kinds[i] >> 12);
				expect_exit(test, 0, v, 2);
			}
			expect_end(test);
			close_file(f);
		}
	}
}

/* As in a softirq on top of the task, or no more */
static void fake_softirq(int count)
{
#ifdef CONFIG_PREEMPT_RT
	current->softirq_disable_cnt += count;
#else
	__preempt_count_add(count);
#endif
}

/* Nothing is recorded of interrupts and of the recorder itself. */
static void test_not_the_tasks(struct kunit *test)
{
	struct fixture *f = test->priv;
	const s32 *site;

	for (f->via = 0; f->via < NR_VIA; f->via++) {
		start_session(test, SESSION());
		record(test);
		site = site_via(test, 0, NULL, SCALAR(8), &one_value, 1);

		current->kcov_df->state = TASK_BUSY;
		enter(test, site, some, 1);
		leave(test, site, some, 1);
		KUNIT_EXPECT_EQ(test, current->kcov_df->state, TASK_BUSY);
		current->kcov_df->state = TASK_SESSION;

		__preempt_count_add(HARDIRQ_OFFSET);
		enter(test, site, some, 1);
		leave(test, site, some, 1);
		__preempt_count_sub(HARDIRQ_OFFSET);

		fake_softirq(SOFTIRQ_OFFSET);
		enter(test, site, some, 1);
		leave(test, site, some, 1);
		fake_softirq(-(int)SOFTIRQ_OFFSET);

		enter(test, site, some, 1);
		stop(test);
		/* And of those who are not recorded. */
		leave(test, site, some, 1);
		enter(test, site, some, 1);

		expect_first(test);
		expect_entry(test, site, 0, some, 1);
		expect_end(test);
		KUNIT_EXPECT_EQ(test, counters(test).lost_full_entries, 0);
		KUNIT_EXPECT_EQ(test, counters(test).lost_nofault_entries, 0);
		close_file(f);
	}
}

/* What cannot be read is counted, and said where it happened. */
static void test_lost_nofault(struct kunit *test)
{
	struct fixture *f = test->priv;
	const s32 *site;

	for (f->via = 0; f->via < NR_VIA; f->via++) {
		start_session(test, SESSION());
		record(test);
		site = site_via(test, 0, NULL, SCALAR(8), &one_value, 1);
		enter(test, site, some, 1);
		pagefault_disable();
		enter(test, site, some, 1);
		leave(test, site, some, 1);
		enter(test, site, some, 1);
		pagefault_enable();
		enter(test, site, some + 1, 1);
		leave(test, site, some + 1, 1);
		leave(test, site, some + 2, 1);
		leave(test, site, some, 1);
		stop(test);

		expect_first(test);
		expect_entry(test, site, 0, some, 1);
		expect_lost(test, 2, 1);
		expect_entry(test, site, 2, some + 1, 1);
		expect_exit(test, 2, some + 1, 1);
		/* Its entry is not among the records. */
		expect_exit_of(test, site, 1, some + 2, 1);
		expect_exit(test, 0, some, 1);
		expect_end(test);
		KUNIT_EXPECT_EQ(test, counters(test).lost_nofault_entries, 2);
		KUNIT_EXPECT_EQ(test, counters(test).lost_nofault_exits, 1);
		KUNIT_EXPECT_EQ(test, counters(test).entries, 2);
		KUNIT_EXPECT_EQ(test, counters(test).exits, 3);
		close_file(f);
	}
}

/* === Structs ============================================================== */

KUNIT_DEFINE_ACTION_WRAPPER(vfree_action, vfree, const void *);

/* A page with none behind it */
static void *vmalloc_page(struct kunit *test)
{
	void *p = vmalloc(PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, vfree_action, p), 0);
	memset(p, 0x5a, PAGE_SIZE);
	return p;
}

static u64 address(const void *p)
{
	return (unsigned long)p;
}

/*
 * Two structs are passed in, and one of them is changed: as it was at the entry,
 * and as it is at the exit.
 */
static void check_snapshots(struct kunit *test, void *a, void *b,
			    const struct kcov_df_struct *type, u32 after,
			    u32 snapshot)
{
	const u64 v[] = { VALUE(0), address(a), 0, address(b) };
	const u8 args[] = { SCALAR(8), KIND_POINTER, KIND_POINTER, KIND_POINTER };
	u32 size = type->size, n = min(size, snapshot);
	struct fixture *f = test->priv;
	u8 before[64], changed[64];
	const s32 *site;

	memset(a, 0x11, size);
	memset(b, 0x22, size);
	memcpy(before, b, n);
	start_session(test, SESSION(.snapshot = snapshot, .after = after));
	record(test);
	site = site_via(test, 0, type, KIND_POINTER, args, 4);
	enter(test, site, v, 4);
	/* The last one of those that are captured, and not those behind */
	((u8 *)b)[n - 1] = 0x33;
	memcpy(changed, b, n);
	leave(test, site, v + 1, 1);
	/* Nothing has changed but what is not captured. */
	enter(test, site, v, 4);
	if (size > n)
		((u8 *)b)[n] = 0x44;
	leave(test, site, v + 2, 1);
	stop(test);

	expect_first(test);
	expect_entry(test, site, 0, v, 4);
	expect_struct(test, ARG(1), size, a, n);
	expect_struct(test, ARG(3), size, before, n);
	expect_exit(test, 0, v + 1, 1);
	if (after == KCOV_DF_AFTER_ALWAYS)
		expect_struct(test, ARG(1), size, a, n);
	if (after)
		expect_struct(test, ARG(3), size, changed, n);
	expect_struct(test, ARG(KCOV_DF_RETURN), size, a, n);

	expect_entry(test, site, 0, v, 4);
	expect_struct(test, ARG(1), size, a, n);
	expect_struct(test, ARG(3), size, changed, n);
	expect_exit(test, 0, v + 2, 1);
	if (after == KCOV_DF_AFTER_ALWAYS) {
		expect_struct(test, ARG(1), size, a, n);
		expect_struct(test, ARG(3), size, changed, n);
	}
	expect_end(test);
	close_file(f);
}

static void test_snapshots(struct kunit *test)
{
	static const u32 snapshots[] = { 1, 7, 8, 12, 60, 64 };
	u8 *slab = kunit_kmalloc(test, 2 * PAGE_SIZE, GFP_KERNEL);
	struct fixture *f = test->priv;
	u8 *page = vmalloc_page(test);
	unsigned int i;
	u32 after;

	KUNIT_ASSERT_NOT_NULL(test, slab);
	for (f->via = 0; f->via < NR_VIA; f->via++) {
		for (after = 0; after <= KCOV_DF_AFTER_ALWAYS; after++) {
			for (i = 0; i < ARRAY_SIZE(snapshots); i++) {
				/* Plain memory, any other, and more than a page */
				check_snapshots(test, slab, slab + 16, &pair, after,
						snapshots[i]);
				check_snapshots(test, slab + 1, slab + 16, &odd, after,
						snapshots[i]);
				check_snapshots(test, page + PAGE_SIZE - 16, slab + PAGE_SIZE - 5,
						&pair, after, snapshots[i]);
				check_snapshots(test, slab, page + PAGE_SIZE - 13,
						&odd, after, snapshots[i]);
			}
		}
	}
}

/* A pointer that points nowhere; a struct that only begins. */
static void test_bad_structs(struct kunit *test)
{
	struct fixture *f = test->priv;
	const u8 args[] = { KIND_POINTER, KIND_POINTER, KIND_POINTER, KIND_POINTER };
	u8 *page = vmalloc_page(test), *edge = page + PAGE_SIZE;
	const u64 user[] = { VALUE(0), VALUE(1) };
	unsigned int there;
	const s32 *site;
	u64 v[4];

	KUNIT_ASSERT_EQ(test, copy_to_user(f->user, user, sizeof(user)), 0);
	for (f->via = 0; f->via < NR_VIA; f->via++) {
		for (there = 0; there < 16; there++) {
			v[0] = (unsigned long)f->user;
			v[1] = -EINVAL;
			v[2] = address(edge - there);
			v[3] = address(page);
			start_session(test, SESSION(.snapshot = 64,
						    .after = KCOV_DF_AFTER_CHANGED));
			record(test);
			site = site_via(test, 0, &pair, KIND_POINTER, args, 4);
			enter(test, site, v, 4);
			leave(test, site, v, 1);
			stop(test);
			expect_first(test);
			expect_entry(test, site, 0, v, 4);
			expect_struct(test, ARG(0) | KCOV_DF_STRUCT_BAD, 16, NULL, 0);
			expect_struct(test, ARG(1) | KCOV_DF_STRUCT_BAD, 16, NULL, 0);
			expect_struct(test, ARG(2) | (there ? KCOV_DF_STRUCT_SHORT :
						      KCOV_DF_STRUCT_BAD), 16,
				      edge - there, there);
			expect_struct(test, ARG(3), 16, page, 16);
			expect_exit(test, 0, v, 1);
			expect_struct(test, ARG(KCOV_DF_RETURN) | KCOV_DF_STRUCT_BAD, 16,
				      NULL, 0);
			expect_end(test);
			close_file(f);
		}
	}
}

/* By value: in memory, and in the values themselves. Behind registers, too. */
static void test_struct_kinds(struct kunit *test)
{
	const u8 args[] = {
		KIND_MEMORY, OBJECT(2), SCALAR(8), KIND_POINTER, SCALAR(8), KIND_POINTER,
		KIND_MEMORY, KIND_POINTER,
	};
	u64 data[4][2] = {
		{ VALUE(0), VALUE(1) }, { VALUE(2), VALUE(3) },
		{ VALUE(4), VALUE(5) }, { VALUE(6), VALUE(7) },
	};
	const u64 v[] = {
		address(data[0]), VALUE(8), VALUE(9), VALUE(10), address(data[1]),
		VALUE(11), address(data[2]), address(data[0]), address(data[3]),
	};
	const s32 *site = make_site(&test_sites[0], 0, &pair, KIND_MEMORY, args,
				    ARRAY_SIZE(args));

	start_session(test, SESSION(.snapshot = 64, .after = KCOV_DF_AFTER_CHANGED));
	record(test);
	enter(test, site, v, 9);
	data[0][0]++;	/* the callee's own */
	data[2][0]++;
	data[3][1]++;
	leave(test, site, v, 1);
	enter(test, site, v, 9);
	leave(test, site, v, 1);
	stop(test);

	expect_first(test);
	expect_entry(test, site, 0, v, 9);
	data[0][0]--;
	data[2][0]--;
	data[3][1]--;
	expect_struct(test, ARG(0) | KCOV_DF_STRUCT_BY_VALUE, 16, data[0], 16);
	expect_struct(test, ARG(3), 16, data[1], 16);
	expect_struct(test, ARG(5), 16, data[2], 16);
	expect_struct(test, ARG(6) | KCOV_DF_STRUCT_BY_VALUE, 16, data[0], 16);
	expect_struct(test, ARG(7), 16, data[3], 16);
	data[0][0]++;
	data[2][0]++;
	data[3][1]++;
	expect_exit(test, 0, v, 1);
	/* Those with a value behind the sixth come first. */
	expect_struct(test, ARG(5), 16, data[2], 16);
	expect_struct(test, ARG(7), 16, data[3], 16);
	expect_struct(test, ARG(KCOV_DF_RETURN) | KCOV_DF_STRUCT_BY_VALUE, 16,
		      data[0], 16);
	/* And nothing has changed. */
	expect_entry(test, site, 0, v, 9);
	expect_struct(test, ARG(0) | KCOV_DF_STRUCT_BY_VALUE, 16, data[0], 16);
	expect_struct(test, ARG(3), 16, data[1], 16);
	expect_struct(test, ARG(5), 16, data[2], 16);
	expect_struct(test, ARG(6) | KCOV_DF_STRUCT_BY_VALUE, 16, data[0], 16);
	expect_struct(test, ARG(7), 16, data[3], 16);
	expect_exit(test, 0, v, 1);
	expect_struct(test, ARG(KCOV_DF_RETURN) | KCOV_DF_STRUCT_BY_VALUE, 16,
		      data[0], 16);
	expect_end(test);
}

/*
 * What is captured of @nr structs of @type behind a pointer and a number: @n of
 * @size bytes, or nothing at all. A pointer to a struct is behind them.
 */
static void check_span(struct kunit *test, u64 pointer, u64 nr,
		       const struct kcov_df_struct *type, u32 flags, u32 size,
		       unsigned int n)
{
	const u64 v[] = { VALUE(0), pointer, nr, address(some) };
	const u8 args[] = { SCALAR(8), SPAN, KIND_POINTER };
	const void *data = (void *)(unsigned long)pointer;
	const s32 *site;

	start_session(test, SESSION(.snapshot = 64, .after = KCOV_DF_AFTER_CHANGED));
	record(test);
	site = site_via(test, 0, type, SPAN, args, ARRAY_SIZE(args));
	enter(test, site, v, ARRAY_SIZE(v));
	leave(test, site, v + 1, 2);
	stop(test);

	expect_first(test);
	expect_entry(test, site, 0, v, ARRAY_SIZE(v));
	if (size)
		expect_struct(test, ARG(1) | flags, size, data, n);
	expect_struct(test, ARG(2), type->size, some, type->size);
	expect_exit(test, 0, v + 1, 2);
	if (size)
		expect_struct(test, ARG(KCOV_DF_RETURN) | flags, size, data, n);
	expect_end(test);
	close_file(test->priv);
}

/* Slices and strings: any pointer, and any number */
static void test_spans(struct kunit *test)
{
	u8 *page = vmalloc_page(test), *edge = page + PAGE_SIZE;
	struct fixture *f = test->priv;
	u64 addr = address(page);

	for (f->via = 0; f->via < NR_VIA; f->via++) {
		check_span(test, addr, 6, &one_byte, 0, 6, 6);
		check_span(test, addr + 1, 64, &one_byte, 0, 64, 64);
		check_span(test, addr + 1, 65, &one_byte, 0, 65, 64);
		check_span(test, addr, 5, &one_word, 0, 20, 20);
		check_span(test, addr, 17, &one_word, 0, 68, 64);
		check_span(test, addr, 3, &pair, 0, 48, 48);

		/* Nothing is there, and there need not be an address. */
		check_span(test, addr, 0, &one_byte, 0, 0, 0);
		check_span(test, 1, 0, &one_byte, 0, 0, 0);
		check_span(test, 4, 0, &one_word, 0, 0, 0);
		check_span(test, 0, 7, &one_byte, 0, 0, 0);

		/* More than anybody could have */
		check_span(test, addr, U32_MAX, &one_byte, 0, U32_MAX, 64);
		check_span(test, addr, 1ULL << 32, &one_byte, 0, U32_MAX, 64);
		check_span(test, addr, U64_MAX, &one_byte, 0, U32_MAX, 64);
		check_span(test, addr, 1ULL << 30, &one_word, 0, U32_MAX, 64);
		check_span(test, addr, (1ULL << 62) + 1, &one_word, 0, U32_MAX, 64);
		check_span(test, addr, U64_MAX, &one_word, 0, U32_MAX, 64);

		check_span(test, (unsigned long)f->user, 7, &one_byte, KCOV_DF_STRUCT_BAD, 7, 0);
		check_span(test, -EINVAL, 7, &one_byte, KCOV_DF_STRUCT_BAD, 7, 0);
		check_span(test, 1ULL << 63, 7, &one_byte, KCOV_DF_STRUCT_BAD, 7, 0);
		check_span(test, address(edge - 3), 7, &one_byte, KCOV_DF_STRUCT_SHORT, 7, 3);
	}
}

/* The callee writes to slices, in registers and behind them. */
static void test_changed_spans(struct kunit *test)
{
	const u8 args[] = { SPAN, SPAN, SCALAR(8), SPAN, SPAN };
	u8 data[4][5] = { "abcd", "efgh", "ijkl", "mnop" };
	const u64 v[] = {
		address(data[0]), 4, address(data[1]), 3, VALUE(0), address(data[2]), 5,
		address(data[3]), 4,
	};
	const s32 *site = make_site(&test_sites[0], 0, &one_byte, VOID, args, ARRAY_SIZE(args));
	unsigned int i;

	start_session(test, SESSION(.snapshot = 4, .after = KCOV_DF_AFTER_CHANGED));
	record(test);
	enter(test, site, v, ARRAY_SIZE(v));
	/* Not so what is behind the slice, or behind what was captured */
	data[0][0]++;
	data[1][3]++;
	data[2][4]++;
	data[3][3]++;
	leave(test, site, NULL, 0);
	enter(test, site, v, ARRAY_SIZE(v));
	data[2][3]++;
	leave(test, site, NULL, 0);
	stop(test);

	expect_first(test);
	expect_entry(test, site, 0, v, ARRAY_SIZE(v));
	expect_struct(test, ARG(0), 4, "abcd", 4);
	expect_struct(test, ARG(1), 3, "efg", 3);
	expect_struct(test, ARG(3), 5, "ijkl", 4);
	expect_struct(test, ARG(4), 4, "mnop", 4);
	expect_exit(test, 0, NULL, 0);
	expect_struct(test, ARG(4), 4, "mnoq", 4);
	expect_struct(test, ARG(0), 4, "bbcd", 4);
	expect_entry(test, site, 0, v, ARRAY_SIZE(v));
	for (i = 0; i < 4; i++)
		next_record(test);
	expect_exit(test, 0, NULL, 0);
	expect_struct(test, ARG(3), 5, "ijkm", 4);
	expect_end(test);
}

/* So many structs, each of 6000 bytes. A chunk does not hold them all: they share it. */
static void check_struct_budget(struct kunit *test, u8 arg,
				const struct kcov_df_struct *type, const u8 *data)
{
	unsigned int each = arg_values(arg);
	u32 i, n, words = 0;
	const s32 *site;
	const u32 *rec;
	u8 args[40];
	u64 v[80];

	memset(args, arg, sizeof(args));
	for (i = 0; i < ARRAY_SIZE(v); i++)
		v[i] = i % each ? 6000 : address(data);
	for (n = 1; n <= 40; n += 3) {
		site = make_site(&test_sites[0], 0, type, arg, args, n);
		start_session(test, SESSION(.snapshot = KCOV_DF_SNAPSHOT_MAX,
					    .after = KCOV_DF_AFTER_ALWAYS));
		record(test);
		enter(test, site, v, n * each);
		stop(test);
		expect_first(test);
		expect_entry(test, site, 0, v, n * each);
		for (i = 0; i < n; i++) {
			rec = next_record(test);
			words = i ? words : KCOV_DF_REC_WORDS(*rec);
			KUNIT_EXPECT_EQ(test, *rec, KCOV_DF_REC_STRUCT | words << 4 | ARG(i));
			KUNIT_EXPECT_EQ(test, rec[1], 6000);
			KUNIT_EXPECT_MEMEQ(test, &rec[2], data, (words - 2) * 4);
		}
		expect_end(test);
		if (n == 1)
			KUNIT_EXPECT_EQ(test, words, 2 + KCOV_DF_SNAPSHOT_MAX / 4);
		else
			/* No chunk is half empty because of it. */
			KUNIT_EXPECT_GT(test, (n + 2) * (words + 1) * 4,
					min(CHUNK - 1200, n * KCOV_DF_SNAPSHOT_MAX));
		close_file(test->priv);
	}
}

static void test_struct_budget(struct kunit *test)
{
	u8 *data = kunit_kzalloc(test, 6000, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, data);
	memset(data, 0x77, 6000);
	check_struct_budget(test, KIND_POINTER, &big, data);
	check_struct_budget(test, SPAN, &one_byte, data);
}

/* === Chunks =============================================================== */

/* Values of which no word is zero, so that it shows where they are written. */
static void check_full_chunk(struct kunit *test, unsigned int nr, u32 snapshot,
			     unsigned int lead)
{
	const u32 entry = 8 + 8 * nr + (nr && snapshot ? 8 + 16 : 0);
	struct fixture *f = test->priv;
	u32 used, used_before = 0, entries = 0;
	const struct kcov_df_chunk *next;
	u8 args[MAX_ARGS];
	const s32 *site, *none;
	u64 v[MAX_ARGS], data[2] = { VALUE(0), VALUE(1) };

	start_session(test, SESSION(.snapshot = snapshot));
	memset(args, SCALAR(8), sizeof(args));
	args[0] = KIND_POINTER;
	memcpy(v, some, sizeof(v));
	v[0] = address(data);
	record(test);

	/* So that the end is met at each distance */
	none = make_site(&test_sites[1], 0, NULL, VOID, args, 0);
	while (lead--)
		kcov_df_any_exit(NULL, none, here(), false);
	site = site_via(test, 0, &pair, VOID, args, nr);
	read_chunk(test, 1);
	next = f->chunk;
	read_chunk(test, 0);
	while (next->state == KCOV_DF_CHUNK_FREE) {
		/* Nobody writes behind the end. */
		KUNIT_ASSERT_PTR_EQ(test, memchr_inv(next, 0, 256), NULL);
		used_before = f->chunk->used;
		enter(test, site, v, nr);
		leave(test, site, v, 0);
		entries++;
	}
	used = f->chunk->used;
	KUNIT_EXPECT_LE(test, used, CHUNK);
	/* It ends where the next record may not fit, with what is ahead of it. */
	KUNIT_EXPECT_LE_MSG(test, used_before, used, "%u values", nr);
	KUNIT_EXPECT_GT_MSG(test, used + entry + 16 + 4, CHUNK, "%u values", nr);
	stop(test);
	KUNIT_EXPECT_EQ(test, counters(test).entries, entries);
	KUNIT_EXPECT_EQ(test, counters(test).lost_full_entries, 0);
	KUNIT_EXPECT_EQ(test, f->chunk->state, KCOV_DF_CHUNK_FULL);
	KUNIT_EXPECT_EQ(test, f->chunk->serial, 1);
	KUNIT_EXPECT_EQ(test, f->chunk->index, 0);
	KUNIT_EXPECT_EQ(test, next->serial, 2);
	KUNIT_EXPECT_EQ(test, next->index, 1);
	KUNIT_EXPECT_EQ(test, next->stream, f->chunk->stream);
	KUNIT_EXPECT_EQ(test, next->tid, current->pid);
	KUNIT_EXPECT_EQ(test, next->context, 0);
	close_file(f);
}

static void test_full_chunk(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int nr, lead;

	for (f->via = 0; f->via < NR_VIA; f->via++)
		for (nr = 0; nr <= (f->via == VIA_NOP ? 6 : 60); nr += nr < 7 ? 1 : 53)
			for (lead = 0; lead < 4; lead++) {
				check_full_chunk(test, nr, 0, lead);
				check_full_chunk(test, nr, 64, lead);
			}
}

/* The one record that takes all the room that there is. */
static void test_largest_record(struct kunit *test)
{
	u8 *data = kunit_kzalloc(test, 6000, GFP_KERNEL), args[MAX_ARGS];
	struct fixture *f = test->priv;
	const struct kcov_df_chunk *next;
	u32 i, snapshot;
	const s32 *site;
	u64 v[MAX_ARGS];

	KUNIT_ASSERT_NOT_NULL(test, data);
	memset(data, 0x77, 6000);
	memset(args, KIND_POINTER, sizeof(args));
	for (i = 0; i < ARRAY_SIZE(v); i++)
		v[i] = address(data);
	for (snapshot = 200; snapshot < 300; snapshot++) {
		start_session(test, SESSION(.snapshot = snapshot,
					    .after = KCOV_DF_AFTER_ALWAYS));
		site = make_site(&test_sites[0], 0, &big, KIND_POINTER, args, MAX_ARGS);
		record(test);
		pagefault_disable();
		enter(test, site, v, MAX_ARGS);
		pagefault_enable();
		read_chunk(test, 1);
		next = f->chunk;
		enter(test, site, v, MAX_ARGS);
		KUNIT_ASSERT_EQ(test, counters(test).entries, 1);
		KUNIT_ASSERT_PTR_EQ(test, memchr_inv(next, 0, 256), NULL);
		leave(test, site, v, 1);
		KUNIT_ASSERT_EQ(test, counters(test).exits, 1);
		stop(test);
		expect_first(test);
		expect_lost(test, 1, 0);
		expect_entry(test, site, 1, v, MAX_ARGS);
		close_file(f);
	}
}

/* No chunk is free any more, and then one is. */
static void test_lost_full(struct kunit *test)
{
	struct fixture *f = test->priv;
	u64 entries, calls;
	const s32 *site;

	for (f->via = 0; f->via < NR_VIA; f->via++) {
		start_session(test, SESSION());
		record(test);
		site = site_via(test, 0, NULL, SCALAR(8), &one_value, 1);
		for (calls = 0; !counters(test).lost_full_exits; calls++) {
			enter(test, site, some, 1);
			leave(test, site, some, 1);
		}
		/* They are neither recorded nor forgotten. */
		entries = counters(test).entries + counters(test).lost_full_entries;
		KUNIT_EXPECT_EQ(test, entries, calls);
		entries = counters(test).exits + counters(test).lost_full_exits;
		KUNIT_EXPECT_EQ(test, entries, calls);
		enter(test, site, some, 1);
		enter(test, site, some, 1);
		leave(test, site, some, 1);
		KUNIT_EXPECT_EQ(test, call_ioctl(f, KCOV_DF_RELEASE, 2), -EINVAL);
		/* As if what is behind the last one looked like one that is full. */
		f->df->chunks->nr--;
		KUNIT_EXPECT_EQ(test, call_ioctl(f, KCOV_DF_RELEASE, 1), -EINVAL);
		f->df->chunks->nr++;
		KUNIT_EXPECT_EQ(test, call_ioctl(f, KCOV_DF_RELEASE, 0), 0);
		KUNIT_EXPECT_EQ(test, call_ioctl(f, KCOV_DF_RELEASE, 0), -EINVAL);
		entries = counters(test).lost_full_entries;
		calls = counters(test).lost_full_exits;
		enter(test, site, some, 1);
		leave(test, site, some, 1);
		leave(test, site, some, 1);
		stop(test);

		read_chunk(test, 0);
		KUNIT_EXPECT_EQ(test, f->chunk->serial, 3);
		KUNIT_EXPECT_EQ(test, f->chunk->index, 2);
		expect_lost(test, entries, calls);
		expect_entry(test, site, 1, some, 1);
		expect_exit(test, 1, some, 1);
		expect_exit_of(test, site, 0, some, 1);
		expect_end(test);
		KUNIT_EXPECT_EQ(test, counters(test).lost_full_entries, entries);
		KUNIT_EXPECT_EQ(test, counters(test).lost_full_exits, calls);
		close_file(f);
	}
}

/* The oldest go, and what refers to them says so. */
static void test_flight_recorder(struct kunit *test)
{
	struct fixture *f = test->priv;
	const s32 *site, *outer;
	u64 calls, c;

	for (f->via = 0; f->via < VIA_NOP; f->via++) {
		start_session(test, SESSION(.flags = KCOV_DF_FLIGHT_RECORDER));
		record(test);
		outer = make_site(&test_sites[1], 0, NULL, VOID, NULL, 0);
		site = site_via(test, 0, NULL, VOID, &one_value, 1);
		enter(test, outer, NULL, 0);
		for (calls = 0; !counters(test).overwritten; calls++) {
			enter(test, site, some, 1);
			leave(test, site, some, 0);
		}
		leave(test, outer, some, 0);
		stop(test);
		c = counters(test).entries;
		KUNIT_EXPECT_EQ(test, c, calls + 1);
		KUNIT_EXPECT_EQ(test, counters(test).lost_full_entries, 0);
		read_chunk(test, 0);
		KUNIT_EXPECT_EQ(test, f->chunk->serial, 3);
		/* The last call, or its exit alone, and then the outer one's. */
		if (KCOV_DF_REC_TYPE(*(u32 *)(f->chunk + 1)) == KCOV_DF_REC_ENTRY) {
			expect_entry(test, site, 1, some, 1);
			expect_exit(test, 1, NULL, 0);
		} else {
			expect_exit_of(test, site, 1, NULL, 0);
		}
		expect_exit_of(test, outer, 0, NULL, 0);
		expect_end(test);
		close_file(f);
	}
}

/*
 * What the entry has of a struct is not there any more, and looks as if it were:
 * the chunk belongs to others, who have not come that far.
 */
static void test_overwritten_snapshot(struct kunit *test)
{
	static const u8 pointer = KIND_POINTER;
	struct fixture *f = test->priv;
	u64 data[2] = { VALUE(0), VALUE(1) }, v[2] = { address(data) };
	const s32 *site, *outer;
	unsigned int i;

	for (f->via = 0; f->via < VIA_NOP; f->via++) {
		start_session(test, SESSION(.flags = KCOV_DF_FLIGHT_RECORDER,
					    .snapshot = 16, .after = KCOV_DF_AFTER_CHANGED));
		record(test);
		outer = make_site(&test_sites[1], 0, &pair, VOID, &pointer, 1);
		site = site_via(test, 0, NULL, VOID, NULL, 0);
		for (i = 0; i < 100; i++) {
			enter(test, site, NULL, 0);
			leave(test, site, some, 0);
		}
		enter(test, outer, v, 1);
		while (!counters(test).overwritten) {
			enter(test, site, NULL, 0);
			leave(test, site, some, 0);
		}
		leave(test, outer, some, 0);
		stop(test);
		read_chunk(test, 0);
		KUNIT_ASSERT_EQ(test, f->chunk->serial, 3);
		if (KCOV_DF_REC_TYPE(*(u32 *)(f->chunk + 1)) == KCOV_DF_REC_ENTRY) {
			expect_entry(test, site, 1, NULL, 0);
			expect_exit(test, 1, NULL, 0);
		} else {
			expect_exit_of(test, site, 1, NULL, 0);
		}
		expect_exit_of(test, outer, 0, NULL, 0);
		expect_struct(test, ARG(0), 16, data, 16);
		expect_end(test);
		close_file(f);
	}
}

/* === Open calls =========================================================== */

/* Some place in the stack, far from its end; nothing is there. */
static unsigned long stack_at(struct kunit *test, int offset)
{
	if (IS_ENABLED(CONFIG_ARM64))
		kunit_skip(test, "the recorder reads the caller's frame there");
	return (unsigned long)task_stack_page(current) + THREAD_SIZE / 2 + offset;
}

static const s32 *void_site(unsigned int i)
{
	return make_site(&test_sites[i], 0, NULL, VOID, NULL, 0);
}

#define ENTER(i, stack)	kcov_df_any_entry(NULL, void_site(i), stack, call)
#define LEAVE(i, stack)	kcov_df_any_exit(some, void_site(i), stack, call)

static void test_nesting(struct kunit *test)
{
	const s32 *site[3] = { void_site(0), void_site(1), void_site(2) };
	int call;

	for (call = 0; call < 2; call++) {
		start_session(test, SESSION());
		record(test);
		ENTER(0, stack_at(test, 300));
		ENTER(1, stack_at(test, 200));
		ENTER(2, stack_at(test, 100));
		LEAVE(2, stack_at(test, 100));
		ENTER(2, stack_at(test, 100));
		/* This one has left without a word. */
		LEAVE(1, stack_at(test, 200));
		ENTER(2, stack_at(test, 200));
		LEAVE(2, stack_at(test, 200));
		LEAVE(0, stack_at(test, 300));
		/* It was entered before anybody recorded. */
		LEAVE(1, stack_at(test, 400));
		ENTER(1, stack_at(test, 300));
		stop(test);
		expect_first(test);
		expect_entry(test, site[0], 0, NULL, 0);
		expect_entry(test, site[1], 1, NULL, 0);
		expect_entry(test, site[2], 2, NULL, 0);
		expect_exit(test, 2, NULL, 0);
		expect_entry(test, site[2], 2, NULL, 0);
		expect_exit(test, 1, NULL, 0);
		expect_entry(test, site[2], 1, NULL, 0);
		expect_exit(test, 1, NULL, 0);
		expect_exit(test, 0, NULL, 0);
		expect_exit_of(test, site[1], NO_DEPTH, NULL, 0);
		expect_entry(test, site[1], 0, NULL, 0);
		expect_end(test);
		close_file(test->priv);
	}
}

/* Calls that will not return are dropped by those that follow above them. */
static void test_dead_frames(struct kunit *test)
{
	const s32 *site[2] = { void_site(0), void_site(1) };
	unsigned long elsewhere = (unsigned long)test_sites;
	int call;

	for (call = 0; call < 2; call++) {
		start_session(test, SESSION());
		record(test);
		ENTER(0, stack_at(test, 300));
		ENTER(1, stack_at(test, 200));
		ENTER(1, stack_at(test, 100));
		/* Another stack says nothing about this one. */
		ENTER(1, elsewhere);
		LEAVE(1, elsewhere);
		ENTER(0, stack_at(test, 250));
		/* In the same place: inlined or, behind a call, another one */
		ENTER(1, stack_at(test, 250));
		/* Nothing is above this. */
		ENTER(0, stack_at(test, 1000));
		LEAVE(0, stack_at(test, 1000));
		stop(test);
		expect_first(test);
		expect_entry(test, site[0], 0, NULL, 0);
		expect_entry(test, site[1], 1, NULL, 0);
		expect_entry(test, site[1], 2, NULL, 0);
		expect_entry(test, site[1], 3, NULL, 0);
		expect_exit(test, 3, NULL, 0);
		expect_entry(test, site[0], 1, NULL, 0);
		expect_entry(test, site[1], call ? 1 : 2, NULL, 0);
		expect_entry(test, site[0], 0, NULL, 0);
		expect_exit(test, 0, NULL, 0);
		expect_end(test);
		close_file(test->priv);
	}
}

/* More calls are open than have a frame, through every way in. */
static void test_many_frames(struct kunit *test)
{
	const u32 more = 40, all = KCOV_DF_FRAMES + more;
	const s32 *site[2] = { void_site(0), void_site(1) };
	const int call = 1;
	int i;

	start_session(test, SESSION());
	record(test);
	for (i = 0; i < all; i++)
		ENTER(0, stack_at(test, -8 * i));
	/* At the bottom */
	ENTER(1, stack_at(test, -8 * all));
	LEAVE(1, stack_at(test, -8 * all));
	for (i = all - 1; i >= 0; i--)
		LEAVE(0, stack_at(test, -8 * i));
	LEAVE(0, stack_at(test, 0));
	/* Of calls that are not there any more, none is counted. */
	for (i = 0; i < all; i++)
		ENTER(0, stack_at(test, -8 * i));
	ENTER(1, stack_at(test, -4));
	LEAVE(1, stack_at(test, -4));
	stop(test);

	expect_first(test);
	for (i = 0; i < all; i++)
		expect_entry(test, site[0], i, NULL, 0);
	expect_entry(test, site[1], all, NULL, 0);
	expect_exit_of(test, site[1], all, NULL, 0);
	for (i = all - 1; i >= KCOV_DF_FRAMES; i--)
		expect_exit_of(test, site[0], i, NULL, 0);
	for (; i >= 0; i--)
		expect_exit(test, i, NULL, 0);
	expect_exit_of(test, site[0], NO_DEPTH, NULL, 0);
	for (i = 0; i < all; i++)
		expect_entry(test, site[0], i, NULL, 0);
	expect_entry(test, site[1], 1, NULL, 0);
	expect_exit(test, 1, NULL, 0);
	expect_end(test);
}

/* The frames end for those who take the short way, too. */
static void test_last_frame(struct kunit *test)
{
	struct fixture *f = test->priv;
	const s32 *site;
	const u8 args[] = { SCALAR(8) };
	u32 i;

	for (f->via = 0; f->via < NR_VIA; f->via++) {
		start_session(test, SESSION());
		record(test);
		site = site_via(test, 0, NULL, VOID, args, 1);
		for (i = 0; i < KCOV_DF_FRAMES; i++)
			kcov_df_any_entry(some, site, stack_at(test, -i), true);
		KUNIT_ASSERT_PTR_EQ(test, current->kcov_df->frame,
				    current->kcov_df->last_frame);
		/* The stack of a test is above. */
		for (i = 0; i <= KCOV_DF_FRAMES; i++)
			current->kcov_df->frames[i].stack = ULONG_MAX;
		enter(test, site, some, 1);
		KUNIT_EXPECT_PTR_EQ(test, current->kcov_df->frame,
				    current->kcov_df->last_frame);
		KUNIT_EXPECT_EQ(test, current->kcov_df->beyond, 1);
		leave(test, site, some, 0);
		KUNIT_EXPECT_EQ(test, current->kcov_df->beyond, 0);
		leave(test, site, some, 0);
		stop(test);
		expect_first(test);
		for (i = 0; i < KCOV_DF_FRAMES; i++)
			expect_entry(test, site, i, some, 1);
		expect_entry(test, site, KCOV_DF_FRAMES, some, 1);
		expect_exit_of(test, site, KCOV_DF_FRAMES, NULL, 0);
		expect_exit(test, KCOV_DF_FRAMES - 1, NULL, 0);
		expect_end(test);
		close_file(f);
	}
}

/* A depth is 16 bits, and the last one says that there is none. */
static void test_depth_limit(struct kunit *test)
{
	const s32 *site[2] = { void_site(0), void_site(1) };
	const int call = 1;
	int i;

	start_session(test, SESSION());
	record(test);
	for (i = 0; i < KCOV_DF_FRAMES + 1; i++)
		ENTER(0, stack_at(test, -8 * i));
	current->kcov_df->beyond = 0xfffd - KCOV_DF_FRAMES;
	for (i = 0; i < 4; i++)
		ENTER(1, stack_at(test, -8 * KCOV_DF_FRAMES));
	for (i = 0; i < 4; i++)
		LEAVE(1, stack_at(test, -8 * KCOV_DF_FRAMES));
	stop(test);
	expect_first(test);
	for (i = 0; i < KCOV_DF_FRAMES + 1; i++)
		expect_entry(test, site[0], i, NULL, 0);
	expect_entry(test, site[1], 0xfffd, NULL, 0);
	for (i = 0; i < 3; i++)
		expect_entry(test, site[1], 0xfffe, NULL, 0);
	for (i = 0; i < 3; i++)
		expect_exit_of(test, site[1], 0xfffe, NULL, 0);
	expect_exit_of(test, site[1], 0xfffd, NULL, 0);
	expect_end(test);
}

/* === The RFC's records ==================================================== */

static void start_rfc(struct kunit *test, unsigned long words)
{
	struct fixture *f = test->priv;

	open_file(test);
	KUNIT_ASSERT_EQ(test, call_ioctl(f, KCOV_DF_INIT_TRACK, words), 0);
	record(test);
}

/* Returns where the values are. */
static const u64 *expect_rfc(struct kunit *test, u64 *pos, u32 type, u32 arg,
			     u32 size, const void *base, u32 nr_values)
{
	struct fixture *f = test->priv;
	const u64 *rec = f->df->area + 1 + *pos;

	KUNIT_ASSERT_LE(test, *pos + 3 + nr_values, f->df->area[0]);
	KUNIT_EXPECT_EQ(test, KCOV_DF_TYPE(rec[0]), type);
	KUNIT_EXPECT_EQ(test, KCOV_DF_ARG(rec[0]), arg);
	KUNIT_EXPECT_EQ(test, KCOV_DF_SIZE(rec[0]), size);
	KUNIT_ASSERT_EQ(test, KCOV_DF_NVALUES(rec[0]), nr_values);
	KUNIT_EXPECT_EQ(test, rec[2], address(base));
	*pos += 3 + nr_values;
	return rec + 3;
}

static void test_rfc_arguments(struct kunit *test)
{
	u64 offsets[] = { 0, 4, 8, 2, 16, 8, U64_MAX, 8 };
	u64 *before = kunit_kzalloc(test, 64, GFP_KERNEL), *data = before + 1;
	struct fixture *f = test->priv;
	const u64 *v;
	u64 pos = 0;

	KUNIT_ASSERT_NOT_NULL(test, before);
	memcpy(before, some, 64);
	start_rfc(test, 256);
	__sanitizer_cov_trace_args(address(_text), 3, 4, &data[0], NULL, 0);
	__sanitizer_cov_trace_args(address(_text), 300, 300, data, offsets, 4);
	__sanitizer_cov_trace_args(address(_text), 1, 8, NULL, offsets, 4);
	__sanitizer_cov_trace_args(address(_text), 1, 8, (void *)-EFAULT, offsets, 2);
	__sanitizer_cov_trace_ret(address(_text), 12, data, NULL, 0);
	__sanitizer_cov_trace_ret(address(_text), 8, NULL, NULL, 0);
	stop(test);

	v = expect_rfc(test, &pos, KCOV_DF_TYPE_ENTRY, 3, 4, NULL, 1);
	KUNIT_EXPECT_EQ(test, v[0], (u32)data[0]);
	v = expect_rfc(test, &pos, KCOV_DF_TYPE_ENTRY, 255, 255, data, 4);
	KUNIT_EXPECT_EQ(test, v[0], (u32)data[0]);
	KUNIT_EXPECT_EQ(test, v[1], (u16)data[1]);
	KUNIT_EXPECT_EQ(test, v[2], data[2]);
	KUNIT_EXPECT_EQ(test, v[3], get_unaligned((u64 *)((u8 *)data - 1)));
	v = expect_rfc(test, &pos, KCOV_DF_TYPE_ENTRY, 1, 8, NULL, 1);
	KUNIT_EXPECT_EQ(test, v[0], 0);
	v = expect_rfc(test, &pos, KCOV_DF_TYPE_ENTRY, 1, 8, (void *)-EFAULT, 2);
	KUNIT_EXPECT_EQ(test, v[0], KCOV_DF_BAD);
	KUNIT_EXPECT_EQ(test, v[1], KCOV_DF_BAD);
	v = expect_rfc(test, &pos, KCOV_DF_TYPE_RET, 0, 12, NULL, 2);
	KUNIT_EXPECT_EQ(test, v[0], data[0]);
	KUNIT_EXPECT_EQ(test, v[1], (u32)data[1]);
	v = expect_rfc(test, &pos, KCOV_DF_TYPE_RET, 0, 8, NULL, 1);
	KUNIT_EXPECT_EQ(test, v[0], KCOV_DF_BAD);
	KUNIT_EXPECT_EQ(test, f->df->area[0], pos);
	KUNIT_EXPECT_EQ(test, f->df->stats.recorded, 6);
}

/* Boundaries, in the RFC's way */
static void test_rfc_boundaries(struct kunit *test)
{
	const u8 args[] = {
		SCALAR(2), KIND_POINTER, KIND_UNKNOWN, WORDS(2), OBJECT(2), KIND_MEMORY,
		KIND_POINTER, SPAN,
	};
	u64 data[2] = { VALUE(0), VALUE(1) }, pos = 0, addr = address(data);
	const u64 v[] = {
		VALUE(2), addr, VALUE(3), VALUE(4), VALUE(5), VALUE(6), addr, 0, addr, 16,
	};
	const s32 *site = make_site(&test_sites[0], 0, &pair, KIND_POINTER, args,
				    ARRAY_SIZE(args));
	struct fixture *f = test->priv;
	const u64 *rec;

	start_rfc(test, 256);
	enter(test, site, v, ARRAY_SIZE(v));
	leave(test, site, v + 1, 1);
	__sanitizer_cov_trace_exit_unknown(site);
	stop(test);

	rec = expect_rfc(test, &pos, KCOV_DF_TYPE_ENTRY, 0, 2, NULL, 1);
	KUNIT_EXPECT_EQ(test, rec[0], VALUE(2) & U16_MAX);
	rec = expect_rfc(test, &pos, KCOV_DF_TYPE_ENTRY, 1, 8, data, 2);
	KUNIT_EXPECT_MEMEQ(test, rec, data, 16);
	KUNIT_EXPECT_TRUE(test, rec[-3] & KCOV_DF_ON_STACK);
	rec = expect_rfc(test, &pos, KCOV_DF_TYPE_ENTRY, 2, 8, NULL, 1);
	KUNIT_EXPECT_EQ(test, rec[0], KCOV_DF_BAD);
	rec = expect_rfc(test, &pos, KCOV_DF_TYPE_ENTRY, 3, 16, NULL, 2);
	KUNIT_EXPECT_MEMEQ(test, rec, v + 2, 16);
	rec = expect_rfc(test, &pos, KCOV_DF_TYPE_ENTRY, 4, 16, v + 4, 2);
	KUNIT_EXPECT_MEMEQ(test, rec, v + 4, 16);
	rec = expect_rfc(test, &pos, KCOV_DF_TYPE_ENTRY, 5, 16, data, 2);
	KUNIT_EXPECT_MEMEQ(test, rec, data, 16);
	rec = expect_rfc(test, &pos, KCOV_DF_TYPE_ENTRY, 6, 8, NULL, 1);
	KUNIT_EXPECT_EQ(test, rec[0], 0);
	rec = expect_rfc(test, &pos, KCOV_DF_TYPE_ENTRY, 7, 16, v + 8, 2);
	KUNIT_EXPECT_MEMEQ(test, rec, v + 8, 16);
	rec = expect_rfc(test, &pos, KCOV_DF_TYPE_RET, 0, 8, data, 2);
	KUNIT_EXPECT_MEMEQ(test, rec, data, 16);
	rec = expect_rfc(test, &pos, KCOV_DF_TYPE_RET, 0, 8, NULL, 1);
	KUNIT_EXPECT_EQ(test, rec[0], KCOV_DF_BAD);
	KUNIT_EXPECT_EQ(test, f->df->area[0], pos);
}

/* User space writes what it likes to the cursor. */
static void test_rfc_cursor(struct kunit *test)
{
	static const u64 bad[] = {
		1, 2, 3, 4, 13, 14, 15, 16, U32_MAX, U64_MAX, U64_MAX - 1, U64_MAX - 3, S64_MAX
	};
	struct fixture *f = test->priv;
	u64 value = VALUE(0);
	unsigned int i, size = 16, lost = 0;

	/* It ends within its page, where it shows who writes behind it. */
	start_rfc(test, PAGE_SIZE / 8);
	f->df->size = size;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memset(f->df->area, 0, PAGE_SIZE);
		f->df->area[0] = bad[i];
		__sanitizer_cov_trace_args(address(_text), 0, 8, &value, NULL, 0);
		/* Four words, of which the last is the last there is. */
		if (bad[i] <= size - 1 - 4) {
			KUNIT_EXPECT_EQ(test, f->df->area[0], bad[i] + 4);
			KUNIT_EXPECT_EQ(test, f->df->area[1 + bad[i] + 3], value);
			continue;
		}
		lost++;
		KUNIT_EXPECT_EQ(test, f->df->area[0], bad[i]);
		KUNIT_EXPECT_PTR_EQ_MSG(test, memchr_inv(f->df->area + 1, 0,
							 PAGE_SIZE - 8), NULL,
					"%llx", bad[i]);
		KUNIT_EXPECT_EQ(test, f->df->stats.lost_full, lost);
	}
	f->df->area[0] = size - 1 - 4;
	__sanitizer_cov_trace_args(address(_text), 0, 8, &value, NULL, 0);
	KUNIT_EXPECT_EQ(test, f->df->area[0], size - 1);
	KUNIT_EXPECT_EQ(test, f->df->stats.lost_full, lost);
	pagefault_disable();
	__sanitizer_cov_trace_args(address(_text), 0, 8, &value, NULL, 0);
	pagefault_enable();
	KUNIT_EXPECT_EQ(test, f->df->stats.lost_nofault, 1);
	stop(test);
}

/* === Files ================================================================ */

static void test_options(struct kunit *test)
{
	static const struct {
		struct kcov_df_session o;
		int res;
	} cases[] = {
		{ { .flags = KCOV_DF_INHERIT | KCOV_DF_FLIGHT_RECORDER } },
		{ { .flags = 4 }, -EINVAL },
		{ { .flags = 1U << 31 }, -EINVAL },
		{ { .after = KCOV_DF_AFTER_ALWAYS } },
		{ { .after = KCOV_DF_AFTER_ALWAYS + 1 }, -EINVAL },
		{ { .snapshot = KCOV_DF_SNAPSHOT_MAX } },
		{ { .snapshot = KCOV_DF_SNAPSHOT_MAX + 1 }, -EINVAL },
		{ { .snapshot = U32_MAX }, -EINVAL },
		{ { .chunk_size = KCOV_DF_CHUNK_MIN } },
		{ { .chunk_size = KCOV_DF_CHUNK_MIN / 2 }, -EINVAL },
		{ { .chunk_size = KCOV_DF_CHUNK_MIN + 4096 }, -EINVAL },
		{ { .chunk_size = KCOV_DF_CHUNK_MAX } },
		{ { .chunk_size = KCOV_DF_CHUNK_MAX * 2 }, -EINVAL },
		{ { .chunk_size = 1U << 31 }, -EINVAL },
		{ { .chunk_size = CHUNK, .buffer_size = 1 }, -EINVAL },
		{ { .chunk_size = CHUNK, .buffer_size = CHUNK }, -EINVAL },
		{ { .chunk_size = CHUNK, .buffer_size = CHUNK + 1 } },
		{ { .chunk_size = CHUNK, .buffer_size = BIT_ULL(36) + 1 }, -EINVAL },
		{ { .chunk_size = CHUNK, .buffer_size = U64_MAX }, -EINVAL },
		{ { .chunk_size = CHUNK, .buffer_size = U64_MAX - CHUNK }, -EINVAL },
	};
	struct fixture *f = test->priv;
	struct kcov_df_session o;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		open_file(test);
		o = cases[i].o;
		o.size = sizeof(o);
		KUNIT_EXPECT_EQ_MSG(test, call_ioctl_struct(f, KCOV_DF_SESSION, &o, sizeof(o)),
				    cases[i].res, "case %u", i);
		KUNIT_EXPECT_EQ(test, !f->df->chunks, cases[i].res != 0);
		if (!cases[i].res) {
			KUNIT_EXPECT_EQ(test, o.version, KCOV_DF_VERSION);
			KUNIT_EXPECT_TRUE(test, is_power_of_2(o.chunk_size));
			KUNIT_EXPECT_EQ(test, (o.buffer_size - PAGE_SIZE) % o.chunk_size, 0);
			KUNIT_EXPECT_GE(test, o.buffer_size, PAGE_SIZE + 2 * o.chunk_size);
			KUNIT_EXPECT_GT(test, o.buffer_size, cases[i].o.buffer_size);
			KUNIT_EXPECT_EQ(test, call_ioctl(f, KCOV_DF_SESSION,
							 (unsigned long)f->user), -EBUSY);
			KUNIT_EXPECT_EQ(test, call_ioctl(f, KCOV_DF_INIT_TRACK, 2), -EBUSY);
		}
		close_file(f);
	}
}

/* Programs that are older or newer than the kernel */
static void test_struct_sizes(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct {
		struct kcov_df_session o;
		u64 unknown[2];
	} s;
	static const struct {
		u32 size;
		u64 unknown;
		int res;
	} cases[] = {
		{ 0, 0, -EINVAL },
		{ offsetof(struct kcov_df_session, snapshot), 0, -EINVAL },
		{ offsetof(struct kcov_df_session, chunk_size), 0, 0 },
		{ sizeof(s), 0, 0 },
		{ sizeof(s), 1, -E2BIG },
		{ PAGE_SIZE + 1, 0, -E2BIG },
		{ U32_MAX, 0, -E2BIG },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		open_file(test);
		memset(&s, 0, sizeof(s));
		s.o.size = cases[i].size;
		/* Not looked at if it is behind the size */
		if (cases[i].size < sizeof(s.o))
			s.o.chunk_size = 5;
		s.unknown[1] = cases[i].unknown;
		KUNIT_EXPECT_EQ_MSG(test, call_ioctl_struct(f, KCOV_DF_SESSION, &s, sizeof(s)),
				    cases[i].res, "case %u", i);
		if (!cases[i].res)
			KUNIT_EXPECT_EQ(test, s.o.chunk_size == 5,
					cases[i].size < sizeof(s.o));
		close_file(f);
	}
	open_file(test);
	KUNIT_EXPECT_EQ(test, call_ioctl(f, KCOV_DF_SESSION, 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, call_ioctl(f, KCOV_DF_COUNTERS, (unsigned long)f->user), -EINVAL);
	KUNIT_EXPECT_EQ(test, call_ioctl(f, KCOV_DF_RESET, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, call_ioctl(f, KCOV_DF_RELEASE, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, call_ioctl(f, _IO('d', 99), 0), -ENOTTY);
}

static void test_rfc_sizes(struct kunit *test)
{
	static const unsigned long bad[] = { 0, 1, INT_MAX / 8 + 1, LONG_MAX, ULONG_MAX };
	struct fixture *f = test->priv;
	struct kcov_df_session o = { .size = sizeof(o) };
	unsigned int i;

	open_file(test);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ(test, call_ioctl(f, KCOV_DF_INIT_TRACK, bad[i]), -EINVAL);
	KUNIT_EXPECT_EQ(test, call_ioctl(f, KCOV_DF_STATS, (unsigned long)f->user), -EINVAL);
	/* Nobody has mapped it, whatever it is. */
	KUNIT_EXPECT_EQ(test, call_ioctl(f, KCOV_DF_ENABLE, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, call_ioctl(f, KCOV_DF_INIT_TRACK, 2), 0);
	KUNIT_EXPECT_EQ(test, call_ioctl(f, KCOV_DF_ENABLE, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, call_ioctl(f, KCOV_DF_DISABLE, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, call_ioctl(f, KCOV_DF_INIT_TRACK, 2), -EBUSY);
	KUNIT_EXPECT_EQ(test, call_ioctl_struct(f, KCOV_DF_SESSION, &o, sizeof(o)), -EBUSY);
}

/* Who records keeps what he writes to. */
static void test_life(struct kunit *test)
{
	struct fixture *f = test->priv;
	const s32 *site = void_site(0);
	struct kcov_df *df;

	start_session(test, SESSION());
	df = f->df;
	KUNIT_EXPECT_EQ(test, refcount_read(&df->refcount), 1);
	record(test);
	KUNIT_EXPECT_EQ(test, refcount_read(&df->refcount), 2);
	KUNIT_EXPECT_EQ(test, counters(test).tasks, 1);
	KUNIT_EXPECT_EQ(test, call_ioctl(f, KCOV_DF_RESET, 0), -EBUSY);
	KUNIT_EXPECT_EQ(test, call_ioctl(f, KCOV_DF_RESET, 1), -EINVAL);
	enter(test, site, NULL, 0);
	stop(test);
	KUNIT_EXPECT_EQ(test, refcount_read(&df->refcount), 1);
	KUNIT_EXPECT_EQ(test, counters(test).tasks, 0);
	KUNIT_EXPECT_EQ(test, counters(test).entries, 1);
	KUNIT_EXPECT_EQ(test, kcov_df_task_stop(df), -EINVAL);
	KUNIT_EXPECT_EQ(test, call_ioctl(f, KCOV_DF_RESET, 0), 0);
	KUNIT_EXPECT_EQ(test, counters(test).entries, 0);

	/* Twice; each time the stream is another one. */
	record(test);
	enter(test, site, NULL, 0);
	stop(test);
	record(test);
	enter(test, site, NULL, 0);
	/* The file is closed, and goes on. */
	close_file(f);
	KUNIT_EXPECT_EQ(test, refcount_read(&df->refcount), 1);
	enter(test, site, NULL, 0);
	KUNIT_EXPECT_EQ(test, current->kcov_df->entries, 2);
	KUNIT_EXPECT_EQ(test, kcov_df_task_stop(df), 0);
	KUNIT_EXPECT_NULL(test, current->kcov_df);
}

/* === Remote sections ====================================================== */

#define HANDLE	0x6b63666400000001ULL

/* As KCOV_DF_SESSION with a handle does, but for the gate. */
static int add_handle(struct kcov_df *df, u64 handle)
{
	df->options.remote_handle = handle;
	return kcov_df_remote_add(df);
}

static void test_remote_handles(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct kcov_df *first, *second;
	struct file file = {};

	start_session(test, SESSION());
	first = f->df;
	file.private_data = first;
	start_session(test, SESSION());
	second = f->df;

	KUNIT_EXPECT_EQ(test, add_handle(first, HANDLE), 0);
	KUNIT_EXPECT_EQ(test, add_handle(second, HANDLE), -EBUSY);
	KUNIT_EXPECT_EQ(test, add_handle(second, HANDLE + 1), 0);
	kcov_df_remote_del(second);
	/* None is no handle, and nobody's. */
	KUNIT_EXPECT_EQ(test, add_handle(second, 0), 0);
	KUNIT_EXPECT_TRUE(test, list_empty(&second->remote));

	/* With the file goes its handle. */
	kcov_df_fops.release(NULL, &file);
	KUNIT_EXPECT_EQ(test, add_handle(second, HANDLE), 0);
	close_file(f);
	kcov_df_remote_start(HANDLE);
	KUNIT_EXPECT_NULL(test, current->kcov_df);
	kcov_df_remote_stop();
}

static void test_remote_sections(struct kunit *test)
{
	const s32 *site = void_site(0);
	struct fixture *f = test->priv;
	struct kcov_df *df;

	start_session(test, SESSION());
	df = f->df;
	KUNIT_ASSERT_EQ(test, add_handle(df, HANDLE), 0);

	/* Nobody has asked for these. */
	kcov_df_remote_start(HANDLE + 1);
	KUNIT_EXPECT_NULL(test, current->kcov_df);
	kcov_df_remote_stop();
	kcov_df_remote_start(0);
	KUNIT_EXPECT_NULL(test, current->kcov_df);
	kcov_df_remote_stop();
	KUNIT_EXPECT_EQ(test, refcount_read(&df->refcount), 1);

	kcov_df_remote_start(HANDLE);
	KUNIT_ASSERT_NOT_NULL(test, current->kcov_df);
	KUNIT_EXPECT_EQ(test, refcount_read(&df->refcount), 2);
	enter(test, site, NULL, 0);
	/* One in the other changes nothing, whatever it is for. */
	kcov_df_remote_start(HANDLE + 1);
	enter(test, site, NULL, 0);
	kcov_df_remote_stop();
	KUNIT_ASSERT_NOT_NULL(test, current->kcov_df);
	kcov_df_remote_stop();
	KUNIT_EXPECT_NULL(test, current->kcov_df);
	KUNIT_EXPECT_EQ(test, refcount_read(&df->refcount), 1);
	kcov_df_remote_stop();
	KUNIT_EXPECT_EQ(test, refcount_read(&df->refcount), 1);
	expect_first(test);
	KUNIT_EXPECT_EQ(test, f->chunk->context, HANDLE);
	expect_entry(test, site, 0, NULL, 0);
	expect_entry(test, site, 1, NULL, 0);
	expect_end(test);

	/* A task that is recorded anyhow stays so. */
	record(test);
	kcov_df_remote_start(HANDLE);
	kcov_df_remote_stop();
	KUNIT_EXPECT_NOT_NULL(test, current->kcov_df);
	kcov_df_remote_stop();
	KUNIT_EXPECT_NOT_NULL(test, current->kcov_df);
	enter(test, site, NULL, 0);
	stop(test);
	read_chunk(test, 1);
	KUNIT_EXPECT_EQ(test, f->chunk->context, 0);

	/* The file is closed in the middle of it. */
	kcov_df_remote_start(HANDLE);
	close_file(f);
	KUNIT_EXPECT_EQ(test, refcount_read(&df->refcount), 1);
	enter(test, site, NULL, 0);
	kcov_df_remote_stop();
	KUNIT_EXPECT_NULL(test, current->kcov_df);
	kcov_df_remote_start(HANDLE);
	KUNIT_EXPECT_NULL(test, current->kcov_df);
}

/* === Filters ============================================================== */

/* Each rule ends with a comma here, or at the end. */
static struct kcov_df_rules *alloc_rules(const char *text)
{
	char rules[32];
	size_t len;

	len = strscpy(rules, text) + 1;
	strreplace(rules, ',', '\0');
	return kcov_df_rules_alloc(rules, len);
}

static void test_malformed_rules(struct kunit *test)
{
	static const char * const bad[] = {
		"", "+", "+f", "f*", "+x*", "*f*", "+f*,", "+f*,-", "+f*,+m", ",+f*", " +f*",
	};
	u64 matched = VALUE(0), total = VALUE(1);
	struct kcov_df_gate gate = {};
	struct kcov_df_rules *r;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		r = alloc_rules(bad[i]);
		KUNIT_EXPECT_PTR_EQ_MSG(test, (void *)r, ERR_PTR(-EINVAL), "%s", bad[i]);
		if (!IS_ERR(r))
			kcov_df_rules_free(r);
	}
	KUNIT_EXPECT_EQ(test, kcov_df_gate_filter(&gate, "+", 2, &matched, &total),
			-EINVAL);
	/* They do not end. */
	KUNIT_EXPECT_PTR_EQ(test, (void *)kcov_df_rules_alloc("+f*", 3), ERR_PTR(-EINVAL));
	KUNIT_EXPECT_PTR_EQ(test, (void *)kcov_df_rules_alloc("+f*\0-f*", 7), ERR_PTR(-EINVAL));
	KUNIT_EXPECT_PTR_EQ(test, (void *)kcov_df_rules_alloc("", 0), ERR_PTR(-EINVAL));
	KUNIT_EXPECT_NULL(test, (void *)gate.rules);
	KUNIT_EXPECT_EQ(test, matched, VALUE(0));
	KUNIT_EXPECT_EQ(test, total, VALUE(1));
}

static void test_rules(struct kunit *test)
{
	static const struct {
		const char *rules, *function, *module;
		bool selected;
	} cases[] = {
		{ "+f*", "vfs_read", "vmlinux", true },
		{ "+fvfs_*", "vfs_read", "vmlinux", true },
		{ "+fvfs_*", "xvfs_read", "vmlinux", false },
		{ "+fvfs_read", "vfs_readv", "vmlinux", false },
		{ "+fvfs_rea?", "vfs_read", "vmlinux", true },
		{ "+fvfs_[a-q]*", "vfs_read", "vmlinux", false },
		{ "+fvfs_[!a-q]*", "vfs_read", "vmlinux", true },
		{ "+f*", "", "vmlinux", true },
		{ "+f?*", "", "vmlinux", false },
		/* One of each sort is enough. */
		{ "+fa,+fb", "a", "vmlinux", true },
		{ "+fa,+fb", "b", "vmlinux", true },
		{ "+fa,+fb", "c", "vmlinux", false },
		{ "+fa,+mx", "a", "x", true },
		{ "+fa,+mx", "a", "y", false },
		{ "+fa,+mx", "b", "x", false },
		{ "+mx,+fa,+my", "a", "y", true },
		{ "+mx", "x", "vmlinux", false },
		{ "+fx", "vmlinux", "x", false },
		/* No word against it */
		{ "-fa", "a", "vmlinux", false },
		{ "-fa", "b", "vmlinux", true },
		{ "-mvmlinux", "b", "vmlinux", false },
		{ "-mvmlinux", "b", "x", true },
		{ "-fa,+f*", "a", "vmlinux", false },
		{ "+f*,-fa", "a", "vmlinux", false },
		{ "+f*,-ma", "a", "vmlinux", true },
		{ "+f*,-fa", "b", "vmlinux", true },
	};
	struct kcov_df_rules *r;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		r = alloc_rules(cases[i].rules);
		KUNIT_ASSERT_FALSE(test, IS_ERR(r));
		KUNIT_EXPECT_EQ_MSG(test, kcov_df_rules_select(r, cases[i].function,
							       cases[i].module),
				    cases[i].selected, "%s %s %s", cases[i].rules,
				    cases[i].function, cases[i].module);
		kcov_df_rules_free(r);
	}
}

/* Each gate knows its own functions, those outside of text, too. */
static void test_selection(struct kunit *test)
{
	static struct { struct rcu_head rcu; unsigned int nr; s32 functions[3]; } s = {
		.nr = 3,
	};
	struct kcov_df_selection *selection = (void *)&s;
	const unsigned long text = (unsigned long)_text;
	struct kcov_df_gate gate = {};
	unsigned int i, nr;
	const s32 *site;

	s.functions[0] = -8;
	s.functions[1] = 0;
	s.functions[2] = 0x1000;
	KUNIT_EXPECT_EQ(test, kcov_df_selection_below(selection, -9), 0);
	KUNIT_EXPECT_EQ(test, kcov_df_selection_below(selection, -8), 0);
	KUNIT_EXPECT_EQ(test, kcov_df_selection_below(selection, -7), 1);
	KUNIT_EXPECT_EQ(test, kcov_df_selection_below(selection, 0), 1);
	KUNIT_EXPECT_EQ(test, kcov_df_selection_below(selection, 0x1000), 2);
	KUNIT_EXPECT_EQ(test, kcov_df_selection_below(selection, S32_MAX), 3);

	site = void_site(0);
	KUNIT_EXPECT_EQ(test, kcov_df_gate_function(site), text);
	KUNIT_EXPECT_TRUE(test, kcov_df_gate_passes(&gate, site));
	rcu_assign_pointer(gate.selection, selection);
	for (nr = 0; nr <= 3; nr++) {
		s.nr = nr;
		for (i = 0; i < 3; i++) {
			test_sites[0].words[1] = text + s.functions[i] -
						 (unsigned long)&test_sites[0].words[1];
			KUNIT_EXPECT_EQ(test, kcov_df_gate_function(site),
					text + s.functions[i]);
			KUNIT_EXPECT_EQ(test, kcov_df_gate_passes(&gate, site), i < nr);
		}
		test_sites[0].words[1]++;
		KUNIT_EXPECT_FALSE(test, kcov_df_gate_passes(&gate, site));
	}
}

static void test_text_find(struct kunit *test)
{
	struct kcov_df_function functions[] = {
		{ .start = 16 }, { .start = 32 }, { .start = 48 }, { .start = 64 },
	};
	struct kcov_df_text text = {
		.base = 0x1000, .size = 64, .nr_functions = 3, .functions = functions,
	};
	int i;

	for (i = 0; i < 64; i++)
		KUNIT_EXPECT_EQ_MSG(test, kcov_df_text_find(&text, 0x1000 + i), i / 16 - 1,
				    "at %d", i);
	text.nr_functions = 0;
	KUNIT_EXPECT_EQ(test, kcov_df_text_find(&text, 0x1000), -1);
}

/* A filter that fails leaves the one that there was. */
static void test_filter(struct kunit *test)
{
	static const char none[] = "-f*", malformed[] = "+";
	u64 matched = 1, total = 1, all = 0, other;
	struct kcov_df_gate gate = {};
	struct kcov_df_rules *rules;

	KUNIT_EXPECT_EQ(test, kcov_df_gate_filter(&gate, NULL, 0, &all, &total), 0);
	KUNIT_EXPECT_EQ(test, all, total);
	KUNIT_EXPECT_EQ(test, kcov_df_gate_filter(&gate, none, sizeof(none), &matched, &total), 0);
	KUNIT_EXPECT_EQ(test, matched, 0);
	KUNIT_EXPECT_EQ(test, total, all);
	rules = gate.rules;
	KUNIT_EXPECT_NOT_NULL(test, (void *)rules);
	KUNIT_EXPECT_EQ(test, kcov_df_gate_filter(&gate, malformed,
						  sizeof(malformed), &other, &other), -EINVAL);
	KUNIT_EXPECT_PTR_EQ(test, (void *)gate.rules, (void *)rules);
	kcov_df_gate_close(&gate);
	KUNIT_EXPECT_NULL(test, (void *)gate.rules);
}

static struct kunit_case test_cases[] = {
	KUNIT_CASE(test_args),
	KUNIT_CASE(test_simple_shapes),
	KUNIT_CASE(test_exit_values),
	KUNIT_CASE(test_fields),
	KUNIT_CASE(test_values),
	KUNIT_CASE(test_unknown_exit),
	KUNIT_CASE(test_narrow_values),
	KUNIT_CASE(test_not_the_tasks),
	KUNIT_CASE(test_lost_nofault),
	KUNIT_CASE_SLOW(test_snapshots),
	KUNIT_CASE(test_bad_structs),
	KUNIT_CASE(test_struct_kinds),
	KUNIT_CASE_SLOW(test_spans),
	KUNIT_CASE(test_changed_spans),
	KUNIT_CASE(test_struct_budget),
	KUNIT_CASE_SLOW(test_full_chunk),
	KUNIT_CASE(test_largest_record),
	KUNIT_CASE(test_lost_full),
	KUNIT_CASE(test_flight_recorder),
	KUNIT_CASE(test_overwritten_snapshot),
	KUNIT_CASE(test_nesting),
	KUNIT_CASE(test_dead_frames),
	KUNIT_CASE(test_many_frames),
	KUNIT_CASE(test_last_frame),
	KUNIT_CASE(test_depth_limit),
	KUNIT_CASE(test_rfc_arguments),
	KUNIT_CASE(test_rfc_boundaries),
	KUNIT_CASE(test_rfc_cursor),
	KUNIT_CASE(test_options),
	KUNIT_CASE(test_struct_sizes),
	KUNIT_CASE(test_rfc_sizes),
	KUNIT_CASE(test_life),
	KUNIT_CASE(test_remote_handles),
	KUNIT_CASE(test_remote_sections),
	KUNIT_CASE(test_malformed_rules),
	KUNIT_CASE(test_rules),
	KUNIT_CASE(test_selection),
	KUNIT_CASE(test_text_find),
	KUNIT_CASE(test_filter),
	{}
};

static struct kunit_suite test_suite = {
	.name = "kcov_dataflow",
	.init = fixture_init,
	.exit = fixture_exit,
	.test_cases = test_cases,
};

kunit_test_suite(test_suite);

MODULE_DESCRIPTION("KUnit tests of KCOV dataflow");
MODULE_LICENSE("GPL");
