/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of "kdflow tui". */
#ifndef KDFLOW_TUI_H
#define KDFLOW_TUI_H

#include "flat.h"

/** TUI_NONE - no node */
#define TUI_NONE UINT32_MAX

/** TUI_TASK - type of a node, next to enum kdf_boundary_type: a task or remote section begins */
#define TUI_TASK 0x80

/**
 * struct tui_node - a line of the whole tree
 * @chunk: number of its chunk
 * @offset: of its record in that
 * @pair: the other half of a call, or TUI_NONE; of a gap: number of chunks
 * @parent: the call around it, or TUI_NONE
 * @depth: its level
 * @type: of the boundary, or TUI_TASK
 * @folded: of an entry: what is inside does not show
 */
struct tui_node {
	uint32_t chunk;
	uint32_t offset;
	uint32_t pair;
	uint32_t parent;
	uint16_t depth;
	uint8_t type;
	bool folded;
};

/**
 * struct tui_index - all nodes up to some point in the trace
 * @trace: the trace
 * @nodes: in a file without a name, so that the kernel may take the memory back
 * @count: number of nodes so far
 * @complete: there are no more
 * @error: what is wrong with the trace; empty if nothing is
 */
struct tui_index {
	struct kdf_trace *trace;
	struct tui_node *nodes;
	uint32_t count;
	bool complete;
	char error[512];
	/* private: */
	int fd;
	size_t alloc;
	struct kdf_walk walk;
	uint32_t innermost;
};

/** tui_index_open - begin with no node */
int tui_index_open(struct tui_index *index, struct kdf_trace *trace, struct kdf_error *err);

/** tui_index_more - add some nodes; false when there are no more */
bool tui_index_more(struct tui_index *index);

void tui_index_close(struct tui_index *index);

/**
 * struct tui - one run of "kdflow tui"
 * @format: how to print a line
 * @trace: what
 * @index: its nodes
 * @places: reads their records
 * @flat: reads their values
 * @line: the text of a node
 * @result: where in it the result of a folded call begins, 0 if there is none
 * @top: the first node on the screen
 * @current: the node that is selected
 * @pattern: text that is searched for
 * @follow: @value is followed instead
 * @value: a value that is followed
 * @message: for the last line, once
 */
struct tui {
	struct format format;
	struct kdf_trace trace;
	struct tui_index index;
	struct kdf_places places;
	struct flat flat;
	struct scratch line;
	size_t result;
	uint32_t top;
	uint32_t current;
	char pattern[128];
	bool follow;
	uint64_t value;
	char message[256];
};

/* tui-text.c */

/** tui_text - a node in one line, printable characters only, valid until the next; @fields as in struct format */
const char *tui_text(struct tui *t, uint32_t node, unsigned int fields);

/** tui_matches - the node has what is searched for */
bool tui_matches(struct tui *t, uint32_t node);

/** tui_values - up to @max different values of a node; returns their number */
unsigned int tui_values(struct tui *t, uint32_t node, uint64_t *values, unsigned int max);

/* tui-rows.c: nodes that are not folded away. */

/** tui_has - node @i exists; the index grows as far as needed */
bool tui_has(struct tui *t, uint32_t i);

/** tui_next, tui_previous - the row after or before one, or TUI_NONE */
uint32_t tui_next(struct tui *t, uint32_t i);
uint32_t tui_previous(struct tui *t, uint32_t i);

/** tui_reveal - unfold what is around a node */
void tui_reveal(struct tui *t, uint32_t i);

/** tui_pair - the other half of a call, or TUI_NONE */
uint32_t tui_pair(struct tui *t, uint32_t i);

/* tui-screen.c */

/** TUI_PAIR_* - colours */
enum { TUI_PAIR_ERROR = 1, TUI_PAIR_NOTE, TUI_PAIR_CHANGE };

void tui_draw(struct tui *t);
void tui_help(void);

/** tui_busy - tell that something takes long; true if the user wants no more of it */
bool tui_busy(struct tui *t, const char *what);

/** tui_prompt - let the user change a text; false if he gives up. Tab goes through @choices */
bool tui_prompt(const char *label, char *text, size_t size, const uint64_t *choices, unsigned int count);

/** tui_page - number of rows on the screen */
int tui_page(void);

#endif /* KDFLOW_TUI_H */
