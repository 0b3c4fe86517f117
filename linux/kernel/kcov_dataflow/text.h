/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text that is instrumented: what gate.c, lookup.c, text.c and what patches it
 * know of it.
 */
#ifndef _KERNEL_KCOV_DATAFLOW_TEXT_H
#define _KERNEL_KCOV_DATAFLOW_TEXT_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <asm/sections.h>

struct module;

/**
 * struct kcov_df_function - an instrumented function
 * @start: where it begins, from the base of its text
 * @first: its first word in the text's boundaries; those of the next function
 *	follow its own
 */
struct kcov_df_function {
	u32 start;
	u32 first;
};

/*
 * A boundary is one word, its distance from the base of the text and its kind;
 * a jump has another behind it, the distance of its target. The entry of a
 * function comes before its exits. A site that is no part of a boundary counts
 * as one, at the beginning of its function; these are listed where no boundary
 * can be patched.
 */
#define KCOV_DF_ENTRY		0
#define KCOV_DF_EXIT		1
#define KCOV_DF_JUMP		2
#define KCOV_DF_SITE		3
#define KCOV_DF_KIND(word)	((word) & 3)
#define KCOV_DF_OFFSET(word)	((word) >> 2)
#define KCOV_DF_WORDS(word)	(KCOV_DF_KIND(word) == KCOV_DF_JUMP ? 2 : 1)

/* From the no-op of an entry or exit to the constant that is or finds the site. */
#define KCOV_DF_SITE_OFFSET	6

/**
 * struct kcov_df_text - text of the kernel, of a module, or of a module's
 *	initialisation
 * @list: all of them, by address. Writers hold kcov_df_gate_mutex, readers
 *	have preemption disabled
 * @rcu: frees all of this, arrays included
 * @mod: NULL for the kernel
 * @base: first byte
 * @size: bytes; less than 1 GB
 * @nr_functions: instrumented functions
 * @functions: they, by address, and one more that ends the last
 * @boundaries: all of their boundaries
 * @open: functions whose boundaries call; under kcov_df_gate_mutex
 * @wanted: functions whose boundaries shall call; likewise
 */
struct kcov_df_text {
	struct list_head	list;
	struct rcu_head		rcu;
	struct module		*mod;
	unsigned long		base;
	unsigned long		size;
	unsigned int		nr_functions;
	struct kcov_df_function	*functions;
	u32			*boundaries;
	unsigned long		*open;
	unsigned long		*wanted;
};

extern struct mutex kcov_df_gate_mutex;
extern struct list_head kcov_df_texts;

int kcov_df_gate_add_text(struct kcov_df_text *text);
void kcov_df_gate_remove_text(struct kcov_df_text *text);

#ifdef CONFIG_KCOV_DATAFLOW_NOPS
bool kcov_df_is_closed(unsigned long addr, unsigned int kind);
void kcov_df_text_patch(void);
#else
static inline bool kcov_df_is_closed(unsigned long addr, unsigned int kind)
{
	return true;
}

static inline void kcov_df_text_patch(void) {}
#endif

/* The number of the last function that begins at or before @addr, or -1. */
static __always_inline int kcov_df_text_find(const struct kcov_df_text *text,
					     unsigned long addr)
{
	unsigned int low = 0, high = text->nr_functions, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (text->functions[mid].start <= addr - text->base)
			low = mid + 1;
		else
			high = mid;
	}
	return (int)low - 1;
}

/**
 * struct kcov_df_selection - the functions that a filter selects
 * @rcu: frees it
 * @nr: how many there are
 * @functions: their addresses, from _text, in order
 */
struct kcov_df_selection {
	struct rcu_head	rcu;
	unsigned int	nr;
	s32		functions[] __counted_by(nr);
};

static __always_inline s32 kcov_df_key(unsigned long addr)
{
	return addr - (unsigned long)_text;
}

/* How many functions of @selection begin before @key. */
static __always_inline unsigned int
kcov_df_selection_below(const struct kcov_df_selection *selection, s32 key)
{
	unsigned int low = 0, high = selection->nr, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (selection->functions[mid] < key)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Where the linker has put the lists of the kernel's boundaries. */
extern const s32 __start___kcov_df_entries[], __stop___kcov_df_entries[];
extern const s32 __start___kcov_df_exits[], __stop___kcov_df_exits[];
extern const s32 __start___kcov_df_jumps[], __stop___kcov_df_jumps[];
extern const s32 __start___kcov_df_sites[], __stop___kcov_df_sites[];

/* What patched boundaries call; with conventions of their own. */
void __sanitizer_cov_trace_nop_entry(void);
void __sanitizer_cov_trace_nop_exit(void);

#endif /* _KERNEL_KCOV_DATAFLOW_TEXT_H */
