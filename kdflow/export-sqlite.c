// SPDX-License-Identifier: GPL-2.0-or-later
/* A database; its tables are in export-sqlite.sql. */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "export.h"
#include "flat.h"

/* Deeper calls have no frames: the recorder counts levels in 16 bits. */
#define DEPTH_MAX 0x10000

/* After all rows, so that these need not be moved. */
static const char indices[] =
	"CREATE INDEX calls_function ON calls(function);"
	"CREATE INDEX calls_parent ON calls(parent);"
	"CREATE INDEX calls_error ON calls(error) WHERE error IS NOT NULL;"
	"CREATE INDEX arguments_call ON arguments(call, position);"
	"CREATE INDEX arguments_value ON arguments(value);"
	"CREATE INDEX members_call ON members(call, position);"
	"CREATE INDEX changes_call ON changes(call, position);"
	"COMMIT;";

enum { INFO, TASK, FUNCTION, CALL, RETURN, ARGUMENT, MEMBER, CHANGE, LOSS, STATEMENTS };

static const char *const statements[STATEMENTS] = {
	[INFO] = "INSERT INTO info VALUES(?,?)",
	[TASK] = "INSERT INTO tasks VALUES(?,?,?,?,?,?)",
	[FUNCTION] = "INSERT OR IGNORE INTO functions VALUES(?,?,?,?,?)",
	[CALL] = "INSERT INTO calls VALUES(?,?,?,?,?,?,?,NULL,NULL,NULL)",
	[RETURN] = "UPDATE calls SET exit=?,value=?,number=?,error=? WHERE id=?",
	[ARGUMENT] = "INSERT INTO arguments VALUES(?,?,?,?,?)",
	[MEMBER] = "INSERT INTO members VALUES(?,?,?,?,?)",
	[CHANGE] = "INSERT INTO changes VALUES(?,?,?,?,?,?,?)",
	[LOSS] = "INSERT INTO losses VALUES(?,?,?,?,?,?)",
};

/**
 * struct sqlite - the database, and where in the trace we are
 * @sel: the boundary
 * @task: number of tasks so far
 * @record: number of boundaries so far
 * @calls: number of calls so far
 * @call: the one that the boundary is of
 * @depth: number of open calls
 * @stack: they
 */
struct sqlite {
	sqlite3 *db;
	sqlite3_stmt *statement[STATEMENTS];
	struct flat flat;
	const struct selection *sel;
	int64_t task;
	int64_t record;
	int64_t calls;
	int64_t call;
	uint32_t depth;
	int64_t stack[DEPTH_MAX];
};

static int failed(const struct export *e)
{
	const struct sqlite *s = e->state;

	return complain("%s: %s", e->path, s && s->db ? sqlite3_errmsg(s->db) : "out of memory");
}

static void bind_text(sqlite3_stmt *st, int i, const char *text)
{
	sqlite3_bind_text(st, i, text, -1, SQLITE_STATIC);
}

/* SQLite's integers are signed: those above 2^63 are negative there. */
static void bind_number(sqlite3_stmt *st, int i, const struct kdf_number *n)
{
	if (n->known)
		sqlite3_bind_int64(st, i, (int64_t)n->value);
}

/* 0 is none. */
static void bind_call(sqlite3_stmt *st, int i, int64_t call)
{
	if (call)
		sqlite3_bind_int64(st, i, call);
}

/* What was bound is of this row only. */
static int run(struct sqlite *s, int which)
{
	sqlite3_stmt *st = s->statement[which];
	bool done = sqlite3_step(st) == SQLITE_DONE;

	if (sqlite3_reset(st) != SQLITE_OK)
		done = false;
	sqlite3_clear_bindings(st);
	return done ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int64_t open_call(const struct sqlite *s)
{
	return s->depth ? s->stack[s->depth - 1] : 0;
}

static int put_change(struct sqlite *s, const struct flat_value *v)
{
	sqlite3_stmt *st = s->statement[CHANGE];

	sqlite3_bind_int64(st, 1, s->call);
	sqlite3_bind_int(st, 2, v->position);
	if (v->field)
		bind_text(st, 3, v->field);
	if (v->before)
		bind_text(st, 4, v->before);
	bind_number(st, 5, &v->before_number);
	bind_text(st, 6, v->text);
	bind_number(st, 7, &v->number);
	return run(s, CHANGE);
}

static const char *return_error(const struct kdf_walk *walk)
{
	struct kdf_argument ret;

	return kdf_return(walk->function, &walk->boundary, &ret) ?
	       error_name(kdf_argument_error(&ret)) : NULL;
}

static int put_return(struct sqlite *s, const struct flat_value *v)
{
	const char *error = return_error(&s->sel->walk);
	sqlite3_stmt *st = s->statement[RETURN];

	sqlite3_bind_int64(st, 1, s->record);
	bind_text(st, 2, v->text);
	bind_number(st, 3, &v->number);
	if (error)
		bind_text(st, 4, error);
	sqlite3_bind_int64(st, 5, s->call);
	return run(s, RETURN);
}

static int put_value(void *data, const struct flat_value *v)
{
	struct sqlite *s = data;
	int which = v->type == FLAT_FIELD ? MEMBER : ARGUMENT;
	sqlite3_stmt *st = s->statement[which];

	if (v->type == FLAT_CHANGE)
		return put_change(s, v);
	if (v->type == FLAT_RETURN)
		return put_return(s, v);
	sqlite3_bind_int64(st, 1, s->call);
	sqlite3_bind_int(st, 2, v->position);
	bind_text(st, 3, v->type == FLAT_FIELD ? v->field : v->argument);
	bind_text(st, 4, v->text);
	bind_number(st, 5, &v->number);
	return run(s, which);
}

/* The number of a function is the address of its site. */
static int put_function(struct sqlite *s)
{
	const struct kdf_walk *walk = &s->sel->walk;
	const struct kdf_function *func = walk->function;
	sqlite3_stmt *st = s->statement[FUNCTION];
	char name[24], site[24];

	if (!walk->boundary.has_site)
		return EXIT_SUCCESS;
	snprintf(site, sizeof(site), "0x%" PRIx64, walk->site);
	sqlite3_bind_int64(st, 1, walk->site);
	bind_text(st, 2, export_name(walk, name));
	bind_text(st, 3, export_module(walk));
	if (func && *func->location)
		bind_text(st, 4, func->location);
	bind_text(st, 5, site);
	return run(s, FUNCTION);
}

/* A call, or an exit whose entry is not there. */
static int put_call(struct sqlite *s)
{
	const struct kdf_walk *walk = &s->sel->walk;
	sqlite3_stmt *st = s->statement[CALL];

	s->call = ++s->calls;
	sqlite3_bind_int64(st, 1, s->call);
	sqlite3_bind_int64(st, 2, s->task);
	bind_call(st, 3, open_call(s));
	if (walk->boundary.has_site)
		sqlite3_bind_int64(st, 4, walk->site);
	sqlite3_bind_int64(st, 5, walk->boundary.depth);
	sqlite3_bind_int64(st, walk->boundary.type == KDF_B_ENTRY ? 6 : 7, s->record);
	return put_function(s) || run(s, CALL);
}

static int put_loss(struct sqlite *s)
{
	const struct kdf_boundary *b = &s->sel->walk.boundary;
	sqlite3_stmt *st = s->statement[LOSS];

	if (b->type == KDF_B_GAP)
		s->depth = 0;
	sqlite3_bind_int64(st, 1, s->task);
	bind_call(st, 2, open_call(s));
	sqlite3_bind_int64(st, 3, s->record);
	if (b->type == KDF_B_LOST) {
		sqlite3_bind_int64(st, 4, b->lost_entries);
		sqlite3_bind_int64(st, 5, b->lost_exits);
	} else {
		sqlite3_bind_int64(st, 6, b->lost_chunks);
	}
	return run(s, LOSS);
}

static int put_boundary(struct sqlite *s)
{
	switch (s->sel->walk.boundary.type) {
	case KDF_B_ENTRY:
		if (put_call(s))
			return EXIT_FAILURE;
		if (export_opens(s->sel) && s->depth < DEPTH_MAX)
			s->stack[s->depth++] = s->call;
		break;
	case KDF_B_EXIT:
	case KDF_B_NO_EXIT:
		if (export_closes(s->sel) && s->depth)
			s->call = s->stack[--s->depth];
		else if (put_call(s))
			return EXIT_FAILURE;
		break;
	case KDF_B_LOST:
	case KDF_B_GAP:
		return put_loss(s);
	case KDF_B_ENABLE:
		return EXIT_SUCCESS;
	}
	return flat_boundary(&s->flat, &s->sel->walk);
}

static int boundary(struct export *e, const struct selection *sel)
{
	struct sqlite *s = e->state;

	s->sel = sel;
	s->record++;
	return put_boundary(s) ? failed(e) : EXIT_SUCCESS;
}

static int put_info(struct sqlite *s, const char *line, size_t len)
{
	size_t key = strcspn(line, "=\n");

	sqlite3_bind_text(s->statement[INFO], 1, line, key, SQLITE_STATIC);
	sqlite3_bind_text(s->statement[INFO], 2, key < len ? line + key + 1 : "",
			  key < len ? len - key - 1 : 0, SQLITE_STATIC);
	return run(s, INFO);
}

static int put_losses(struct export *e)
{
	struct kdf_text text = { 0 };
	int status;

	kdf_text_add(&text, "losses=");
	if (e->trace.has_stats)
		format_session_losses(&text, &e->trace.counters);
	else
		kdf_text_add(&text, "?");
	status = text.failed || put_info(e->state, text.str, text.len) ? failed(e) : EXIT_SUCCESS;
	kdf_text_free(&text);
	return status;
}

static int put_infos(struct export *e)
{
	const char *line = e->trace.info ? e->trace.info : "";

	while (*line) {
		size_t len = strcspn(line, "\n");

		if (put_info(e->state, line, len))
			return failed(e);
		line += len + (line[len] == '\n');
	}
	return put_losses(e);
}

/* The file is new: if this fails it is of no use, so nothing has to be undone. */
static int begin(struct export *e)
{
	struct sqlite *s = calloc(1, sizeof(*s));

	e->state = s;
	if (!s || !flat_open(&s->flat, &e->format))
		return failed(e);
	s->flat.value = put_value;
	s->flat.data = s;
	if (sqlite3_open_v2(e->path, &s->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
	    sqlite3_exec(s->db, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;", NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_exec(s->db, embed_tables, NULL, NULL, NULL) != SQLITE_OK)
		return failed(e);
	for (int i = 0; i < STATEMENTS; i++) {
		if (sqlite3_prepare_v2(s->db, statements[i], -1, &s->statement[i], NULL) != SQLITE_OK)
			return failed(e);
	}
	return put_infos(e);
}

static int task(struct export *e, const struct kcov_df_chunk *head)
{
	struct sqlite *s = e->state;
	sqlite3_stmt *st = s->statement[TASK];
	char comm[24], remote[24];

	s->depth = 0;
	sqlite3_bind_int64(st, 1, ++s->task);
	sqlite3_bind_int64(st, 2, head->stream);
	sqlite3_bind_int64(st, 3, head->tid);
	sqlite3_bind_int64(st, 4, head->pid);
	bind_text(st, 5, format_comm(head, comm));
	if (head->context) {
		snprintf(remote, sizeof(remote), "0x%" PRIx64, (uint64_t)head->context);
		bind_text(st, 6, remote);
	}
	return run(s, TASK) ? failed(e) : EXIT_SUCCESS;
}

static int end(struct export *e)
{
	struct sqlite *s = e->state;

	return sqlite3_exec(s->db, indices, NULL, NULL, NULL) == SQLITE_OK ? EXIT_SUCCESS : failed(e);
}

static void free_state(struct export *e)
{
	struct sqlite *s = e->state;

	if (!s)
		return;
	for (int i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(s->statement[i]);
	sqlite3_close(s->db);
	flat_close(&s->flat);
	free(s);
}

const struct exporter export_sqlite = {
	.name = "sqlite",
	.begin = begin,
	.task = task,
	.boundary = boundary,
	.end = end,
	.free = free_state,
};
