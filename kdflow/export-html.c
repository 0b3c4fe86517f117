// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One page for a browser: page.html, the trace, page.js. The trace is an array of
 * lines that page.js makes a tree of:
 *
 *   ["t", HEADING]                 a task
 *   ["e", NAME, MODULE, ARGUMENTS] an entry
 *   ["x", VALUE, CHANGES]          the exit of the innermost open call
 *   ["o"]                          that has no exit
 *   ["n", TEXT]                    what is no call
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "export.h"
#include "json.h"
#include "scratch.h"

/* More than that is hard on a browser. */
#define CALLS_MAX 500000

struct html {
	struct scratch text;
	uint64_t calls;
	uint64_t open;
	bool begun;
};

/* A string of JSON in which no markup can begin. */
static void put_string(struct export *e, const char *text)
{
	FILE *out = e->format.out;

	fputc('"', out);
	for (;;) {
		size_t len = strcspn(text, "<");

		json_escaped(out, text, len);
		text += len;
		if (!*text++)
			break;
		fputs("\\u003c", out);
	}
	fputc('"', out);
}

static void put_line(struct export *e, const char *kind)
{
	struct html *h = e->state;

	fprintf(e->format.out, "%s[\"%s\"", h->begun ? ",\n" : "", kind);
	h->begun = true;
}

static void put_text(struct export *e, void (*put)(const struct format *f, const struct kdf_walk *walk),
		     const struct kdf_walk *walk)
{
	struct html *h = e->state;

	put(scratch_begin(&h->text), walk);
	fputc(',', e->format.out);
	put_string(e, scratch_end(&h->text));
}

static int begin(struct export *e)
{
	struct html *h = calloc(1, sizeof(*h));

	e->state = h;
	if (!h || !scratch_open(&h->text, &e->format))
		return complain("%s: out of memory", e->trace.path);
	fprintf(e->format.out, "%s[", embed_page);
	return EXIT_SUCCESS;
}

static void put_heading(struct export *e, const char *text)
{
	put_line(e, "t");
	fputc(',', e->format.out);
	put_string(e, text);
	fputc(']', e->format.out);
}

static int task(struct export *e, const struct kcov_df_chunk *head)
{
	char comm[24], text[96] = "";
	struct html *h = e->state;
	int len = 0;

	h->open = 0;
	if (head->context)
		len = snprintf(text, sizeof(text), "remote 0x%" PRIx64 " in ", (uint64_t)head->context);
	snprintf(text + len, sizeof(text) - len, "task %u (%s)", head->tid, format_comm(head, comm));
	put_heading(e, text);
	return EXIT_SUCCESS;
}

static void put_entry(struct export *e, const struct kdf_walk *walk)
{
	struct html *h = e->state;
	char buf[24];

	h->calls++;
	put_line(e, "e");
	fputc(',', e->format.out);
	put_string(e, export_name(walk, buf));
	fputc(',', e->format.out);
	put_string(e, export_module(walk));
	put_text(e, format_arguments, walk);
	fputc(']', e->format.out);
}

static void put_exit(struct export *e, const struct kdf_walk *walk)
{
	put_line(e, "x");
	put_text(e, format_return, walk);
	put_text(e, format_changes, walk);
	fputc(']', e->format.out);
}

/* A line of the tree as kdflow view has it. */
static void put_note(struct export *e, const struct kdf_walk *walk)
{
	struct html *h = e->state;
	const char *text;

	format_boundary(scratch_begin(&h->text), walk, 0);
	text = scratch_end(&h->text);
	if (h->text.len)
		h->text.str[h->text.len - 1] = '\0';
	put_line(e, "n");
	fputc(',', e->format.out);
	put_string(e, text);
	fputc(']', e->format.out);
}

static void close_all(struct export *e)
{
	struct html *h = e->state;

	for (; h->open; h->open--) {
		put_line(e, "o");
		fputc(']', e->format.out);
	}
}

static int boundary(struct export *e, const struct selection *sel)
{
	const struct kdf_walk *walk = &sel->walk;
	struct html *h = e->state;

	if (walk->boundary.type == KDF_B_GAP)
		close_all(e);
	if (export_opens(sel)) {
		put_entry(e, walk);
		h->open++;
	} else if (export_closes(sel) && h->open && walk->boundary.type == KDF_B_EXIT) {
		put_exit(e, walk);
		h->open--;
	} else if (export_closes(sel) && h->open) {
		put_line(e, "o");
		fputc(']', e->format.out);
		h->open--;
	} else if (walk->boundary.type != KDF_B_ENABLE || !walk->fresh) {
		put_note(e, walk);
	}
	return EXIT_SUCCESS;
}

static int task_end(struct export *e)
{
	close_all(e);
	return EXIT_SUCCESS;
}

/* What was lost in all, as the last line. */
static void put_losses(struct export *e)
{
	struct kdf_text text = { 0 };

	if (e->trace.has_stats)
		format_session_losses(&text, &e->trace.counters);
	else
		kdf_text_add(&text, "the trace does not say whether records were lost");
	if (text.len)
		put_heading(e, text.str);
	if (e->damaged)
		put_heading(e, "the trace is damaged: what comes after is missing");
	kdf_text_free(&text);
}

static int end(struct export *e)
{
	struct html *h = e->state;

	put_losses(e);
	if (h->calls > CALLS_MAX)
		complain("%" PRIu64 " calls are much for a browser; --function, --task, --errors, --changed and --depth select some",
			 h->calls);
	fprintf(e->format.out, "]\n</script>\n<script>\n%s</script>\n</body>\n</html>\n", embed_script);
	return EXIT_SUCCESS;
}

static void free_state(struct export *e)
{
	struct html *h = e->state;

	if (h)
		scratch_close(&h->text);
	free(h);
}

const struct exporter export_html = {
	.name = "html",
	.fields = 8,
	.begin = begin,
	.task = task,
	.boundary = boundary,
	.task_end = task_end,
	.end = end,
	.free = free_state,
};
