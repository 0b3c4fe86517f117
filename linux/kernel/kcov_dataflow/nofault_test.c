// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of nofault.h: whatever an address is, to read there does no harm, and
 * what comes of it is what is there or nothing.
 *
 * KASAN watches this file. It does not see the reads, which are assembly, but
 * every function that would be called for them instead.
 */
#include <kunit/test.h>
#include <linux/execmem.h>
#include <linux/io.h>
#include <linux/kfence.h>
#include <linux/mman.h>
#include <linux/poison.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "nofault.h"

/* What is in memory that a test has made, and what is where nothing was copied. */
#define PATTERN(i)	((u8)(0x11 + (i) * 7))
#define UNTOUCHED	0xe5

/* No more than one test reads at a time. */
static u8 copy[4 * PAGE_SIZE];
static u8 in_data[256] = { 1 };
static const u8 in_rodata[256] = "some bytes that never change";

/* === Readers ============================================================== */

static bool try_nofault(u64 *val, const void *addr, unsigned int size)
{
	bool res;

	pagefault_disable();
	res = read_nofault(val, (unsigned long)addr, size);
	pagefault_enable();
	return res;
}

static u64 try_field(struct reader *r, const void *addr, u64 size)
{
	u64 val;

	pagefault_disable();
	val = read_field(r, (unsigned long)addr, size);
	pagefault_enable();
	return val;
}

static u64 try_one_field(const void *addr, u64 size)
{
	struct reader r = READER_INIT;

	return try_field(&r, addr, size);
}

/* The readers of many bytes, into copy[]: */

static unsigned int try_bytes(const void *addr, unsigned int len)
{
	unsigned int n;

	memset(copy, UNTOUCHED, sizeof(copy));
	pagefault_disable();
	n = read_bytes(copy, (unsigned long)addr, len);
	pagefault_enable();
	return n;
}

static unsigned int try_copy_page(const void *addr, unsigned int len)
{
	unsigned int n;

	memset(copy, UNTOUCHED, sizeof(copy));
	pagefault_disable();
	n = copy_page_nofault(copy, (unsigned long)addr, len);
	pagefault_enable();
	return n;
}

static bool try_plain(const void *addr, unsigned int len)
{
	bool res;

	memset(copy, UNTOUCHED, sizeof(copy));
	pagefault_disable();
	res = copy_plain_memory(copy, (unsigned long)addr, len);
	pagefault_enable();
	return res;
}

static bool try_equals(const void *addr, unsigned int len)
{
	bool res;

	pagefault_disable();
	res = equals_plain_memory(copy, (unsigned long)addr, len);
	pagefault_enable();
	return res;
}

/* Does copy[] hold @n bytes of what is at @addr, and nothing behind them? */
static void expect_copied(struct kunit *test, const void *addr, unsigned int n)
{
	if (n)
		KUNIT_ASSERT_MEMEQ_MSG(test, copy, addr, n, "%u bytes", n);
	KUNIT_ASSERT_PTR_EQ_MSG(test,
				memchr_inv(copy + n, UNTOUCHED, sizeof(copy) - n),
				NULL, "behind %u bytes", n);
}

/* Nobody reads anything here. */
static void expect_refused(struct kunit *test, const char *what,
			   const void *addr)
{
	KUNIT_EXPECT_FALSE_MSG(test, page_allowed((unsigned long)addr), "%s", what);
	KUNIT_EXPECT_FALSE_MSG(test, is_plain_memory((unsigned long)addr, 8), "%s", what);
	KUNIT_EXPECT_EQ_MSG(test, try_one_field(addr, 8), KCOV_DF_BAD, "%s", what);
	KUNIT_EXPECT_EQ_MSG(test, try_one_field(addr, 1), KCOV_DF_BAD, "%s", what);
	KUNIT_EXPECT_EQ_MSG(test, try_bytes(addr, 64), 0, "%s", what);
	expect_copied(test, addr, 0);
}

/* Everybody reads @len bytes here, up to 256 and a multiple of 8. */
static void expect_readable(struct kunit *test, const char *what,
			    const void *addr, unsigned int len)
{
	unsigned int i;
	u64 expected;

	KUNIT_EXPECT_TRUE_MSG(test, page_allowed((unsigned long)addr), "%s", what);
	KUNIT_EXPECT_EQ_MSG(test, try_bytes(addr, len), len, "%s", what);
	expect_copied(test, addr, len);
	for (i = 0; i < len; i += 8) {
		memcpy(&expected, addr + i, 8);
		KUNIT_EXPECT_EQ_MSG(test, try_one_field(addr + i, 8), expected, "%s", what);
	}
	if (!is_plain_memory((unsigned long)addr, len))
		return;
	KUNIT_EXPECT_TRUE_MSG(test, try_plain(addr, len), "%s", what);
	expect_copied(test, addr, len);
	KUNIT_EXPECT_TRUE_MSG(test, try_equals(addr, len), "%s", what);
}

/* === Memory =============================================================== */

static void fill(u8 *p, unsigned int len)
{
	unsigned int i;

	for (i = 0; i < len; i++)
		p[i] = PATTERN(i);
}

KUNIT_DEFINE_ACTION_WRAPPER(vfree_action, vfree, const void *);

/* Pages with none behind them; the recorder knows so before it reads. */
static void *vmalloc_pages(struct kunit *test, unsigned int nr)
{
	u8 *p = vmalloc(nr * PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, vfree_action, p), 0);
	fill(p, nr * PAGE_SIZE);
	return p;
}

#if defined(CONFIG_EXECMEM) && defined(CONFIG_X86_64)
KUNIT_DEFINE_ACTION_WRAPPER(execmem_free_action, execmem_free, void *);

/* The same among modules, where the recorder tries. */
static void *module_pages(struct kunit *test, unsigned int nr)
{
	u8 *p = execmem_alloc(EXECMEM_MODULE_DATA, nr * PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, execmem_free_action,
							p), 0);
	fill(p, nr * PAGE_SIZE);
	return p;
}
#else
static void *module_pages(struct kunit *test, unsigned int nr)
{
	return vmalloc_pages(test, nr);
}
#endif

/* === What may be read ===================================================== */

static int in_text(void)
{
	return 42;
}

static void test_memory(struct kunit *test)
{
	u8 *slab = kunit_kmalloc(test, 256, GFP_KERNEL);
	u8 on_stack[256];

	KUNIT_ASSERT_NOT_NULL(test, slab);
	fill(slab, 256);
	fill(on_stack, 256);
	expect_readable(test, "slab", slab, 256);
	expect_readable(test, "stack", on_stack, 256);
	expect_readable(test, "data", in_data, 256);
	expect_readable(test, "rodata", in_rodata, 256);
	expect_readable(test, "text", in_text, 8);
	expect_readable(test, "vmalloc", vmalloc_pages(test, 1), 256);
	expect_readable(test, "module", module_pages(test, 1), 256);
	expect_readable(test, "the last of a page",
			vmalloc_pages(test, 1) + PAGE_SIZE - 256, 256);
	/* No other stack is this task's. */
	expect_readable(test, "init's stack", task_stack_page(&init_task), 8);
}

static void test_plain_memory(struct kunit *test)
{
	unsigned long slab = (unsigned long)kunit_kmalloc(test, 2 * PAGE_SIZE,
							  GFP_KERNEL);
	unsigned long device = (unsigned long)vmalloc_pages(test, 2);
	u8 on_stack[8];

	KUNIT_ASSERT_NE(test, slab, 0);
	KUNIT_EXPECT_TRUE(test, is_plain_memory((unsigned long)on_stack, 8));
	if (IS_ENABLED(CONFIG_X86_64)) {
		KUNIT_EXPECT_TRUE(test, is_plain_memory(slab, 8));
		KUNIT_EXPECT_TRUE(test, is_plain_memory((unsigned long)in_rodata, 8));
		KUNIT_EXPECT_TRUE(test, is_plain_memory((unsigned long)in_data, 8));
		KUNIT_EXPECT_TRUE(test, is_plain_memory((unsigned long)
							module_pages(test, 1), 8));
		KUNIT_EXPECT_TRUE(test, is_plain_memory(slab + PAGE_SIZE - 8, 8));
		KUNIT_EXPECT_TRUE(test, is_plain_memory(slab, PAGE_SIZE));
	}
	/* Two pages need two verdicts. */
	KUNIT_EXPECT_FALSE(test, is_plain_memory(slab + PAGE_SIZE - 4, 8));
	KUNIT_EXPECT_FALSE(test, is_plain_memory(slab, PAGE_SIZE + 4));
	/* Between pages like these there are devices. */
	KUNIT_EXPECT_FALSE(test, is_plain_memory(device, 8));
}

/* === How it is read ======================================================= */

static void test_integers(struct kunit *test)
{
	unsigned int size, i, b;
	u64 val, expected;
	u8 *p = kunit_kmalloc(test, 16, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	for (i = 0; i < 16; i++)
		p[i] = 0x80 | i;
	for (size = 1; size <= 8; size++) {
		for (i = 0; i <= 8; i++) {
			expected = 0;
			for (b = 0; b < size; b++)
				expected |= (u64)(0x80 | (i + b)) <<
					    (IS_ENABLED(CONFIG_CPU_BIG_ENDIAN) ?
					     8 * (size - 1 - b) : 8 * b);
			val = ~expected;
			KUNIT_ASSERT_TRUE(test, try_nofault(&val, p + i, size));
			KUNIT_ASSERT_EQ_MSG(test, val, expected, "%u at %u", size, i);
			KUNIT_ASSERT_EQ(test, try_one_field(p + i, size), expected);
		}
	}
	/* Of a larger one, the first eight bytes. */
	KUNIT_ASSERT_TRUE(test, try_nofault(&val, p, 8));
	KUNIT_ASSERT_EQ(test, try_one_field(p, 9), val);
	KUNIT_ASSERT_EQ(test, try_one_field(p, U64_MAX), val);
}

static void check_torn_integers(struct kunit *test, const u8 *edge)
{
	const u64 before = 0x0123456789abcdefULL;
	unsigned int size, there;
	u64 val;

	for (size = 1; size <= 8; size++) {
		val = before;
		KUNIT_ASSERT_TRUE(test, try_nofault(&val, edge - size, size));
		KUNIT_ASSERT_NE(test, val, before);
		KUNIT_ASSERT_EQ(test, try_one_field(edge - size, size), val);
		for (there = 0; there < size; there++) {
			val = before;
			KUNIT_ASSERT_FALSE(test, try_nofault(&val, edge - there, size));
			KUNIT_ASSERT_EQ_MSG(test, val, before, "%u of %u", there, size);
			KUNIT_ASSERT_EQ_MSG(test, try_one_field(edge - there, size),
					    KCOV_DF_BAD, "%u of %u", there, size);
		}
	}
}

static void test_torn_integers(struct kunit *test)
{
	check_torn_integers(test, vmalloc_pages(test, 1) + PAGE_SIZE);
	check_torn_integers(test, module_pages(test, 1) + PAGE_SIZE);
}

/* The verdict on one page is not that on another. */
static void test_reader(struct kunit *test)
{
	const void *stack = &test, *user = (void *)PAGE_SIZE;
	u8 *p = vmalloc_pages(test, 2), *edge = p + 2 * PAGE_SIZE;
	struct reader r = READER_INIT;
	u64 first;

	KUNIT_EXPECT_TRUE(test, try_nofault(&first, p, 8));
	KUNIT_EXPECT_EQ(test, try_field(&r, NULL, 8), KCOV_DF_BAD);
	KUNIT_EXPECT_EQ(test, try_field(&r, p, 8), first);
	KUNIT_EXPECT_EQ(test, try_field(&r, user, 8), KCOV_DF_BAD);
	KUNIT_EXPECT_EQ(test, try_field(&r, user + 8, 8), KCOV_DF_BAD);
	KUNIT_EXPECT_EQ(test, try_field(&r, stack, 8), (unsigned long)test);
	KUNIT_EXPECT_EQ(test, try_field(&r, edge - 4, 8), KCOV_DF_BAD);
	KUNIT_EXPECT_NE(test, try_field(&r, edge - 8, 8), KCOV_DF_BAD);
	KUNIT_EXPECT_NE(test, try_field(&r, p + PAGE_SIZE - 4, 8), KCOV_DF_BAD);
	KUNIT_EXPECT_EQ(test, try_field(&r, p, 8), first);
}

static void check_partial_copies(struct kunit *test, const u8 *edge)
{
	unsigned int there, n;

	for (there = 0; there <= 100; there++) {
		n = try_bytes(edge - there, 128);
		KUNIT_ASSERT_EQ(test, n, there);
		expect_copied(test, edge - there, n);
		KUNIT_ASSERT_EQ(test, try_bytes(edge - there, there), there);
		expect_copied(test, edge - there, there);
	}
}

static void test_partial_copies(struct kunit *test)
{
	check_partial_copies(test, vmalloc_pages(test, 1) + PAGE_SIZE);
	check_partial_copies(test, module_pages(test, 1) + PAGE_SIZE);
}

/* A fault in the page: it says no more than what it has. */
static void test_copy_page_fault(struct kunit *test)
{
	const u8 *edge = module_pages(test, 1) + PAGE_SIZE;
	unsigned int there, n;

	for (there = 0; there <= 100; there++) {
		n = try_copy_page(edge - there, 128);
		KUNIT_ASSERT_LE(test, n, there);
		KUNIT_ASSERT_GT(test, n + 32, there);
		KUNIT_ASSERT_MEMEQ(test, copy, edge - there, n);
		KUNIT_ASSERT_EQ(test, try_copy_page(edge - there, there), there);
		expect_copied(test, edge - there, there);
	}
}

static void test_long_copies(struct kunit *test)
{
	static const unsigned int starts[] = { 0, 1, 7, 8, PAGE_SIZE - 1 };
	static const unsigned int lens[] = {
		0, 1, 31, 32, 33, 4095, PAGE_SIZE, PAGE_SIZE + 1, 2 * PAGE_SIZE + 100
	};
	const u8 *p = vmalloc_pages(test, 4);
	unsigned int i, k;

	for (i = 0; i < ARRAY_SIZE(starts); i++) {
		for (k = 0; k < ARRAY_SIZE(lens); k++) {
			KUNIT_ASSERT_EQ(test, try_bytes(p + starts[i], lens[k]),
					lens[k]);
			expect_copied(test, p + starts[i], lens[k]);
		}
	}
	/* The page in the middle is what ends it. */
	KUNIT_ASSERT_EQ(test, try_bytes(p + PAGE_SIZE + 5, sizeof(copy)),
			3 * PAGE_SIZE - 5);
}

static void test_plain_copies(struct kunit *test)
{
	unsigned int len, i;
	u8 *p = kunit_kmalloc(test, 256, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	fill(p, 256);
	for (len = 0; len <= 256; len += 4) {
		KUNIT_ASSERT_TRUE(test, try_plain(p, len));
		expect_copied(test, p, len);
		KUNIT_ASSERT_TRUE(test, try_equals(p, len));
		for (i = 0; i < 256; i++) {
			p[i] ^= 0x40;
			KUNIT_ASSERT_EQ_MSG(test, try_equals(p, len), i >= len,
					    "byte %u of %u", i, len);
			p[i] ^= 0x40;
		}
	}
}

static void test_plain_copies_fault(struct kunit *test)
{
	const u8 *edge = module_pages(test, 1) + PAGE_SIZE;
	unsigned int there, len;

	for (there = 0; there < 128; there += 4) {
		for (len = there + 4; len <= 128; len += 4) {
			KUNIT_ASSERT_FALSE(test, try_plain(edge - there, len));
			/* All that is there is the same. */
			memcpy(copy, edge - there, there);
			KUNIT_ASSERT_FALSE(test, try_equals(edge - there, len));
		}
		KUNIT_ASSERT_TRUE(test, try_plain(edge - there, there));
	}
}

/* === What may not be read ================================================= */

static void test_no_addresses(struct kunit *test)
{
	static const unsigned long errors[] = { -1UL, -8UL, -EINVAL, -MAX_ERRNO };
	unsigned int i;

	expect_refused(test, "NULL", NULL);
	expect_refused(test, "a member of NULL", (void *)0x18);
	expect_refused(test, "an index", (void *)1);
	for (i = 0; i < ARRAY_SIZE(errors); i++)
		expect_refused(test, "an error", (void *)errors[i]);
#ifdef CONFIG_X86_64
	/* To try one would be a general protection fault. */
	expect_refused(test, "poison", LIST_POISON1);
	expect_refused(test, "no canonical address", (void *)BIT(63));
	expect_refused(test, "no canonical address", (void *)BIT(62));
	expect_refused(test, "no canonical address", (void *)(PAGE_OFFSET ^ BIT(63)));
	expect_refused(test, "no canonical address", (void *)0x6b6b6b6b6b6b6b6b);
#endif
}

/* A struct that begins below the end of the address space. */
static void test_end_of_addresses(struct kunit *test)
{
	/* Not an error, but nothing is there either. */
	unsigned long last = -PAGE_SIZE;
	unsigned int i;

	for (i = 1; i < 8; i++) {
		KUNIT_EXPECT_EQ(test, try_one_field((void *)-(unsigned long)i, 8),
				KCOV_DF_BAD);
		KUNIT_EXPECT_EQ(test, try_one_field((void *)last - i, 8),
				KCOV_DF_BAD);
	}
	KUNIT_EXPECT_EQ(test, try_one_field((void *)last, 8), KCOV_DF_BAD);
	KUNIT_EXPECT_EQ(test, try_bytes((void *)last, 2 * PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, try_bytes((void *)last - 16, 2 * PAGE_SIZE), 0);
	KUNIT_EXPECT_FALSE(test, is_plain_memory(last, 8));
}

/* It is there, and it is none of the recorder's business. */
static void test_user_memory(struct kunit *test)
{
	const u64 there = 0x1122334455667788;
	unsigned long addr;

	addr = kunit_vm_mmap(test, NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE,
			     MAP_ANONYMOUS | MAP_PRIVATE, 0);
	KUNIT_ASSERT_NE(test, addr, 0);
	KUNIT_ASSERT_LT(test, addr, TASK_SIZE);
	KUNIT_ASSERT_EQ(test, copy_to_user((void __user *)addr, &there,
					   sizeof(there)), 0);
	expect_refused(test, "user memory", (void *)addr);
	expect_refused(test, "the last of user memory", (void *)TASK_SIZE_MAX - 8);
#ifdef CONFIG_X86_64
	expect_refused(test, "behind user memory", (void *)TASK_SIZE_MAX);
	expect_refused(test, "vsyscall", (void *)VSYSCALL_ADDR);
#endif
}

static void test_freed_slab(struct kunit *test)
{
	unsigned int len;
	u8 *p;

	if (debug_pagealloc_enabled())
		kunit_skip(test, "freed pages are unmapped");
	for (len = 64; len <= 2 * PAGE_SIZE; len *= 2) {
		p = kmalloc(len, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, p);
		fill(p, len);
		kfree(p);
		OPTIMIZER_HIDE_VAR(p);
		/* Who knows what is there now. KFENCE has unmapped it. */
		if (is_kfence_address(p)) {
			KUNIT_EXPECT_EQ(test, try_bytes(p, len), 0);
			KUNIT_EXPECT_EQ(test, try_one_field(p, 8), KCOV_DF_BAD);
			KUNIT_EXPECT_FALSE(test, try_plain(p, 64));
			KUNIT_EXPECT_FALSE(test, try_equals(p, 64));
			continue;
		}
		KUNIT_EXPECT_EQ(test, try_bytes(p, len), len);
		try_one_field(p, 8);
		try_one_field(p + 1, 3);
		KUNIT_EXPECT_TRUE(test, try_plain(p, 64));
		try_equals(p, 64);
	}
}

static void test_freed_vmalloc(struct kunit *test)
{
	u8 *p = vmalloc(2 * PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, p);
	fill(p, 2 * PAGE_SIZE);
	vfree(p);
	OPTIMIZER_HIDE_VAR(p);
	expect_refused(test, "freed", p);
	expect_refused(test, "freed", p + PAGE_SIZE);
	expect_refused(test, "a guard page", p + 2 * PAGE_SIZE);
}

/* Plain by its address, and no memory. */
static void test_no_plain_memory(struct kunit *test)
{
	u8 *edge = module_pages(test, 1) + PAGE_SIZE;

	KUNIT_EXPECT_EQ(test, try_bytes(edge, 64), 0);
	KUNIT_EXPECT_EQ(test, try_one_field(edge, 8), KCOV_DF_BAD);
	KUNIT_EXPECT_FALSE(test, try_plain(edge, 64));
	expect_copied(test, edge, 0);
	KUNIT_EXPECT_FALSE(test, try_equals(edge, 64));
}

/* The stack of a task ends where it ends. */
static void test_end_of_stack(struct kunit *test)
{
	void *end = task_stack_page(current) + THREAD_SIZE;

	if (!IS_ENABLED(CONFIG_VMAP_STACK))
		kunit_skip(test, "stacks have no guard pages");
	KUNIT_EXPECT_EQ(test, try_bytes(end - 20, 128), 20);
	KUNIT_EXPECT_EQ(test, try_one_field(end - 4, 8), KCOV_DF_BAD);
	KUNIT_EXPECT_NE(test, try_one_field(end - 8, 8), KCOV_DF_BAD);
	KUNIT_EXPECT_FALSE(test, is_plain_memory((unsigned long)end - 4, 8));
	expect_refused(test, "behind the stack", end);
}

static void vunmap_action(void *p)
{
	struct page *reserved = vmalloc_to_page(p + PAGE_SIZE);

	vunmap(p);
	ClearPageReserved(reserved);
	__free_page(reserved);
}

/*
 * The page behind may not be read, and could be: what ends here is not what
 * faults but what is refused.
 */
static void test_reserved_page(struct kunit *test)
{
	struct page *pages[2];
	unsigned int size, there;
	u8 *edge, *p;

	p = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	pages[0] = virt_to_page(p);
	pages[1] = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pages[1]);
	SetPageReserved(pages[1]);
	p = vmap(pages, 2, VM_MAP, PAGE_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, vunmap_action, p), 0);
	fill(p, 2 * PAGE_SIZE);
	edge = p + PAGE_SIZE;

	check_partial_copies(test, edge);
	for (size = 1; size <= 8; size++) {
		KUNIT_ASSERT_NE(test, try_one_field(edge - size, size), KCOV_DF_BAD);
		for (there = 0; there < size; there++)
			KUNIT_ASSERT_EQ_MSG(test, try_one_field(edge - there, size),
					    KCOV_DF_BAD, "%u of %u", there, size);
	}
	expect_refused(test, "reserved", edge);
}

#ifdef CONFIG_X86_64
static void iounmap_action(void *p)
{
	iounmap((void __iomem *)p);
}

static void check_device(struct kunit *test, const char *what, phys_addr_t phys)
{
	void *p = (__force void *)ioremap(phys, PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, iounmap_action, p), 0);
	expect_refused(test, what, p);
	expect_refused(test, what, p + PAGE_SIZE - 64);
}

/* One has no struct page, the other, in a hole of the memory, has one. */
static void test_devices(struct kunit *test)
{
	check_device(test, "local APIC", APIC_DEFAULT_PHYS_BASE);
	check_device(test, "VGA", 0xa0000);
	expect_refused(test, "first of fixmap", (void *)FIXADDR_START);
	expect_refused(test, "last of fixmap", (void *)FIXADDR_TOP - 64);
	expect_refused(test, "local APIC in fixmap", (void *)APIC_BASE);
}
#endif

static struct kunit_case nofault_test_cases[] = {
	KUNIT_CASE(test_memory),
	KUNIT_CASE(test_plain_memory),
	KUNIT_CASE(test_integers),
	KUNIT_CASE(test_torn_integers),
	KUNIT_CASE(test_reader),
	KUNIT_CASE(test_partial_copies),
	KUNIT_CASE(test_copy_page_fault),
	KUNIT_CASE(test_long_copies),
	KUNIT_CASE(test_plain_copies),
	KUNIT_CASE(test_plain_copies_fault),
	KUNIT_CASE(test_no_addresses),
	KUNIT_CASE(test_end_of_addresses),
	KUNIT_CASE(test_user_memory),
	KUNIT_CASE(test_freed_slab),
	KUNIT_CASE(test_freed_vmalloc),
	KUNIT_CASE(test_no_plain_memory),
	KUNIT_CASE(test_end_of_stack),
	KUNIT_CASE(test_reserved_page),
#ifdef CONFIG_X86_64
	KUNIT_CASE(test_devices),
#endif
	{}
};

static struct kunit_suite nofault_test_suite = {
	.name = "kcov_dataflow_nofault",
	.test_cases = nofault_test_cases,
};

kunit_test_suite(nofault_test_suite);

MODULE_DESCRIPTION("KUnit tests of how KCOV dataflow reads memory");
MODULE_LICENSE("GPL");
