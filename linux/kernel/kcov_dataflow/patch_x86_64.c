// SPDX-License-Identifier: GPL-2.0
/*
 * Patches the boundaries of the kernel and its modules on x86-64: no-ops, and
 * calls while somebody records.
 */
#include <linux/bitmap.h>
#include <linux/memory.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <asm/nops.h>
#include <asm/text-patching.h>

#include "text.h"

/*
 * The first bytes of an entry or exit: the no-op goes on for five more, which
 * are a test of a constant after a call.
 */
static const u8 closed_nop[CALL_INSN_SIZE] = { 0x66, 0x66, 0x0f, 0x1f, 0x84 };

/**
 * kcov_df_is_closed - is there a no-op, as the compiler has made it?
 * @addr: where a boundary should be
 * @kind: its kind
 *
 * Context: Any.
 * Return: whether it is there.
 */
bool kcov_df_is_closed(unsigned long addr, unsigned int kind)
{
	const void *nop = kind == KCOV_DF_JUMP ? x86_nops[CALL_INSN_SIZE] : closed_nop;

	return !memcmp((const void *)addr, nop, CALL_INSN_SIZE);
}

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
