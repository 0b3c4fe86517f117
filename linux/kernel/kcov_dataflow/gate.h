/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The gate: which instrumented functions call the recorder, and on whose behalf.
 */
#ifndef _KERNEL_KCOV_DATAFLOW_GATE_H
#define _KERNEL_KCOV_DATAFLOW_GATE_H

#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/types.h>

struct kcov_df_rules;
struct kcov_df_selection;

/* Not 0 while a gate is open. Boundaries that are no no-ops test it. */
extern u8 __sanitizer_cov_trace_gate;

/**
 * struct kcov_df_gate - one recording's wish for boundaries; zeroed before use
 * @list: all gates that are open, empty while this one is not; under the gate
 *	mutex
 * @rules: what it selects; NULL selects everything; under the gate mutex
 * @selection: the functions that it selects, where another open gate selects
 *	other ones; NULL if every boundary that calls is selected. Recorders of
 *	any task read it under RCU.
 */
struct kcov_df_gate {
	struct list_head list;
	struct kcov_df_rules *rules;
	struct kcov_df_selection __rcu *selection;
};

int kcov_df_gate_open(struct kcov_df_gate *gate);
void kcov_df_gate_close(struct kcov_df_gate *gate);
int kcov_df_gate_filter(struct kcov_df_gate *gate, const char *rules,
			size_t len, u64 *matched, u64 *total);

bool __kcov_df_gate_passes(const struct kcov_df_gate *gate, const s32 *site);

/*
 * Is the function of @site among those that @gate selects? In any context. It
 * is possible that a gate has just been opened, closed or filtered, and that an
 * exit passes whose entry did not, or the reverse.
 */
static __always_inline bool kcov_df_gate_passes(const struct kcov_df_gate *gate,
						const s32 *site)
{
	return likely(!rcu_access_pointer(gate->selection)) ||
	       __kcov_df_gate_passes(gate, site);
}

unsigned long kcov_df_gate_function(const s32 *site);

#if IS_ENABLED(CONFIG_KUNIT)
struct kcov_df_rules *kcov_df_rules_alloc(const char *rules, size_t len);
void kcov_df_rules_free(struct kcov_df_rules *r);
bool kcov_df_rules_select(const struct kcov_df_rules *r, const char *function,
			  const char *module);
#endif

#endif
