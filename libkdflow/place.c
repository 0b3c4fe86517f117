// SPDX-License-Identifier: GPL-2.0-or-later
/* Boundaries that were seen on a walk, read again in any order. */
#include <errno.h>
#include <stdlib.h>

#include "call-record.h"
#include "kdflow.h"
#include "trace.h"

struct kdf_place kdf_walk_place(const struct kdf_walk *walk)
{
	/* The head is the first member. */
	const struct kdf_trace_chunk *c = (const struct kdf_trace_chunk *)walk->chunk;

	return (struct kdf_place){ c - walk->trace->chunks, walk->boundary.offset };
}

/* The one that was used longest ago, unless the chunk is there. */
static struct kdf_places_chunk *find_slot(struct kdf_places *places, size_t chunk)
{
	struct kdf_places_chunk *oldest = &places->slot[0];

	for (size_t i = 0; i < KDF_PLACES_CHUNKS; i++) {
		struct kdf_places_chunk *slot = &places->slot[i];

		if (slot->used && slot->number == chunk)
			return slot;
		if (slot->used < oldest->used)
			oldest = slot;
	}
	return oldest;
}

static int load(struct kdf_places *places, struct kdf_places_chunk *slot, size_t chunk,
		struct kdf_error *err)
{
	struct kdf_trace *t = places->trace;
	int ret;

	slot->used = 0;
	if (!slot->payload)
		slot->payload = calloc(1, sizeof(*slot->payload));
	if (!slot->payload)
		return kdf_fail_sys(err, ENOMEM, "%s", t->path);
	ret = trace_load_chunk(t, &t->chunks[chunk], true, slot->payload, &slot->chunk, err);
	slot->chunk.name = t->path;
	slot->number = chunk;
	return ret;
}

static int no_record(const struct kdf_places *places, struct kdf_place place, struct kdf_error *err)
{
	return kdf_fail(err, EBADMSG, "%s: expected a record at byte %zu of chunk %zu",
			places->trace->path, place.offset, place.chunk);
}

int kdf_places_boundary(struct kdf_places *places, struct kdf_place place, struct kdf_boundary *b,
			struct kdf_error *err)
{
	struct kdf_places_chunk *slot = find_slot(places, place.chunk);
	struct kdf_call_record rec;
	size_t pos = place.offset;
	int ret = 0;

	if (place.chunk >= places->trace->nchunks)
		return no_record(places, place, err);
	if (!slot->used || slot->number != place.chunk)
		ret = load(places, slot, place.chunk, err);
	if (ret)
		return ret;
	slot->used = ++places->uses;
	if (pos >= slot->chunk.len || kdf_call_record_next(&slot->chunk, &pos, &rec, err) <= 0)
		return no_record(places, place, err);
	*b = (struct kdf_boundary){
		.type = rec.type == KCOV_DF_REC_ENTRY ? KDF_B_ENTRY :
			rec.type == KCOV_DF_REC_LOST  ? KDF_B_LOST :
			rec.type == KCOV_DF_REC_EVENT ? KDF_B_ENABLE : KDF_B_EXIT,
		.depth = rec.depth,
		.has_site = rec.has_site,
		.site = rec.site,
		.nvalues = rec.nvalues,
		.values = rec.values,
		.structs = slot->chunk.data + pos,
		.structs_len = call_record_structs_len(&slot->chunk, pos),
		.only_changed = places->trace->only_changed && rec.type == KCOV_DF_REC_EXIT,
		.lost_entries = rec.lost_entries,
		.lost_exits = rec.lost_exits,
		.offset = place.offset,
	};
	return 0;
}

void kdf_places_free(struct kdf_places *places)
{
	for (size_t i = 0; i < KDF_PLACES_CHUNKS; i++) {
		if (places->slot[i].payload)
			trace_payload_free(places->slot[i].payload);
		free(places->slot[i].payload);
	}
	*places = (struct kdf_places){ 0 };
}
