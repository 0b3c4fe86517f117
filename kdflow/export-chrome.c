// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Trace events of Chrome, for Perfetto. Chunks have a time and records have none,
 * so the axis is the order of the records, one microsecond each.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "export.h"
#include "json.h"

/**
 * struct chrome - where we are
 * @time: number of records so far
 * @open: number of open calls
 * @head: the task
 * @begun: there is an event before the next
 */
struct chrome {
	uint64_t time;
	uint64_t open;
	const struct kcov_df_chunk *head;
	bool begun;
};

/* Up to "args":{, which the caller closes with "}}". */
static void put_event(struct export *e, const char *phase)
{
	struct chrome *c = e->state;

	fprintf(e->format.out, "%s{\"ph\":\"%s\",\"pid\":%u,\"tid\":%u,\"ts\":%" PRIu64,
		c->begun ? ",\n" : "", phase, c->head->pid, c->head->tid, c->time);
	c->begun = true;
}

static void put_string(struct export *e, const char *key, const char *value)
{
	fprintf(e->format.out, ",\"%s\":", key);
	json_string(e->format.out, value, strlen(value));
}

static int begin(struct export *e)
{
	e->state = calloc(1, sizeof(struct chrome));
	if (!e->state)
		return complain("%s: out of memory", e->trace.path);
	fputs("{\"displayTimeUnit\":\"ns\",\"otherData\":{\"time\":\"the order of records, 1 us each; tasks one after the other\"},\n\"traceEvents\":[\n",
	      e->format.out);
	return EXIT_SUCCESS;
}

static int task(struct export *e, const struct kcov_df_chunk *head)
{
	struct chrome *c = e->state;

	c->head = head;
	c->open = 0;
	put_event(e, "M");
	fputs(",\"name\":\"thread_name\",\"args\":{\"name\":", e->format.out);
	json_string(e->format.out, head->comm, strnlen(head->comm, sizeof(head->comm)));
	fputs("}}", e->format.out);
	return EXIT_SUCCESS;
}

static void put_function(struct export *e, const struct kdf_walk *walk)
{
	char buf[24];

	put_string(e, "name", export_name(walk, buf));
	put_string(e, "cat", export_module(walk));
}

/* The keys have a comma before them. */
static void put_args(struct export *e, const struct kdf_walk *walk)
{
	fprintf(e->format.out, ",\"args\":{\"depth\":%u", walk->boundary.depth);
	if (walk->boundary.type == KDF_B_ENTRY)
		json_arguments(&e->format, walk);
	else if (walk->boundary.type == KDF_B_EXIT)
		json_result(&e->format, walk);
	else if (walk->boundary.type == KDF_B_NO_EXIT)
		fputs(",\"exit\":null", e->format.out);
	fputs("}}", e->format.out);
}

static void close_all(struct export *e)
{
	struct chrome *c = e->state;

	for (; c->open; c->open--) {
		put_event(e, "E");
		fputs(",\"args\":{\"exit\":null}}", e->format.out);
	}
}

/* What has no other half, or is no call. */
static void put_instant(struct export *e, const struct selection *sel)
{
	const struct kdf_boundary *b = &sel->walk.boundary;
	char text[64];

	put_event(e, "i");
	fputs(",\"s\":\"t\"", e->format.out);
	switch (b->type) {
	case KDF_B_LOST:
		snprintf(text, sizeof(text), "lost: %" PRIu32 " entries, %" PRIu32 " exits",
			 b->lost_entries, b->lost_exits);
		put_string(e, "name", text);
		break;
	case KDF_B_GAP:
		snprintf(text, sizeof(text), "lost: %" PRIu32 " chunks", b->lost_chunks);
		put_string(e, "name", text);
		break;
	case KDF_B_ENABLE:
		put_string(e, "name", "recording begins");
		break;
	default:
		put_function(e, &sel->walk);
		break;
	}
	put_args(e, &sel->walk);
}

static int boundary(struct export *e, const struct selection *sel)
{
	struct chrome *c = e->state;

	c->time++;
	if (sel->walk.boundary.type == KDF_B_GAP)
		close_all(e);
	if (export_opens(sel)) {
		put_event(e, "B");
		put_function(e, &sel->walk);
		put_args(e, &sel->walk);
		c->open++;
	} else if (export_closes(sel) && c->open) {
		put_event(e, "E");
		put_args(e, &sel->walk);
		c->open--;
	} else {
		put_instant(e, sel);
	}
	return EXIT_SUCCESS;
}

static int task_end(struct export *e)
{
	close_all(e);
	return EXIT_SUCCESS;
}

static int end(struct export *e)
{
	fputs("\n]}\n", e->format.out);
	return EXIT_SUCCESS;
}

static void free_state(struct export *e)
{
	free(e->state);
}

const struct exporter export_chrome = {
	.name = "chrome",
	.begin = begin,
	.task = task,
	.boundary = boundary,
	.task_end = task_end,
	.end = end,
	.free = free_state,
};
