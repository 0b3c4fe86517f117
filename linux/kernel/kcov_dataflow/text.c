// SPDX-License-Identifier: GPL-2.0
/*
 * The boundaries of the kernel and its modules on x86-64, which are no-ops, and
 * calls while somebody records.
 *
 * The compiler lists the boundaries of each object. From these lists come
 * tables by function, as functions are what filters select, and by address,
 * as text is best patched in that order.
 */
#define pr_fmt(fmt) "kcov_dataflow: " fmt

#include <linux/bitmap.h>
#include <linux/cleanup.h>
#include <linux/init.h>
#include <linux/kallsyms.h>
#include <linux/memory.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include <asm/nops.h>
#include <asm/text-patching.h>

#include "gate.h"
#include "text.h"

/*
 * The first bytes of an entry or exit: the no-op goes on for five more, which
 * are a test of a constant after a call.
 */
static const u8 closed_nop[CALL_INSN_SIZE] = { 0x66, 0x66, 0x0f, 0x1f, 0x84 };

/* From an entry or exit to the constant, which is or finds the site. */
#define SITE_OFFSET	(CALL_INSN_SIZE + 1)

/* === Tables =============================================================== */

struct boundary_list {
	const s32	*words;
	unsigned int	nr;
};

/* The lists of an object; indices are KCOV_DF_ENTRY to KCOV_DF_JUMP. */
struct boundary_lists {
	struct boundary_list list[3];
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

static bool is_closed(unsigned long addr, unsigned int kind)
{
	const void *nop = kind == KCOV_DF_JUMP ? x86_nops[CALL_INSN_SIZE] : closed_nop;

	return !memcmp((const void *)addr, nop, CALL_INSN_SIZE);
}

/* Adds what a list has in this text. */
static void draft_add_list(struct draft *d, const struct boundary_list *list,
			   unsigned int kind)
{
	unsigned int step = kind == KCOV_DF_JUMP ? 2 : 1, i;
	unsigned long addr, target;
	const s32 *p;

	for (i = 0; i < list->nr; i++) {
		p = list->words + i * step;
		addr = (unsigned long)p + p[0];
		if (addr - d->base >= d->size)
			continue;
		if (WARN_ONCE(!is_closed(addr, kind), "no no-op at %pS\n", (void *)addr))
			continue;
		target = kind == KCOV_DF_JUMP ? (unsigned long)&p[1] + p[1] - d->base : 0;
		d->keys[d->nr_keys++] = KEY(addr - d->base, kind, (u32)target);
		d->nr_words += step;
	}
}

/* Symbols within a function do not tear its exits from its entry. */
static bool is_exit_of(const struct draft *d, u32 word,
		       const struct kcov_df_function *f)
{
	unsigned long constant, entry;

	if (KCOV_DF_KIND(word) != KCOV_DF_EXIT)
		return false;
	constant = d->base + KCOV_DF_OFFSET(word) + SITE_OFFSET;
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

	for (kind = 0; kind < ARRAY_SIZE(lists->list); kind++)
		nr += lists->list[kind].nr;
	d.keys = kvmalloc_array(nr, sizeof(*d.keys), GFP_KERNEL);
	d.functions = kvmalloc_array(nr, sizeof(*d.functions), GFP_KERNEL);
	if (!d.keys || !d.functions)
		goto out;

	for (kind = 0; kind < ARRAY_SIZE(lists->list); kind++)
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

/* === Patching ============================================================= */

/* As many as text_poke_queue() takes before it patches them. */
#define BATCH	(PAGE_SIZE / 16)

static void queue(const struct kcov_df_text *text, const u32 *word, bool call)
{
	void *addr = (void *)text->base + KCOV_DF_OFFSET(*word);
	const void *nop5 = x86_nops[CALL_INSN_SIZE];
	const void *target;
	u8 opcode = CALL_INSN_OPCODE;

	switch (KCOV_DF_KIND(*word)) {
	case KCOV_DF_ENTRY:
		target = __sanitizer_cov_trace_nop_entry;
		break;
	case KCOV_DF_EXIT:
		target = __sanitizer_cov_trace_nop_exit;
		break;
	default:
		opcode = JMP32_INSN_OPCODE;
		target = (void *)text->base + (s32)word[1];
	}

	if (call)
		text_poke_queue(addr, text_gen_insn(opcode, addr, target),
				CALL_INSN_SIZE, NULL);
	else if (opcode == JMP32_INSN_OPCODE)
		text_poke_queue(addr, nop5, CALL_INSN_SIZE, NULL);
	else
		/*
		 * Five bytes of a ten-byte no-op. Who comes by meanwhile goes
		 * on behind them, with a test that changes nothing but flags.
		 */
		text_poke_queue(addr, closed_nop, CALL_INSN_SIZE, nop5);
}

/*
 * Whoever is recorded while boundaries change should not leave entries without
 * exits, hence this order: exits open, then entries open and close, then exits
 * close. A function's first boundary is its entry.
 */
enum phase { OPEN_EXITS, OPEN_AND_CLOSE_ENTRIES, CLOSE_EXITS, NR_PHASES };

static bool is_due(enum phase phase, bool is_entry, bool call)
{
	if (is_entry)
		return phase == OPEN_AND_CLOSE_ENTRIES;
	return phase == (call ? OPEN_EXITS : CLOSE_EXITS);
}

static void patch_function(const struct kcov_df_text *text, unsigned int function,
			   enum phase phase, unsigned int *queued)
{
	const struct kcov_df_function *f = &text->functions[function];
	bool call = test_bit(function, text->wanted);
	u32 i;

	for (i = f[0].first; i < f[1].first; i += KCOV_DF_WORDS(text->boundaries[i])) {
		if (!is_due(phase, i == f->first, call))
			continue;
		queue(text, &text->boundaries[i], call);
		if (++*queued % BATCH)
			continue;
		text_poke_finish();
		mutex_unlock(&text_mutex);
		cond_resched();
		mutex_lock(&text_mutex);
	}
}

static void patch_text(struct kcov_df_text *text, enum phase phase)
{
	unsigned int i, queued = 0;

	mutex_lock(&text_mutex);
	for (i = 0; i < text->nr_functions; i++) {
		if (test_bit(i, text->open) != test_bit(i, text->wanted))
			patch_function(text, i, phase, &queued);
	}
	text_poke_finish();
	mutex_unlock(&text_mutex);
}

/**
 * kcov_df_text_patch - make all boundaries what they shall be
 *
 * Context: Process context, under kcov_df_gate_mutex.
 */
void kcov_df_text_patch(void)
{
	struct kcov_df_text *text;
	enum phase phase;

	lockdep_assert_held(&kcov_df_gate_mutex);

	for (phase = 0; phase < NR_PHASES; phase++) {
		list_for_each_entry(text, &kcov_df_texts, list) {
			if (!bitmap_equal(text->open, text->wanted, text->nr_functions))
				patch_text(text, phase);
		}
	}
	list_for_each_entry(text, &kcov_df_texts, list)
		bitmap_copy(text->open, text->wanted, text->nr_functions);
}

/* === Modules and the kernel =============================================== */

#ifdef CONFIG_MODULES
static void module_coming(struct module *mod)
{
	const struct boundary_lists lists = { {
		[KCOV_DF_ENTRY] = { mod->kcov_df_entries, mod->num_kcov_df_entries },
		[KCOV_DF_EXIT] = { mod->kcov_df_exits, mod->num_kcov_df_exits },
		[KCOV_DF_JUMP] = { mod->kcov_df_jumps, mod->num_kcov_df_jumps },
	} };
	static const enum mod_mem_type types[] = { MOD_TEXT, MOD_INIT_TEXT };
	const struct module_memory *mem;
	int i;

	if (!mod->num_kcov_df_entries && !mod->num_kcov_df_jumps)
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
 * records. The lists go, too.
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
