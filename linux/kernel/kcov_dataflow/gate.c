// SPDX-License-Identifier: GPL-2.0
/*
 * Gates. Each recording has one, and a filter that says which functions it is
 * for. The boundaries that call the recorder are those of all functions that
 * some open gate selects. Where gates differ, each looks again whether a
 * boundary is its own.
 */
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/glob.h>
#include <linux/jiffies.h>
#include <linux/kallsyms.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rculist.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>
#include <kunit/visibility.h>

#include "gate.h"
#include "text.h"

/*
 * To open and close all of the kernel is to patch tens of thousands of places,
 * and fuzzers open the device for each program that they run. So boundaries
 * stay open for this long after the last gate is closed.
 */
#define CLOSE_DELAY	HZ

/* Protects all that is not read under RCU: gates, filters, texts. */
DEFINE_MUTEX(kcov_df_gate_mutex);

static LIST_HEAD(open_gates);

/* How many texts have come so far. */
static u64 nr_texts_added;

/* Boundaries that are no no-ops test this. */
u8 __sanitizer_cov_trace_gate __read_mostly;
EXPORT_SYMBOL(__sanitizer_cov_trace_gate);

/* === Rules ================================================================ */

/**
 * struct kcov_df_rules - a filter
 * @selected: the functions that it selects, among those that there are
 * @texts: nr_texts_added when they were selected, while no gate is open with it
 * @len: bytes of @rules
 * @rules: as in struct kcov_df_filter
 */
struct kcov_df_rules {
	struct kcov_df_selection	*selected;
	u64				texts;
	size_t				len;
	char				rules[] __counted_by(len);
};

static bool rules_are_valid(const char *rules, size_t len)
{
	const char *rule;

	if (!len || rules[len - 1])
		return false;
	for (rule = rules; rule < rules + len; rule += strlen(rule) + 1) {
		if (rule[0] != '+' && rule[0] != '-')
			return false;
		if (rule[1] != 'f' && rule[1] != 'm')
			return false;
		if (!rule[2])
			return false;
	}
	return true;
}

VISIBLE_IF_KUNIT bool kcov_df_rules_select(const struct kcov_df_rules *r,
					   const char *function,
					   const char *module)
{
	bool wants_function = false, wants_module = false;
	bool has_function = false, has_module = false;
	const char *rule;
	bool is_function, matches;

	for (rule = r->rules; rule < r->rules + r->len; rule += strlen(rule) + 1) {
		is_function = rule[1] == 'f';
		matches = glob_match(rule + 2, is_function ? function : module);
		if (rule[0] == '-') {
			if (matches)
				return false;
		} else if (is_function) {
			wants_function = true;
			has_function |= matches;
		} else {
			wants_module = true;
			has_module |= matches;
		}
	}
	return has_function == wants_function && has_module == wants_module;
}

/* Returns how many functions of @text are selected; @functions gets them. */
static unsigned int select_from_text(const struct kcov_df_rules *r,
				     const struct kcov_df_text *text,
				     s32 *functions)
{
	const char *module = text->mod ? module_name(text->mod) : "vmlinux";
	unsigned long addr, size, offset;
	char buf[KSYM_NAME_LEN];
	unsigned int i, nr = 0;
	const char *name;
	char *modname;

	for (i = 0; i < text->nr_functions; i++) {
		addr = text->base + text->functions[i].start;
		name = kallsyms_lookup(addr, &size, &offset, &modname, buf);
		if (kcov_df_rules_select(r, name ?: "", module))
			functions[nr++] = kcov_df_key(addr);
		cond_resched();
	}
	return nr;
}

/* The part of a selection that lies in @text is at [*from, *to). */
static void selection_range(const struct kcov_df_selection *s,
			    const struct kcov_df_text *text,
			    unsigned int *from, unsigned int *to)
{
	*from = kcov_df_selection_below(s, kcov_df_key(text->base));
	*to = kcov_df_selection_below(s, kcov_df_key(text->base + text->size));
}

static unsigned int nr_functions(void)
{
	const struct kcov_df_text *text;
	unsigned int nr = 0;

	list_for_each_entry(text, &kcov_df_texts, list)
		nr += text->nr_functions;
	return nr;
}

/*
 * Makes a selection; with @new_text, from the one that there is and the
 * functions of that text. Texts are in the order of addresses, and so are the
 * functions of each.
 */
static struct kcov_df_selection *rules_apply(const struct kcov_df_rules *r,
					     const struct kcov_df_text *new_text)
{
	unsigned int from, to, nr = nr_functions();
	struct kcov_df_selection *s, *shrunk;
	const struct kcov_df_text *text;

	s = kvmalloc(struct_size(s, functions, nr), GFP_KERNEL);
	if (!s)
		return NULL;
	s->nr = nr;
	nr = 0;
	list_for_each_entry(text, &kcov_df_texts, list) {
		if (!new_text || text == new_text) {
			nr += select_from_text(r, text, s->functions + nr);
			continue;
		}
		selection_range(r->selected, text, &from, &to);
		memcpy(s->functions + nr, r->selected->functions + from,
		       (to - from) * sizeof(*s->functions));
		nr += to - from;
	}
	s->nr = nr;

	shrunk = kvmemdup(s, struct_size(s, functions, s->nr), GFP_KERNEL);
	kvfree(s);
	return shrunk;
}

VISIBLE_IF_KUNIT void kcov_df_rules_free(struct kcov_df_rules *r)
{
	if (!r)
		return;
	/* Recorders may still look into it. */
	if (r->selected)
		kvfree_rcu(r->selected, rcu);
	kvfree(r);
}

VISIBLE_IF_KUNIT struct kcov_df_rules *kcov_df_rules_alloc(const char *rules,
							   size_t len)
{
	struct kcov_df_rules *r;

	if (!rules_are_valid(rules, len))
		return ERR_PTR(-EINVAL);
	r = kvmalloc(struct_size(r, rules, len), GFP_KERNEL);
	if (!r)
		return ERR_PTR(-ENOMEM);
	r->selected = NULL;
	r->len = len;
	memcpy(r->rules, rules, len);
	return r;
}

/* === The boundaries that call ============================================= */

/* Those that test a variable call whenever a gate is open. */
static void want_functions(struct kcov_df_text *text, const struct kcov_df_rules *r)
{
	unsigned int from, to, i;

	if (!r || !IS_ENABLED(CONFIG_KCOV_DATAFLOW_NOPS)) {
		bitmap_fill(text->wanted, text->nr_functions);
		return;
	}
	selection_range(r->selected, text, &from, &to);
	for (i = from; i < to; i++)
		__set_bit(kcov_df_text_find(text, (unsigned long)_text +
					    r->selected->functions[i]),
			  text->wanted);
}

/* How many functions of a selection are there still? */
static unsigned int nr_selected(const struct kcov_df_selection *s)
{
	const struct kcov_df_text *text;
	unsigned int from, to, nr = 0;

	list_for_each_entry(text, &kcov_df_texts, list) {
		selection_range(s, text, &from, &to);
		nr += to - from;
	}
	return nr;
}

/* Makes boundaries and gates what they shall be. */
static void update_gates(void)
{
	struct kcov_df_text *text;
	struct kcov_df_gate *gate;
	unsigned int nr = 0;

	lockdep_assert_held(&kcov_df_gate_mutex);

	/*
	 * Until all is patched, each gate looks for itself. Pairs with
	 * rcu_dereference_raw() in __kcov_df_gate_passes().
	 */
	list_for_each_entry(gate, &open_gates, list)
		rcu_assign_pointer(gate->selection,
				   gate->rules ? gate->rules->selected : NULL);

	list_for_each_entry(text, &kcov_df_texts, list) {
		bitmap_zero(text->wanted, text->nr_functions);
		list_for_each_entry(gate, &open_gates, list)
			want_functions(text, gate->rules);
		nr += bitmap_weight(text->wanted, text->nr_functions);
	}
	kcov_df_text_patch();

	/* Where no other boundary calls than the gate's, it need not look. */
	list_for_each_entry(gate, &open_gates, list) {
		if (gate->rules && nr_selected(gate->rules->selected) == nr)
			RCU_INIT_POINTER(gate->selection, NULL);
	}
}

static void close_boundaries(struct work_struct *work)
{
	mutex_lock(&kcov_df_gate_mutex);
	update_gates();
	mutex_unlock(&kcov_df_gate_mutex);
}

static DECLARE_DELAYED_WORK(close_work, close_boundaries);

/* === Texts that come and go =============================================== */

static void insert_text(struct kcov_df_text *text)
{
	struct kcov_df_text *next;

	list_for_each_entry(next, &kcov_df_texts, list) {
		if (next->base > text->base)
			break;
	}
	/* Pairs with list_for_each_entry_lockless() in find_text(). */
	list_add_tail_rcu(&text->list, &next->list);
	nr_texts_added++;
}

/* A gate's selection goes on to the functions of a new text. */
static int extend_selection(struct kcov_df_gate *gate,
			    const struct kcov_df_text *text)
{
	struct kcov_df_selection *old = gate->rules->selected, *new;

	new = rules_apply(gate->rules, text);
	if (!new)
		return -ENOMEM;
	gate->rules->selected = new;
	rcu_assign_pointer(gate->selection, new);
	kvfree_rcu(old, rcu);
	return 0;
}

/**
 * kcov_df_gate_add_text - let gates select functions of a text
 * @text: what is not known yet; nobody executes it, or all gates are closed
 *
 * Context: Process context.
 * Return: 0, or -ENOMEM; then @text is gone.
 */
int kcov_df_gate_add_text(struct kcov_df_text *text)
{
	struct kcov_df_gate *gate;
	int res = 0;

	mutex_lock(&kcov_df_gate_mutex);
	insert_text(text);
	list_for_each_entry(gate, &open_gates, list) {
		if (gate->rules)
			res = extend_selection(gate, text);
		if (res)
			break;
	}
	if (!res)
		update_gates();
	else
		kcov_df_gate_remove_text(text);
	mutex_unlock(&kcov_df_gate_mutex);
	return res;
}

/**
 * kcov_df_gate_remove_text - forget a text that will be freed
 * @text: text that nobody executes any more; its boundaries stay as they are
 *
 * Selections may keep its functions. They are looked for only where there is
 * text, and a new text in the same place is selected from afresh.
 *
 * Context: Process context, under kcov_df_gate_mutex.
 */
void kcov_df_gate_remove_text(struct kcov_df_text *text)
{
	lockdep_assert_held(&kcov_df_gate_mutex);
	list_del_rcu(&text->list);
	kvfree_rcu(text, rcu);
}

/* === The interface of recordings ========================================== */

static bool is_open(const struct kcov_df_gate *gate)
{
	return gate->list.next;
}

/* Finds out what @r selects, and makes it the filter of @gate. */
static int set_rules(struct kcov_df_gate *gate, struct kcov_df_rules *r)
{
	struct kcov_df_rules *old = gate->rules;

	if (r) {
		r->selected = rules_apply(r, NULL);
		if (!r->selected)
			return -ENOMEM;
		r->texts = nr_texts_added;
	}
	gate->rules = r;
	if (is_open(gate))
		update_gates();
	kcov_df_rules_free(old);
	return 0;
}

/**
 * kcov_df_gate_open - let the boundaries that a gate selects call the recorder
 * @gate: open, which changes nothing, or all zero but for what
 *	kcov_df_gate_filter() has made of it
 *
 * Context: Process context. Takes as long as it takes to patch the kernel.
 * Return: 0 or -ENOMEM.
 */
int kcov_df_gate_open(struct kcov_df_gate *gate)
{
	struct kcov_df_selection *selected;
	int res = 0;

	mutex_lock(&kcov_df_gate_mutex);
	if (is_open(gate))
		goto out;
	if (gate->rules && gate->rules->texts != nr_texts_added) {
		/* Modules have come since. */
		selected = rules_apply(gate->rules, NULL);
		if (!selected) {
			res = -ENOMEM;
			goto out;
		}
		kvfree_rcu(gate->rules->selected, rcu);
		gate->rules->selected = selected;
	}
	list_add_tail(&gate->list, &open_gates);
	update_gates();
	WRITE_ONCE(__sanitizer_cov_trace_gate, 1);
out:
	mutex_unlock(&kcov_df_gate_mutex);
	return res;
}

/**
 * kcov_df_gate_close - end what kcov_df_gate_open() and _filter() have begun
 * @gate: open or not; afterwards as before its first use. No task records on
 *	its behalf any more
 *
 * Context: Process context.
 */
void kcov_df_gate_close(struct kcov_df_gate *gate)
{
	mutex_lock(&kcov_df_gate_mutex);
	if (is_open(gate)) {
		list_del(&gate->list);
		gate->list.next = NULL;
		gate->list.prev = NULL;
		if (list_empty(&open_gates))
			WRITE_ONCE(__sanitizer_cov_trace_gate, 0);
		/* The boundaries that nobody wants any more are in no hurry. */
		mod_delayed_work(system_long_wq, &close_work, CLOSE_DELAY);
	}
	RCU_INIT_POINTER(gate->selection, NULL);
	kcov_df_rules_free(gate->rules);
	gate->rules = NULL;
	mutex_unlock(&kcov_df_gate_mutex);
}

/**
 * kcov_df_gate_filter - replace the filter of a gate
 * @gate: open or not
 * @rules: as in struct kcov_df_filter
 * @len: bytes of @rules; 0 selects every function
 * @matched: gets the number of functions that are selected
 * @total: gets the number of functions that there are
 *
 * Context: Process context. What an open gate selects is recorded when this
 * returns, and no other function.
 * Return: 0, -EINVAL for malformed rules, or -ENOMEM; then the filter is as it
 * was.
 */
int kcov_df_gate_filter(struct kcov_df_gate *gate, const char *rules,
			size_t len, u64 *matched, u64 *total)
{
	struct kcov_df_rules *r = NULL;
	int res;

	if (len) {
		r = kcov_df_rules_alloc(rules, len);
		if (IS_ERR(r))
			return PTR_ERR(r);
	}

	mutex_lock(&kcov_df_gate_mutex);
	res = set_rules(gate, r);
	if (!res) {
		*total = nr_functions();
		*matched = r ? r->selected->nr : *total;
	}
	mutex_unlock(&kcov_df_gate_mutex);
	if (res)
		kcov_df_rules_free(r);
	return res;
}
