// SPDX-License-Identifier: GPL-2.0
/*
 * What the recorder asks about a site. It asks in any context, so nothing here
 * takes a lock, and nothing here is instrumented.
 */
#define DISABLE_BRANCH_PROFILING
#include <linux/compiler.h>
#include <linux/kcov_dataflow.h>
#include <linux/preempt.h>
#include <linux/rculist.h>
#include <linux/rcupdate.h>

#include "gate.h"
#include "text.h"

/* Changed under kcov_df_gate_mutex, with the kernel's text first. */
LIST_HEAD(kcov_df_texts);

/*
 * Preemption is disabled, which is what keeps the result: rcu_read_lock()
 * calls code that may be instrumented.
 */
static __always_inline const struct kcov_df_text *find_text(unsigned long addr)
{
	const struct kcov_df_text *text;

	/* Pairs with list_add_tail_rcu() in kcov_df_gate_add_text(). */
	list_for_each_entry_lockless(text, &kcov_df_texts, list) {
		if (addr - text->base < text->size)
			return text;
	}
	return NULL;
}

static __always_inline unsigned long site_function(const s32 *site)
{
	unsigned long addr = (unsigned long)site;
	const struct kcov_df_text *text = find_text(addr);
	int i;

	/* A site outside of text says itself where its function is. */
	if (!text)
		return (unsigned long)&site[1] + site[1];

	i = kcov_df_text_find(text, addr);
	return i < 0 ? addr : text->base + text->functions[i].start;
}

/**
 * kcov_df_gate_function - find the function that a site belongs to
 * @site: site of a boundary that has just called
 *
 * Context: Any.
 * Return: the address of the function that contains the boundary.
 */
notrace unsigned long kcov_df_gate_function(const s32 *site)
{
	unsigned long function;

	preempt_disable_notrace();
	function = site_function(site);
	preempt_enable_notrace();
	return function;
}

notrace bool __kcov_df_gate_passes(const struct kcov_df_gate *gate,
				   const s32 *site)
{
	const struct kcov_df_selection *selection;
	bool passes = true;
	unsigned int i;
	s32 key;

	preempt_disable_notrace();
	/*
	 * Pairs with rcu_assign_pointer() in gate.c. Not rcu_dereference():
	 * its checks call code that may be instrumented.
	 */
	selection = rcu_dereference_raw(gate->selection);
	if (selection) {
		key = kcov_df_key(site_function(site));
		i = kcov_df_selection_below(selection, key);
		passes = i < selection->nr && selection->functions[i] == key;
	}
	preempt_enable_notrace();
	return passes;
}

#ifdef CONFIG_KCOV_DATAFLOW_NOPS
static bool overlaps(const struct kcov_df_text *text, u32 word,
		     unsigned long start, unsigned long end)
{
	unsigned long addr = text->base + KCOV_DF_OFFSET(word);
	/* The call of an entry or exit has its site behind it. */
	unsigned int len = KCOV_DF_KIND(word) == KCOV_DF_JUMP ? 5 : 10;

	return addr <= end && addr + len > start;
}

/**
 * kcov_df_text_reserved - is there a boundary that may be patched?
 * @start: first byte in question
 * @end: last byte in question
 *
 * Context: Preemption is disabled.
 * Return: whether a boundary overlaps that range.
 */
bool kcov_df_text_reserved(const void *start, const void *end)
{
	const struct kcov_df_text *text = find_text((unsigned long)start);
	const struct kcov_df_function *functions;
	int first, last;
	u32 i;

	if (!text)
		return false;

	functions = text->functions;
	first = max(kcov_df_text_find(text, (unsigned long)start), 0);
	last = kcov_df_text_find(text, (unsigned long)end);
	for (i = functions[first].first; i < functions[last + 1].first;
	     i += KCOV_DF_WORDS(text->boundaries[i])) {
		if (overlaps(text, text->boundaries[i], (unsigned long)start,
			     (unsigned long)end))
			return true;
	}
	return false;
}
#endif /* CONFIG_KCOV_DATAFLOW_NOPS */
