// SPDX-License-Identifier: GPL-2.0-or-later
/* JSON lines, those of kdflow view --json. */
#include <stdlib.h>

#include "export.h"
#include "json.h"

static int begin(struct export *e)
{
	json_begin(&e->format);
	return EXIT_SUCCESS;
}

static int task(struct export *e, const struct kcov_df_chunk *head)
{
	json_task(&e->format, head);
	return EXIT_SUCCESS;
}

static int boundary(struct export *e, const struct selection *sel)
{
	json_boundary(&e->format, &sel->walk);
	return EXIT_SUCCESS;
}

static int end(struct export *e)
{
	json_end(&e->format, !e->damaged);
	return EXIT_SUCCESS;
}

const struct exporter export_jsonl = {
	.name = "jsonl",
	.begin = begin,
	.task = task,
	.boundary = boundary,
	.end = end,
};
