// SPDX-License-Identifier: GPL-2.0
/*
 * What is instrumented in the kernel and its modules.
 *
 * The compiler lists the boundaries of each object that can be patched. Where
 * none can, it lists sites, which say what function they are in. From these
 * lists come tables by function, as functions are what filters select, and by
 * address, as text is best patched in that order.
 */
#define pr_fmt(fmt) "kcov_dataflow: " fmt

#include <linux/bitmap.h>
#include <linux/cleanup.h>
#include <linux/init.h>
#include <linux/kallsyms.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "gate.h"
#include "text.h"

/* Sites count where no boundary can be patched. */
#define NR_KINDS	(KCOV_DF_SITE + !IS_ENABLED(CONFIG_KCOV_DATAFLOW_NOPS))

/* === Tables =============================================================== */

struct boundary_list {
	const s32	*words;
	unsigned int	nr;
};

/* The lists of an object; indices are KCOV_DF_ENTRY to KCOV_DF_SITE. */
struct boundary_lists {
	struct boundary_list list[4];
};

/* Tables in the making. */
struct draft {
	unsigned long		base;
	unsigned long		size;
	/* Offset, kind and target of each boundary, in the order to sort by. */
	u64			*keys;
	unsigned int		nr_keys;
	struct kcov_df_function	*functions;
	unsigned int		nr_functions;
	/* Words of all boundaries. */
	unsigned int		nr_words;
};

#define KEY(offset, kind, target) ((u64)(offset) << 34 | (u64)(kind) << 32 | (target))
#define KEY_WORD(key)		((u32)((key) >> 32))
#define KEY_TARGET(key)		((u32)(key))

static int compare_keys(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

static unsigned long word_address(const s32 *word)
{
	return (unsigned long)word + *word;
}

/* The first word of a site leads to its shape. */
static unsigned long list_address(const s32 *p, unsigned int kind)
{
	return word_address(kind == KCOV_DF_SITE ? &p[1] : p);
}

/* Adds what a list has in this text. */
static void draft_add_list(struct draft *d, const struct boundary_list *list,
			   unsigned int kind)
{
	unsigned int step = kind < KCOV_DF_JUMP ? 1 : 2, i;
	unsigned long addr, target;
	const s32 *p;

	for (i = 0; i < list->nr; i++) {
		p = list->words + i * step;
		addr = list_address(p, kind);
		if (addr - d->base >= d->size)
			continue;
		if (WARN_ONCE(!kcov_df_is_closed(addr, kind), "no no-op at %pS\n", (void *)addr))
			continue;
		target = kind == KCOV_DF_JUMP ? word_address(&p[1]) - d->base : 0;
		d->keys[d->nr_keys++] = KEY(addr - d->base, kind, (u32)target);
		d->nr_words += KCOV_DF_WORDS(kind);
	}
}

/* Symbols within a function do not tear its exits from its entry. */
static bool is_exit_of(const struct draft *d, u32 word,
		       const struct kcov_df_function *f)
{
	unsigned long constant, entry;

	if (KCOV_DF_KIND(word) != KCOV_DF_EXIT)
		return false;
	constant = d->base + KCOV_DF_OFFSET(word) + KCOV_DF_SITE_OFFSET;
	entry = constant + get_unaligned((const s32 *)constant) - d->base;
	return entry >= f->start && entry < KCOV_DF_OFFSET(word);
}

/* Finds the function of each boundary. */
static void draft_find_functions(struct draft *d)
{
	struct kcov_df_function *f = NULL;
	unsigned long end = 0, size, offset;
	unsigned int i, nr_words = 0;
	u32 word, pos;

	for (i = 0; i < d->nr_keys; i++) {
		word = KEY_WORD(d->keys[i]);
		pos = KCOV_DF_OFFSET(word);
		if (pos >= end && !(f && is_exit_of(d, word, f))) {
			if (!kallsyms_lookup_size_offset(d->base + pos, &size, &offset)) {
				size = 1;
				offset = 0;
			}
			f = &d->functions[d->nr_functions++];
			f->start = pos - offset;
			f->first = nr_words;
			end = f->start + size;
		}
		nr_words += KCOV_DF_WORDS(word);
	}
}

static size_t align_up(size_t n)
{
	return ALIGN(n, sizeof(unsigned long));
}

/* Everything in one piece, so that RCU can free it. */
static struct kcov_df_text *draft_finish(const struct draft *d)
{
	size_t bits_size = bitmap_size(d->nr_functions);
	size_t functions_size = align_up(array_size(d->nr_functions + 1,
						    sizeof(*d->functions)));
	struct kcov_df_text *text;
	unsigned int i;
	u32 *word;

	text = kvzalloc(sizeof(*text) + 2 * bits_size + functions_size +
			array_size(d->nr_words, sizeof(*word)), GFP_KERNEL);
	if (!text)
		return NULL;

	text->base = d->base;
	text->size = d->size;
	text->nr_functions = d->nr_functions;
	text->open = (void *)(text + 1);
	text->wanted = (void *)text->open + bits_size;
	text->functions = (void *)text->wanted + bits_size;
	text->boundaries = (void *)text->functions + functions_size;

	memcpy(text->functions, d->functions, d->nr_functions * sizeof(*d->functions));
	text->functions[d->nr_functions].start = d->size;
	text->functions[d->nr_functions].first = d->nr_words;
	word = text->boundaries;
	for (i = 0; i < d->nr_keys; i++) {
		*word++ = KEY_WORD(d->keys[i]);
		if (KCOV_DF_KIND(word[-1]) == KCOV_DF_JUMP)
			*word++ = KEY_TARGET(d->keys[i]);
	}
	return text;
}

/*
 * Makes the tables of one piece of text and opens what the open gates select.
 * The lists may have boundaries of other text, too.
 */
static int add_text(struct module *mod, void *base, unsigned long size,
		    const struct boundary_lists *lists)
{
	struct draft d = { .base = (unsigned long)base, .size = size };
	unsigned int kind, nr = 0;
	struct kcov_df_text *text;
	int res = -ENOMEM;

	for (kind = 0; kind < NR_KINDS; kind++)
		nr += lists->list[kind].nr;
	d.keys = kvmalloc_array(nr, sizeof(*d.keys), GFP_KERNEL);
	d.functions = kvmalloc_array(nr, sizeof(*d.functions), GFP_KERNEL);
	if (!d.keys || !d.functions)
		goto out;

	for (kind = 0; kind < NR_KINDS; kind++)
		draft_add_list(&d, &lists->list[kind], kind);
	sort(d.keys, d.nr_keys, sizeof(*d.keys), compare_keys, NULL);
	draft_find_functions(&d);
	text = draft_finish(&d);
	if (!text)
		goto out;

	text->mod = mod;
	res = kcov_df_gate_add_text(text);
out:
	kvfree(d.functions);
	kvfree(d.keys);
	return res;
}

/* === Modules and the kernel =============================================== */

#ifdef CONFIG_MODULES
static void module_coming(struct module *mod)
{
	const struct boundary_lists lists = { {
		[KCOV_DF_ENTRY] = { mod->kcov_df_entries, mod->num_kcov_df_entries },
		[KCOV_DF_EXIT] = { mod->kcov_df_exits, mod->num_kcov_df_exits },
		[KCOV_DF_JUMP] = { mod->kcov_df_jumps, mod->num_kcov_df_jumps },
		[KCOV_DF_SITE] = { mod->kcov_df_sites, mod->num_kcov_df_sites },
	} };
	static const enum mod_mem_type types[] = { MOD_TEXT, MOD_INIT_TEXT };
	const struct module_memory *mem;
	int i;

	if (!mod->num_kcov_df_entries && !mod->num_kcov_df_jumps &&
	    !mod->num_kcov_df_sites)
		return;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		mem = &mod->mem[types[i]];
		if (mem->size && add_text(mod, mem->base, mem->size, &lists))
			pr_warn("no memory to record module %s\n", mod->name);
	}
}

static void remove_text(const struct module *mod, enum mod_mem_type type)
{
	unsigned long base = (unsigned long)mod->mem[type].base;
	struct kcov_df_text *text, *next;

	mutex_lock(&kcov_df_gate_mutex);
	list_for_each_entry_safe(text, next, &kcov_df_texts, list) {
		if (text->mod == mod && text->base == base)
			kcov_df_gate_remove_text(text);
	}
	mutex_unlock(&kcov_df_gate_mutex);
}

static int module_notify(struct notifier_block *nb, unsigned long state, void *data)
{
	struct module *mod = data;

	switch (state) {
	case MODULE_STATE_COMING:
		/* Relocated and read-only; nothing of it has run. */
		module_coming(mod);
		break;
	case MODULE_STATE_LIVE:
		/* Its initialisation is through, and about to be freed. */
		remove_text(mod, MOD_INIT_TEXT);
		break;
	case MODULE_STATE_GOING:
		remove_text(mod, MOD_INIT_TEXT);
		remove_text(mod, MOD_TEXT);
		break;
	}
	return NOTIFY_OK;
}

static struct notifier_block module_nb = {
	.notifier_call = module_notify,
	/* Before that of kprobe events, which asks what is reserved. */
	.priority = 2,
};
#endif /* CONFIG_MODULES */

static struct boundary_list __init kernel_list(const s32 *start, const s32 *stop,
					       unsigned int step)
{
	return (struct boundary_list){ start, (stop - start) / step };
}

/*
 * What initialises the kernel is left out: it will be gone before anybody
 * records. The lists go, too, but for the sites.
 */
static int __init kcov_df_text_init(void)
{
	const struct boundary_lists lists = { {
		[KCOV_DF_ENTRY] = kernel_list(__start___kcov_df_entries,
					      __stop___kcov_df_entries, 1),
		[KCOV_DF_EXIT] = kernel_list(__start___kcov_df_exits,
					     __stop___kcov_df_exits, 1),
		[KCOV_DF_JUMP] = kernel_list(__start___kcov_df_jumps,
					     __stop___kcov_df_jumps, 2),
		[KCOV_DF_SITE] = kernel_list(__start___kcov_df_sites,
					     __stop___kcov_df_sites, 2),
	} };

	if (add_text(NULL, _stext, _etext - _stext, &lists))
		pr_err("no memory to record the kernel\n");
#ifdef CONFIG_MODULES
	return register_module_notifier(&module_nb);
#else
	return 0;
#endif
}
core_initcall(kcov_df_text_init);
