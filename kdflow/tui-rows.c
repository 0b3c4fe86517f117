// SPDX-License-Identifier: GPL-2.0-or-later
/* Which nodes of "kdflow tui" are rows, and which is next. */
#include "tui.h"

bool tui_has(struct tui *t, uint32_t i)
{
	while (i >= t->index.count) {
		if (!tui_index_more(&t->index) && i >= t->index.count)
			return false;
		if (tui_busy(t, "reading"))
			return false;
	}
	return true;
}

uint32_t tui_pair(struct tui *t, uint32_t i)
{
	const struct tui_node *node = &t->index.nodes[i];

	if (node->type == KDF_B_EXIT || node->type == KDF_B_NO_EXIT)
		return node->pair;
	if (node->type != KDF_B_ENTRY)
		return TUI_NONE;
	/* Its exit may not have been read yet. */
	while (t->index.nodes[i].pair == TUI_NONE && tui_index_more(&t->index)) {
		if (tui_busy(t, "reading"))
			break;
	}
	return t->index.nodes[i].pair;
}

uint32_t tui_next(struct tui *t, uint32_t i)
{
	uint32_t pair;

	if (t->index.nodes[i].folded) {
		pair = tui_pair(t, i);
		if (pair != TUI_NONE)
			i = pair;
	}
	return tui_has(t, i + 1) ? i + 1 : TUI_NONE;
}

/* The entry that an exit hides behind if it is folded. */
static uint32_t entry_of(struct tui *t, uint32_t i)
{
	const struct tui_node *node = &t->index.nodes[i];
	bool is_exit = node->type == KDF_B_EXIT || node->type == KDF_B_NO_EXIT;

	return is_exit && node->pair != TUI_NONE ? node->pair : i;
}

uint32_t tui_previous(struct tui *t, uint32_t i)
{
	uint32_t row, around;

	if (!i)
		return TUI_NONE;
	row = i - 1;
	around = entry_of(t, row);
	if (around == row)
		around = t->index.nodes[row].parent;
	/* The outermost call around it that is folded. A fold without an end hides nothing. */
	for (; around != TUI_NONE; around = t->index.nodes[around].parent) {
		if (t->index.nodes[around].folded && t->index.nodes[around].pair != TUI_NONE)
			row = around;
	}
	return row;
}

void tui_reveal(struct tui *t, uint32_t i)
{
	uint32_t around = entry_of(t, i);

	if (around == i)
		around = t->index.nodes[i].parent;
	for (; around != TUI_NONE; around = t->index.nodes[around].parent)
		t->index.nodes[around].folded = false;
}
