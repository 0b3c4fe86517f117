// SPDX-License-Identifier: GPL-2.0-or-later
/* The screen of "kdflow tui": rows, the whole of the selected one, one line to talk. */
#include <inttypes.h>
#include <ncurses.h>
#include <stdio.h>
#include <string.h>

#include "tui.h"

/* Lines for the whole text of the selected row. */
#define DETAIL 4
/* Fields of a struct in a row. */
#define ROW_FIELDS 6

static const char *const help[] = {
	"  up, down, j, k        a line",
	"  PgUp, PgDn            a screen",
	"  g, G, Home, End       the first line, the last one",
	"  Enter, Space          open or fold a call",
	"  right, left           open; fold, or go to the call around",
	"  *                     open all calls inside, as far as they are read",
	"  /                     search for a text; n next, N back",
	"  f                     follow a value: Tab goes through those of the line;",
	"                        n the next boundary where it appears, N back",
	"  %                     the matching return or entry",
	"  u                     the call around",
	"  ?                     this help",
	"  q                     leave",
	"",
	"A folded call has its return on its own line. The lines at the bottom show all of",
	"the selected one. What takes long is stopped by any key.",
	NULL,
};

int tui_page(void)
{
	int rows = LINES - DETAIL - 2;

	return rows > 1 ? rows : 1;
}

static int attributes(const struct tui_node *node, const char *text)
{
	if (node->type == TUI_TASK)
		return A_BOLD;
	if (node->type >= KDF_B_NO_EXIT)
		return COLOR_PAIR(TUI_PAIR_NOTE);
	if (strstr(text, "(-E"))
		return COLOR_PAIR(TUI_PAIR_ERROR);
	return strstr(text, " -> ") ? COLOR_PAIR(TUI_PAIR_CHANGE) : 0;
}

/* Of a folded call that is too long the result shows, and as much before it as there is room for. */
static void draw_text(const struct tui *t, const char *text, int width)
{
	int result = t->line.len - t->result;

	if (!t->result || t->line.len <= (size_t)width || width < 16) {
		addnstr(text, width);
		return;
	}
	if (result > width / 2)
		result = width / 2;
	addnstr(text, width - result - 3);
	addstr("...");
	addnstr(text + t->result, result);
}

static void draw_row(struct tui *t, int y, uint32_t i)
{
	const char *text = tui_text(t, i, ROW_FIELDS);
	const struct tui_node *node = &t->index.nodes[i];
	int x = 2 * node->depth < COLS / 2 ? 2 * node->depth : COLS / 2;
	int attrs = attributes(node, text) | (i == t->current ? A_REVERSE : 0);
	char mark = node->type != KDF_B_ENTRY ? ' ' : node->folded ? '+' : '-';

	/* A call with nothing inside has nothing to open. */
	if (node->folded && node->pair == i + 1)
		mark = ' ';
	attrset(attrs);
	mvhline(y, 0, ' ', COLS);
	mvaddch(y, x, mark);
	if (COLS > x + 2)
		draw_text(t, text, COLS - x - 1);
	attrset(0);
}

static void draw_detail(struct tui *t)
{
	const char *text = tui_text(t, t->current, 0);
	int y = LINES - DETAIL - 1;

	mvhline(y - 1, 0, '-', COLS);
	for (int i = 0; i < DETAIL && *text; i++) {
		int n = strnlen(text, COLS);

		mvaddnstr(y + i, 0, text, n);
		text += n;
	}
}

static void draw_status(struct tui *t)
{
	char text[320];
	int n;

	n = snprintf(text, sizeof(text), "line %" PRIu32 " of %" PRIu32 "%s   ", t->current + 1,
		     t->index.count, t->index.complete ? "" : " read so far");
	if (*t->message)
		snprintf(text + n, sizeof(text) - n, "%s", t->message);
	else if (t->follow)
		snprintf(text + n, sizeof(text) - n, "following 0x%" PRIx64 ": n next, N back", t->value);
	else
		snprintf(text + n, sizeof(text) - n, "? help");
	attrset(A_BOLD);
	mvaddnstr(LINES - 1, 0, text, COLS - 1);
	attrset(0);
	*t->message = '\0';
}

/* The selected row is to be on the screen. */
static void scroll_to_current(struct tui *t)
{
	uint32_t i = t->top;
	int rows = tui_page();

	for (int y = 0; i != TUI_NONE && i <= t->current && y < rows; y++) {
		if (i == t->current)
			return;
		i = tui_next(t, i);
	}
	/* A step below is a scroll, what is farther goes into the middle. */
	t->top = t->current;
	for (int y = 1; y < (i == t->current ? rows : rows / 2); y++) {
		i = tui_previous(t, t->top);
		if (i == TUI_NONE)
			break;
		t->top = i;
	}
}

void tui_draw(struct tui *t)
{
	uint32_t i;

	scroll_to_current(t);
	erase();
	i = t->top;
	for (int y = 0; y < tui_page() && i != TUI_NONE; y++) {
		draw_row(t, y, i);
		i = tui_next(t, i);
	}
	draw_detail(t);
	draw_status(t);
	refresh();
}

void tui_help(void)
{
	erase();
	for (int i = 0; help[i]; i++)
		mvaddnstr(i + 1, 2, help[i], COLS - 2);
	mvaddnstr(LINES - 1, 0, "any key: back", COLS - 1);
	refresh();
	getch();
}

bool tui_busy(struct tui *t, const char *what)
{
	bool stop;

	mvhline(LINES - 1, 0, ' ', COLS);
	mvprintw(LINES - 1, 0, "%s: line %" PRIu32 "; any key stops", what, t->index.count);
	refresh();
	nodelay(stdscr, TRUE);
	stop = getch() != ERR;
	nodelay(stdscr, FALSE);
	return stop;
}

bool tui_prompt(const char *label, char *text, size_t size, const uint64_t *choices, unsigned int count)
{
	size_t len = strlen(text);
	unsigned int next = 0;

	for (;;) {
		int key;

		mvhline(LINES - 1, 0, ' ', COLS);
		mvprintw(LINES - 1, 0, "%s%s", label, text);
		refresh();
		key = getch();
		if (key == '\n' || key == KEY_ENTER)
			return len;
		if (key == 27 || key == ERR)
			return false;
		if (key == '\t' && count) {
			snprintf(text, size, "0x%" PRIx64, choices[next++ % count]);
			len = strlen(text);
		} else if ((key == KEY_BACKSPACE || key == 127 || key == '\b') && len) {
			text[--len] = '\0';
		} else if (key >= ' ' && key <= '~' && len + 1 < size) {
			text[len++] = key;
			text[len] = '\0';
		}
	}
}
