/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The formats of "kdflow export", one file each. */
#ifndef KDFLOW_EXPORT_H
#define KDFLOW_EXPORT_H

#include "format.h"
#include "select.h"

/**
 * struct export - one run of "kdflow export"
 * @format: how to print
 * @trace: what
 * @select: which calls
 * @exporter: the format
 * @path: name of the output, NULL for the standard output
 * @weight_records: of folded stacks: records count, not calls
 * @damaged: something is wrong with the trace, which was told
 * @state: the exporter's own
 */
struct export {
	struct format format;
	struct kdf_trace trace;
	struct select select;
	const struct exporter *exporter;
	const char *path;
	bool weight_records;
	bool damaged;
	void *state;
};

/**
 * struct exporter - a format
 * @name: its name
 * @fields: number of fields of a struct, if the user does not say, 0 for all
 * @begin: before everything
 * @task: a task or remote section begins; @head is of its last chunk
 * @boundary: what is next in it
 * @task_end: that was all
 * @end: that was all
 * @free: of the state; called in any case
 *
 * They return an exit status, and have complained if it is not EXIT_SUCCESS.
 * What is written to format.out is checked by the caller. Any may be NULL.
 */
struct exporter {
	const char *name;
	unsigned int fields;
	int (*begin)(struct export *e);
	int (*task)(struct export *e, const struct kcov_df_chunk *head);
	int (*boundary)(struct export *e, const struct selection *sel);
	int (*task_end)(struct export *e);
	int (*end)(struct export *e);
	void (*free)(struct export *e);
};

extern const struct exporter export_chrome, export_csv, export_folded, export_html, export_jsonl,
	export_sqlite;

/** export_opens - an entry opens a call, for which selection_closes() or a gap comes */
static inline bool export_opens(const struct selection *sel)
{
	return sel->walk.boundary.type == KDF_B_ENTRY && sel->walk.boundary.frame;
}

/** export_closes - it ends the innermost of those */
static inline bool export_closes(const struct selection *sel)
{
	const struct kdf_boundary *b = &sel->walk.boundary;

	return (b->type == KDF_B_EXIT || b->type == KDF_B_NO_EXIT) && b->frame && b->frame->mark;
}

/** export_name - name of the function, or the address of its site, or "?" */
const char *export_name(const struct kdf_walk *walk, char buf[static 24]);

/** export_module - its module, or "?" */
const char *export_module(const struct kdf_walk *walk);

/* embed.S: files of the tree, each with a NUL behind it. */
extern const char embed_schema[], embed_page[], embed_script[], embed_tables[];

#endif /* KDFLOW_EXPORT_H */
