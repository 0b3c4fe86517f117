// SPDX-License-Identifier: GPL-2.0-or-later
/* kdflow tui: look around in a trace. */
#include <getopt.h>
#include <inttypes.h>
#include <ncurses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "tui.h"

/* Nodes between two looks at the keyboard. */
#define SEARCH_STEP 4096
#define VALUES_MAX 64

static const struct option options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static void go(struct tui *t, uint32_t i)
{
	if (i == TUI_NONE)
		return;
	tui_reveal(t, i);
	t->current = i;
}

/* To another row, not to what is folded away. */
static void move_rows(struct tui *t, int rows)
{
	uint32_t (*step)(struct tui *t, uint32_t i) = rows < 0 ? tui_previous : tui_next;

	for (int n = abs(rows); n; n--) {
		uint32_t i = step(t, t->current);

		if (i == TUI_NONE)
			return;
		t->current = i;
	}
}

static void go_last(struct tui *t)
{
	while (tui_index_more(&t->index) && !tui_busy(t, "reading"))
		;
	t->current = t->index.count - 1;
	/* The row that the last node is in. */
	if (t->current) {
		t->current = tui_previous(t, t->current);
		move_rows(t, 2);
	}
}

static void fold(struct tui *t, bool folded)
{
	struct tui_node *node = &t->index.nodes[t->current];

	if (node->type == KDF_B_ENTRY)
		node->folded = folded && tui_pair(t, t->current) != TUI_NONE;
}

static void open_all(struct tui *t)
{
	uint32_t end = tui_pair(t, t->current);

	for (uint32_t i = t->current; end != TUI_NONE && i < end; i++) {
		struct tui_node *node = &t->index.nodes[i];

		/* A call with nothing inside stays one line. */
		node->folded = node->folded && node->pair == i + 1;
	}
}

/* Forward as far as the trace goes, back to the first node. */
static void search(struct tui *t, int step)
{
	uint32_t i = t->current;

	if (!t->follow && !*t->pattern)
		return;
	for (uint32_t n = 1;; n++) {
		i += step;
		if (i == TUI_NONE || !tui_has(t, i))
			break;
		if (tui_matches(t, i)) {
			go(t, i);
			return;
		}
		if (n % SEARCH_STEP == 0 && tui_busy(t, "searching"))
			break;
	}
	snprintf(t->message, sizeof(t->message), "not found %s", step > 0 ? "below" : "above");
}

static void ask_pattern(struct tui *t)
{
	char text[sizeof(t->pattern)] = "";

	if (!tui_prompt("/", text, sizeof(text), NULL, 0))
		return;
	memcpy(t->pattern, text, sizeof(text));
	t->follow = false;
	search(t, 1);
}

/* A folded call has the values of its exit, too. */
static void ask_value(struct tui *t)
{
	uint64_t values[VALUES_MAX], value;
	char text[32] = "";
	unsigned int n = tui_values(t, t->current, values, VALUES_MAX);
	const struct tui_node *node = &t->index.nodes[t->current];

	if (node->folded && node->pair != TUI_NONE)
		n += tui_values(t, node->pair, values + n, VALUES_MAX - n);
	if (!tui_prompt("follow (Tab: values of this line): ", text, sizeof(text), values, n))
		return;
	if (!parse_number(text, false, &value)) {
		snprintf(t->message, sizeof(t->message), "%s: expected a number", text);
		return;
	}
	t->value = value;
	t->follow = true;
	search(t, 1);
}

static void toggle(struct tui *t)
{
	fold(t, !t->index.nodes[t->current].folded);
}

static void left(struct tui *t)
{
	const struct tui_node *node = &t->index.nodes[t->current];

	if (node->type == KDF_B_ENTRY && !node->folded)
		fold(t, true);
	else
		go(t, node->parent);
}

/* False: leave. */
static bool handle(struct tui *t, int key)
{
	switch (key) {
	case 'q':
	case ERR:
		return false;
	case KEY_UP:
	case 'k':
		move_rows(t, -1);
		break;
	case KEY_DOWN:
	case 'j':
		move_rows(t, 1);
		break;
	case KEY_PPAGE:
		move_rows(t, -tui_page());
		break;
	case KEY_NPAGE:
		move_rows(t, tui_page());
		break;
	case KEY_HOME:
	case 'g':
		t->current = 0;
		break;
	case KEY_END:
	case 'G':
		go_last(t);
		break;
	case '\n':
	case KEY_ENTER:
	case ' ':
		toggle(t);
		break;
	case KEY_RIGHT:
		fold(t, false);
		break;
	case KEY_LEFT:
		left(t);
		break;
	case '*':
		open_all(t);
		break;
	case '/':
		ask_pattern(t);
		break;
	case 'f':
		ask_value(t);
		break;
	case 'n':
		search(t, 1);
		break;
	case 'N':
		search(t, -1);
		break;
	case '%':
		go(t, tui_pair(t, t->current));
		break;
	case 'u':
		go(t, t->index.nodes[t->current].parent);
		break;
	case '?':
		tui_help();
		break;
	}
	return true;
}

static int run(struct tui *t)
{
	if (!initscr())
		return complain("the terminal cannot be used");
	cbreak();
	noecho();
	keypad(stdscr, TRUE);
	set_escdelay(25);
	curs_set(0);
	if (has_colors()) {
		start_color();
		use_default_colors();
		init_pair(TUI_PAIR_ERROR, COLOR_RED, -1);
		init_pair(TUI_PAIR_NOTE, COLOR_YELLOW, -1);
		init_pair(TUI_PAIR_CHANGE, COLOR_GREEN, -1);
	}
	if (tui_has(t, 0)) {
		do
			tui_draw(t);
		while (handle(t, getch()));
	}
	endwin();
	if (!t->index.count)
		complain("%s: has no records", t->trace.path);
	return *t->index.error ? complain("%s", t->index.error) : EXIT_SUCCESS;
}

static int look(struct tui *t, const char *path)
{
	struct kdf_error err;
	bool damaged;
	int status = open_trace(&t->trace, "tui", path, &damaged);

	if (status)
		return status;
	if (damaged)
		snprintf(t->message, sizeof(t->message), "the trace is damaged: the end is missing");
	if (tui_index_open(&t->index, &t->trace, &err))
		return complain("%s", err.text);
	if (!scratch_open(&t->line, &t->format) || !flat_open(&t->flat, &t->format))
		return complain("%s: out of memory", t->trace.path);
	status = run(t);
	return damaged ? EXIT_FAILURE : status;
}

static const char help_tui[] =
	"usage: kdflow tui TRACE\n"
	"\n"
	"Shows the calls in TRACE on the terminal, to open and fold, to search, to follow a\n"
	"value through the boundaries where it appears. The key ? shows the keys.\n"
	"\n"
	"  -h, --help           this help\n"
	"\n"
	"Exit status: 0 success, 1 failure (a damaged trace is shown up to the damage),\n"
	"2 wrong usage.\n";

static int run_tui(int argc, char **argv)
{
	struct tui t = { .index.fd = -1 };
	int opt, status;

	while ((opt = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (opt == 'h')
			return show_help(&command_tui);
		return usage("tui", "unknown or incomplete option");
	}
	if (argc - optind != 1)
		return usage("tui", "expected one TRACE");
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return complain("tui: needs a terminal; kdflow view does not");
	t.format.trace = &t.trace;
	t.places.trace = &t.trace;
	status = look(&t, argv[optind]);
	tui_index_close(&t.index);
	kdf_places_free(&t.places);
	flat_close(&t.flat);
	scratch_close(&t.line);
	kdf_trace_free(&t.trace);
	return status;
}

const struct command command_tui = {
	.name = "tui",
	.summary = "look around in a recorded trace",
	.help = help_tui,
	.run = run_tui,
};
