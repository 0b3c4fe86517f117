/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of "kdflow info". */
#ifndef KDFLOW_INFO_H
#define KDFLOW_INFO_H

#include <stdio.h>

#include <kdflow.h>

/**
 * struct tally - what there is of a task, or of all
 * @entries: entries
 * @exits: exits
 * @no_exit: entries without an exit
 * @no_entry: exits without an entry
 * @lost_entries: entries that were lost, where the records say so
 * @lost_exits: exits, likewise
 * @lost_chunks: chunks that are missing
 * @damaged: its rest cannot be read
 */
struct tally {
	uint64_t entries;
	uint64_t exits;
	uint64_t no_exit;
	uint64_t no_entry;
	uint64_t lost_entries;
	uint64_t lost_exits;
	uint64_t lost_chunks;
	bool damaged;
};

/** tally_calls - the calls: entries, and exits that have none */
static inline uint64_t tally_calls(const struct tally *t)
{
	return t->entries + t->no_entry;
}

/**
 * struct info - one run of "kdflow info"
 * @out: where to
 * @trace: what
 * @json: one JSON object
 * @damaged: a part of the trace is missing, which was told
 * @calls: the calls of an RFC trace
 */
struct info {
	FILE *out;
	struct kdf_trace trace;
	bool json;
	bool damaged;
	struct kdf_calls calls;
};

/** info_task - the head of the last chunk of a stream: the name that its task had last */
const struct kcov_df_chunk *info_task(const struct info *info, size_t stream);

/** info_tally - count what is in a stream; a damage is told, and makes the trace a damaged one */
void info_tally(struct info *info, size_t stream, struct tally *t);

/** info_json - all of it as one JSON object on one line, see docs/kdflow-info.schema.json */
void info_json(struct info *info);

#endif /* KDFLOW_INFO_H */
