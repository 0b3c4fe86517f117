// SPDX-License-Identifier: GPL-2.0-or-later
/* What a node of "kdflow tui" says. */
#include <inttypes.h>
#include <string.h>

#include "cmd.h"
#include "tui.h"

/* A boundary as a walk would have it; an exit with its entry. */
static bool read_node(struct tui *t, uint32_t i, struct kdf_walk *walk)
{
	const struct tui_node *node = &t->index.nodes[i], *pair = NULL;
	struct kdf_boundary *b = &walk->boundary, entry;
	struct kdf_error err;

	*walk = (struct kdf_walk){ .chunk = &t->trace.chunks[node->chunk].head };
	if (node->type == KDF_B_GAP) {
		b->type = KDF_B_GAP;
		b->lost_chunks = node->pair;
		return true;
	}
	if (node->type == KDF_B_EXIT || node->type == KDF_B_NO_EXIT)
		pair = node->pair != TUI_NONE ? &t->index.nodes[node->pair] : NULL;
	if (node->type != KDF_B_NO_EXIT &&
	    kdf_places_boundary(&t->places, (struct kdf_place){ node->chunk, node->offset }, b, &err))
		return false;
	if (pair && kdf_places_boundary(&t->places, (struct kdf_place){ pair->chunk, pair->offset }, &entry, &err))
		return false;
	b->type = node->type;
	b->depth = node->depth;
	if (pair) {
		b->has_entry = b->has_site = true;
		b->site = entry.site;
		b->entry_nvalues = entry.nvalues;
		b->entry_values = entry.values;
		b->entry_structs = entry.structs;
		b->entry_structs_len = entry.structs_len;
	}
	if (b->has_site) {
		walk->site = t->trace.base + (int64_t)b->site;
		if (kdf_names_function(&t->trace.names, walk->site, &walk->function, &err))
			walk->function = NULL;
	}
	return true;
}

static void put_task(struct tui *t, const struct format *f, const struct tui_node *node)
{
	const struct kdf_trace_chunk *c = &t->trace.chunks[node->chunk];
	const struct kdf_trace_chunk *end = t->trace.chunks + t->trace.nchunks;
	const struct kcov_df_chunk *head;
	char comm[24];

	/* A task has the name that it had last. */
	while (c + 1 < end && c[1].head.stream == c->head.stream)
		c++;
	head = &c->head;
	if (head->context)
		fprintf(f->out, "remote 0x%" PRIx64 " in ", (uint64_t)head->context);
	fprintf(f->out, "task %u (%s)", head->tid, format_comm(head, comm));
}

/* A call that is folded is one row: with what comes of it. */
static void put_folded(struct tui *t, const struct format *f, uint32_t i)
{
	uint32_t pair = t->index.nodes[i].pair;
	struct kdf_changes changes;
	struct kdf_change change;
	struct kdf_walk walk;

	if (pair == TUI_NONE)
		return;
	t->result = ftell(f->out);
	if (t->index.nodes[pair].type != KDF_B_EXIT || !read_node(t, pair, &walk)) {
		fputs(" # no exit", f->out);
		return;
	}
	fputs(" = ", f->out);
	format_return(f, &walk);
	kdf_changes_begin(&changes, &t->trace.names, walk.function, &walk.boundary);
	if (!kdf_changes_next(&changes, &change))
		return;
	fputs(" (", f->out);
	format_changes(f, &walk);
	fputc(')', f->out);
}

static void put_node(struct tui *t, const struct format *f, uint32_t i)
{
	const struct tui_node *node = &t->index.nodes[i];
	struct kdf_walk walk;
	long end;

	if (node->type == TUI_TASK) {
		put_task(t, f, node);
		return;
	}
	if (!read_node(t, i, &walk)) {
		fputs("? (cannot be read any more)", f->out);
		return;
	}
	format_boundary(f, &walk, 0);
	/* Without the end of the line. */
	end = ftell(f->out);
	if (end > 0)
		fseek(f->out, end - 1, SEEK_SET);
	if (node->folded)
		put_folded(t, f, i);
}

const char *tui_text(struct tui *t, uint32_t i, unsigned int fields)
{
	t->line.format.max_fields = fields;
	t->result = 0;
	put_node(t, scratch_begin(&t->line), i);
	if (!*scratch_end(&t->line))
		return "";
	/* Names may have bytes of any encoding. */
	for (char *p = t->line.str; *p; p++)
		*p = *p >= ' ' && *p <= '~' ? *p : '?';
	return t->line.str;
}

struct values {
	uint64_t *values;
	unsigned int count;
	unsigned int max;
};

static int add_value(void *data, const struct flat_value *v)
{
	struct values *values = data;

	if (!v->number.known || values->count == values->max)
		return 0;
	for (unsigned int i = 0; i < values->count; i++) {
		if (values->values[i] == v->number.value)
			return 0;
	}
	values->values[values->count++] = v->number.value;
	return 0;
}

unsigned int tui_values(struct tui *t, uint32_t i, uint64_t *values, unsigned int max)
{
	struct values v = { .values = values, .max = max };
	struct kdf_walk walk;

	t->flat.value = add_value;
	t->flat.data = &v;
	if (t->index.nodes[i].type != TUI_TASK && read_node(t, i, &walk))
		flat_boundary(&t->flat, &walk);
	return v.count;
}

static int is_value(void *data, const struct flat_value *v)
{
	uint64_t value = *(const uint64_t *)data;

	return (v->number.known && v->number.value == value) ||
	       (v->before_number.known && v->before_number.value == value);
}

bool tui_matches(struct tui *t, uint32_t i)
{
	struct kdf_walk walk;
	bool folded, found;

	if (t->follow) {
		t->flat.value = is_value;
		t->flat.data = &t->value;
		return t->index.nodes[i].type != TUI_TASK && read_node(t, i, &walk) &&
		       flat_boundary(&t->flat, &walk);
	}
	/* What comes of a call is found where it is. */
	folded = t->index.nodes[i].folded;
	t->index.nodes[i].folded = false;
	found = strcasestr(tui_text(t, i, 0), t->pattern);
	t->index.nodes[i].folded = folded;
	return found;
}
