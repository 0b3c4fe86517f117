/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading the memory of the task that is recorded. A pointer argument may be
 * anything: a user address, an error, an index, a register of a device.
 */
#ifndef _KERNEL_KCOV_DATAFLOW_NOFAULT_H
#define _KERNEL_KCOV_DATAFLOW_NOFAULT_H

#include <linux/align.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/sched/task_stack.h>
#include <linux/types.h>
#include <linux/uaccess.h>
#include <linux/unaligned.h>
#include <linux/vmalloc.h>
#include <asm/sections.h>
#ifndef CONFIG_S390
#include <asm/fixmap.h>
#endif

#include "kcov_dataflow.h"

/*
 * The verdict on an address holds for its whole page, so a record asks for it
 * once per page.
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
#ifdef PCI_IO_START
	if (addr >= PCI_IO_START && addr < PCI_IO_END)
		return true;
#endif
	if (addr < VMALLOC_START || addr >= VMALLOC_END)
		return false;
	/* On arm64, the kernel's image is in this range. Its pages are reserved. */
	if (__is_kernel(addr))
		return false;

	/* ioremap() and vmalloc() share this range. */
	page = vmalloc_to_page((void *)addr);
	/*
	 * A hole among the memory has a struct page too, but a reserved one.
	 * PageReserved() complains about one never initialised.
	 */
	return !page || !pfn_valid(page_to_pfn(page)) ||
	       PagePoisoned(page) || PageReserved(page);
}

/*
 * Some architectures leave it to the processor to refuse user addresses, which
 * not every processor does.
 */
static __always_inline bool is_user_address(unsigned long addr)
{
#ifdef CONFIG_ARM64
	/* The processor ignores the first byte of a user address. */
	return addr < PAGE_OFFSET;
#else
	return IS_ENABLED(CONFIG_ARCH_HAS_NON_OVERLAPPING_ADDRESS_SPACE) &&
	       addr < TASK_SIZE_MAX;
#endif
}

static __always_inline bool page_allowed(unsigned long addr)
{
	/* The common case, and in the vmalloc range with VMAP_STACK. */
	if (object_is_on_stack((void *)addr))
		return true;

	return !IS_ERR_VALUE(addr) && !is_user_address(addr) &&
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

#define COPY_WORD(dst, src, type)					\
	do {								\
		type __word;						\
									\
		__get_kernel_nofault(&__word, (type *)(src), type, fault); \
		put_unaligned(__word, (type *)(dst));			\
	} while (0)

/* Copies from within one page that may be read; returns how far it got. */
static __always_inline unsigned int copy_page_nofault(void *dst,
						      unsigned long src,
						      unsigned int len)
{
	unsigned int i = 0;
	u8 byte;

	if (IS_ENABLED(CONFIG_HAVE_EFFICIENT_UNALIGNED_ACCESS) ||
	    IS_ALIGNED(src, sizeof(u64))) {
		for (; i + 32 <= len; i += 32) {
			COPY_WORD(dst + i, src + i, u64);
			COPY_WORD(dst + i + 8, src + i + 8, u64);
			COPY_WORD(dst + i + 16, src + i + 16, u64);
			COPY_WORD(dst + i + 24, src + i + 24, u64);
		}
		for (; i + 8 <= len; i += 8)
			COPY_WORD(dst + i, src + i, u64);
	}
	for (; i < len; i++) {
		__get_kernel_nofault(&byte, (u8 *)src + i, u8, fault);
		*(u8 *)(dst + i) = byte;
	}
fault:
	return i;
}

/*
 * Copies @len bytes, or as many as there are up to one that cannot be read;
 * returns how many. Page faults must be disabled.
 */
static __always_inline unsigned int read_bytes(void *dst, unsigned long addr,
					       unsigned int len)
{
	unsigned int done = 0, here, n;

	while (done < len) {
		here = min_t(unsigned long, len - done,
			     PAGE_SIZE - offset_in_page(addr + done));
		if (!page_allowed(addr + done))
			break;
		n = copy_page_nofault(dst + done, addr + done, here);
		done += n;
		if (n < here)
			break;
	}
	return done;
}

/*
 * Are these bytes where most structs are, and in one page, so that there is
 * nothing to ask about them? If they are not, it is up to read_bytes().
 */
static __always_inline bool is_plain_memory(unsigned long addr, unsigned int len)
{
	if (!IS_ENABLED(CONFIG_HAVE_EFFICIENT_UNALIGNED_ACCESS) ||
	    offset_in_page(addr) + len > PAGE_SIZE)
		return false;
#ifdef CONFIG_X86_64
	if (unlikely(addr < PAGE_OFFSET))
		return false;
	/* The direct map. It has holes, but nothing other than memory. */
	if (likely(addr < VMALLOC_START))
		return true;
	/* So has what is mapped for the kernel's image and for modules. */
	if (addr >= __START_KERNEL_map && addr < MODULES_END)
		return true;
#elif defined(CONFIG_ARM64)
	/* The linear map, and what is mapped for modules and the kernel's image. */
	if (likely(addr >= PAGE_OFFSET && addr < PAGE_END))
		return true;
	if ((addr >= MODULES_VADDR && addr < MODULES_END) || __is_kernel(addr))
		return true;
#endif
	return object_is_on_stack((void *)addr);
}

/*
 * Copies a word, or compares it with its copy; false if it is not there, or is
 * another one.
 */
static __always_inline bool plain_u64(void *copy, unsigned long src,
				      bool compare)
{
	u64 word;

	__get_kernel_nofault(&word, (u64 *)src, u64, fault);
	if (compare)
		return word == get_unaligned((u64 *)copy);
	put_unaligned(word, (u64 *)copy);
	return true;
fault:
	return false;
}

static __always_inline bool plain_u32(void *copy, unsigned long src,
				      bool compare)
{
	u32 word;

	__get_kernel_nofault(&word, (u32 *)src, u32, fault);
	if (compare)
		return word == get_unaligned((u32 *)copy);
	put_unaligned(word, (u32 *)copy);
	return true;
fault:
	return false;
}

static __always_inline bool plain_2_u64(void *copy, unsigned long src,
					bool compare)
{
	return plain_u64(copy, src, compare) &&
	       plain_u64(copy + 8, src + 8, compare);
}

static __always_inline bool plain_4_u64(void *copy, unsigned long src,
					bool compare)
{
	return plain_2_u64(copy, src, compare) &&
	       plain_2_u64(copy + 16, src + 16, compare);
}

/*
 * @len bytes, a multiple of four: a loop of large steps, and what is left of them
 * without one.
 */
static __always_inline bool plain_words(void *copy, unsigned long src,
					unsigned long len, bool compare)
{
	unsigned long i;

	for (i = 0; i + 64 <= len; i += 64)
		if (!plain_4_u64(copy + i, src + i, compare) ||
		    !plain_4_u64(copy + i + 32, src + i + 32, compare))
			return false;
	copy += i;
	src += i;
	if (len & 32) {
		if (!plain_4_u64(copy, src, compare))
			return false;
		copy += 32;
		src += 32;
	}
	if (len & 16) {
		if (!plain_2_u64(copy, src, compare))
			return false;
		copy += 16;
		src += 16;
	}
	if (len & 8) {
		if (!plain_u64(copy, src, compare))
			return false;
		copy += 8;
		src += 8;
	}
	return !(len & 4) || plain_u32(copy, src, compare);
}

/*
 * Copies @len bytes of plain memory, a multiple of four; false if they were not
 * there after all. Page faults must be disabled.
 */
static __always_inline bool copy_plain_memory(void *dst, unsigned long src,
					      unsigned long len)
{
	return plain_words(dst, src, len, false);
}

/*
 * Does plain memory hold what was copied from it? False as well if it is not
 * there any more.
 */
static __always_inline bool equals_plain_memory(const void *copy,
						unsigned long src,
						unsigned long len)
{
	return plain_words((void *)copy, src, len, true);
}

#endif /* _KERNEL_KCOV_DATAFLOW_NOFAULT_H */
