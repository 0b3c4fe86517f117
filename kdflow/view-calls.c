// SPDX-License-Identifier: GPL-2.0-or-later
/* kdflow view of an RFC trace. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "view.h"

static bool is_selected(const struct view *v, uint64_t pc)
{
	const struct kdf_symbol *sym = kdf_symbols_find(&v->trace.symbols, pc);

	return select_name(&v->select, sym ? sym->name : "?", sym ? sym->module : "?");
}

/*
 * Adds to the shown ones of @n lines those within @context of them: one pass
 * forward and one backward, each carrying on for @context lines after a hit.
 */
static int add_context(bool *shown, size_t n, uint64_t context)
{
	bool *hit = malloc(n + 1);
	uint64_t left = 0;

	if (!hit)
		return -ENOMEM;
	memcpy(hit, shown, n);
	for (size_t i = 0; i < n; i++) {
		left = hit[i] ? context + 1 : left;
		if (left)
			shown[i] = left--;
	}
	left = 0;
	for (size_t i = n; i-- > 0;) {
		left = hit[i] ? context + 1 : left;
		if (left)
			shown[i] = left--;
	}
	free(hit);
	return 0;
}

/* As grep does it: between groups of lines that do not touch. */
static void separate(const struct view *v, const bool *shown, size_t i, bool *begun)
{
	if (shown && v->select.context && *begun && i && !shown[i - 1])
		fputs("--\n", v->format.out);
	*begun = true;
}

static void print_tree(struct view *v, const bool *shown)
{
	bool begun = false;

	kdf_calls_nest(&v->calls, shown);
	for (uint32_t i = 0; i < v->calls.count; i++) {
		if (shown && !shown[i])
			continue;
		separate(v, shown, i, &begun);
		format_event(&v->format, &v->calls.events[i]);
	}
}

static void print_raw(struct view *v, const bool *shown)
{
	bool begun = false, any = false;
	struct kdf_record rec;
	struct kdf_error err;
	uint32_t seq = 0;
	size_t pos = 0;

	for (uint32_t i = 0; i < v->calls.records; i++) {
		if (kdf_record_next(&v->trace.stream, &pos, &rec, &err) <= 0)
			return;
		if (!shown || shown[i]) {
			separate(v, shown, i, &begun);
			if (any && kdf_record_lost(seq, rec.seq))
				fprintf(v->format.out, "# %u records lost here\n",
					kdf_record_lost(seq, rec.seq));
			format_raw(&v->format, &rec);
		}
		seq = rec.seq;
		any = true;
	}
}

static size_t mark_events(const struct view *v, bool *shown)
{
	size_t hits = 0;

	for (uint32_t i = 0; i < v->calls.count; i++) {
		const struct kdf_event *event = &v->calls.events[i];

		shown[i] = event->type != KDF_LOST && is_selected(v, event->pc);
		hits += shown[i];
	}
	return hits;
}

static size_t mark_records(const struct view *v, bool *shown)
{
	struct kdf_record rec;
	struct kdf_error err;
	size_t pos = 0, hits = 0;

	for (uint32_t i = 0; i < v->calls.records; i++) {
		if (kdf_record_next(&v->trace.stream, &pos, &rec, &err) <= 0)
			break;
		shown[i] = is_selected(v, rec.pc);
		hits += shown[i];
	}
	return hits;
}

static const char *next_module(const struct view *v, size_t i)
{
	return i < v->trace.symbols.count ? v->trace.symbols.symbols[i].module : NULL;
}

int view_calls(struct view *v)
{
	size_t n = v->raw ? v->calls.records : v->calls.count;
	void (*print)(struct view *v, const bool *shown) = v->raw ? print_raw : print_tree;
	int status = EXIT_SUCCESS;
	bool *shown;

	if (v->select.task || v->select.changed || v->select.errors || v->select.depth)
		return complain("%s: is a trace of the RFC's device; --task, --changed, --errors and --depth need one of a session",
				v->trace.path);
	if (!select_calls(&v->select)) {
		print(v, NULL);
		return EXIT_SUCCESS;
	}
	shown = calloc(n + 1, sizeof(*shown));
	if (!shown)
		return complain("%s: %s", v->trace.path, strerror(ENOMEM));
	if (!(v->raw ? mark_records(v, shown) : mark_events(v, shown)))
		status = view_nothing(v, next_module);
	else if (add_context(shown, n, v->select.context))
		status = complain("%s: %s", v->trace.path, strerror(ENOMEM));
	else
		print(v, shown);
	free(shown);
	return status;
}
