// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Records of one stream -> boundaries that know their other half. A frame keeps
 * a copy of the values and structs of its entry: the exit is compared with them,
 * and the entry's chunk may be gone by then.
 */
#include <errno.h>
#include <stdlib.h>

#include "call-record.h"

/* All entries that are open at once. Tasks need a fraction; a forged file ends here. */
#define BYTES_MAX ((size_t)1 << 28)

int kdf_nest_chunk(struct kdf_nest *nest, const struct kdf_chunk *chunk, struct kdf_error *err)
{
	uint32_t expected = nest->begun ? nest->index + 1 : 0;

	if (chunk->head.index < expected || (nest->begun && chunk->head.serial <= nest->serial))
		return kdf_fail(err, EBADMSG,
				"%s: stream %u: expected a chunk after index %u, serial %llu; found %u, %llu",
				chunk->name, chunk->head.stream, nest->index,
				(unsigned long long)nest->serial, chunk->head.index,
				(unsigned long long)chunk->head.serial);
	nest->gap = chunk->head.index - expected;
	nest->index = chunk->head.index;
	nest->serial = chunk->head.serial;
	nest->begun = true;
	nest->chunk = *chunk;
	nest->pos = 0;
	return 0;
}

void kdf_nest_end(struct kdf_nest *nest)
{
	nest->chunk = (struct kdf_chunk){ 0 };
	nest->pos = 0;
	nest->ended = true;
}

static bool reserve_bytes(struct kdf_nest *nest, size_t more)
{
	size_t need = nest->bytes_len + more, alloc = need + need / 2 + 4096;
	uint8_t *p;

	if (need > BYTES_MAX)
		return false;
	if (need < nest->bytes_alloc)
		return true;
	p = realloc(nest->bytes, alloc);
	if (!p)
		return false;
	nest->bytes = p;
	nest->bytes_alloc = alloc;
	return true;
}

static struct kdf_frame *push(struct kdf_nest *nest, const struct kdf_boundary *b)
{
	size_t values = b->nvalues * sizeof(uint64_t);
	struct kdf_frame *frame;

	if (nest->count == nest->alloc) {
		size_t alloc = nest->alloc ? nest->alloc * 2 : 64;
		void *p = reallocarray(nest->frames, alloc, sizeof(*nest->frames));

		if (!p)
			return NULL;
		nest->frames = p;
		nest->alloc = alloc;
	}
	if (!reserve_bytes(nest, values + b->structs_len))
		return NULL;
	frame = &nest->frames[nest->count++];
	*frame = (struct kdf_frame){
		.depth = b->depth,
		.losses = nest->losses,
		.site = b->site,
		.nvalues = b->nvalues,
		.start = nest->bytes_len,
		.len = b->structs_len,
	};
	memcpy(nest->bytes + frame->start, b->values, values);
	memcpy(nest->bytes + frame->start + values, b->structs, b->structs_len);
	nest->bytes_len += values + b->structs_len;
	return frame;
}

/* The frame stays readable until the next one is pushed. */
static struct kdf_frame *pop(struct kdf_nest *nest)
{
	struct kdf_frame *frame = &nest->frames[--nest->count];

	nest->bytes_len = frame->start;
	return frame;
}

static void set_entry(const struct kdf_nest *nest, struct kdf_frame *frame, struct kdf_boundary *b)
{
	b->frame = frame;
	b->has_site = true;
	b->site = frame->site;
	b->depth = frame->depth;
	b->has_entry = true;
	b->entry_nvalues = frame->nvalues;
	b->entry_values = nest->bytes + frame->start;
	b->entry_structs = b->entry_values + frame->nvalues * sizeof(uint64_t);
	b->entry_structs_len = frame->len;
}

static struct kdf_frame *top(const struct kdf_nest *nest)
{
	return nest->count ? &nest->frames[nest->count - 1] : NULL;
}

/*
 * Calls deeper than the kernel's stack of calls: their exits name the function,
 * though the entry is among the records. It is the innermost one if it is at the
 * same depth, of the same function, and nothing was lost since.
 */
static bool is_exit_of(const struct kdf_nest *nest, const struct kdf_frame *frame,
		       const struct kdf_call_record *rec)
{
	return rec->type == KCOV_DF_REC_EXIT_OF && frame && frame->depth == rec->depth &&
	       frame->site == rec->site && frame->losses == nest->losses;
}

/* Is the innermost frame over, now that this record has come? */
static bool is_over(const struct kdf_nest *nest, const struct kdf_call_record *rec)
{
	const struct kdf_frame *frame = top(nest);

	if (!frame)
		return false;
	switch (rec->type) {
	case KCOV_DF_REC_ENTRY:
		return frame->depth >= rec->depth;
	case KCOV_DF_REC_EXIT_OF:
		return frame->depth >= rec->depth && !is_exit_of(nest, frame, rec);
	case KCOV_DF_REC_EXIT:
		return frame->depth > rec->depth;
	case KCOV_DF_REC_EVENT:
		return true;
	default:
		return false;
	}
}

static int no_exit(struct kdf_nest *nest, struct kdf_boundary *b)
{
	*b = (struct kdf_boundary){ .type = KDF_B_NO_EXIT };
	set_entry(nest, pop(nest), b);
	b->open = nest->count;
	return 1;
}

/* What was open before a gap may be closed or not: forget it. */
static int gap(struct kdf_nest *nest, struct kdf_boundary *b)
{
	*b = (struct kdf_boundary){ .type = KDF_B_GAP, .lost_chunks = nest->gap };
	nest->gap = 0;
	nest->count = 0;
	nest->bytes_len = 0;
	nest->unknown = true;
	return 1;
}

/* The structs behind a record belong to it. */
static void take_structs(struct kdf_nest *nest, struct kdf_boundary *b)
{
	b->structs = nest->chunk.data + nest->pos;
	b->structs_len = call_record_structs_len(&nest->chunk, nest->pos);
	nest->pos += b->structs_len;
}

static int entry(struct kdf_nest *nest, struct kdf_boundary *b, struct kdf_error *err)
{
	b->type = KDF_B_ENTRY;
	/* So deep that the kernel counts no more: such calls have no frames. */
	if (b->depth == 0xffff)
		return 1;
	b->frame = push(nest, b);
	return b->frame ? 1 :
			  kdf_fail(err, ENOMEM,
				   "%s: stream %u: too many structs of open calls, or no memory",
				   nest->chunk.name, nest->chunk.head.stream);
}

static int exit_(struct kdf_nest *nest, struct kdf_boundary *b, struct kdf_error *err)
{
	b->type = KDF_B_EXIT;
	if (nest->rec.type == KCOV_DF_REC_EXIT_OF && !is_exit_of(nest, top(nest), &nest->rec)) {
		if (b->depth == 0xffff)
			b->depth = top(nest) ? top(nest)->depth + 1 : 0;
	} else if (top(nest) && top(nest)->depth == b->depth) {
		set_entry(nest, pop(nest), b);
		b->open = nest->count;
		/* A call beyond the kernel's stack of calls is not looked at again. */
		b->only_changed = nest->only_changed && nest->rec.type == KCOV_DF_REC_EXIT;
	} else if (!nest->unknown) {
		return kdf_fail(err, EBADMSG,
				"%s: record at byte %zu of %zu: exit at depth %u: expected an open entry there",
				nest->chunk.name, nest->rec.offset, nest->chunk.len, b->depth);
	}
	return 1;
}

static int boundary(struct kdf_nest *nest, struct kdf_boundary *b, struct kdf_error *err)
{
	const struct kdf_call_record *rec = &nest->rec;

	*b = (struct kdf_boundary){
		.depth = rec->depth,
		.open = nest->count,
		.has_site = rec->has_site,
		.site = rec->site,
		.nvalues = rec->nvalues,
		.values = rec->values,
		.offset = rec->offset,
	};
	switch (rec->type) {
	case KCOV_DF_REC_ENTRY:
		take_structs(nest, b);
		return entry(nest, b, err);
	case KCOV_DF_REC_EXIT:
	case KCOV_DF_REC_EXIT_OF:
		take_structs(nest, b);
		return exit_(nest, b, err);
	case KCOV_DF_REC_LOST:
		b->type = KDF_B_LOST;
		nest->losses++;
		b->depth = top(nest) ? top(nest)->depth + 1 : 0;
		b->lost_entries = rec->lost_entries;
		b->lost_exits = rec->lost_exits;
		return 1;
	case KCOV_DF_REC_EVENT:
		b->type = KDF_B_ENABLE;
		nest->unknown = false;
		return 1;
	}
	return kdf_fail(err, EBADMSG,
			"%s: record at byte %zu of %zu: expected an entry or exit before a struct, and at most %u structs of it",
			nest->chunk.name, rec->offset, nest->chunk.len, KDF_STRUCTS_MAX);
}

int kdf_nest_next(struct kdf_nest *nest, struct kdf_boundary *b, struct kdf_error *err)
{
	int ret;

	if (nest->gap)
		return gap(nest, b);
	if (nest->ended)
		return nest->count ? no_exit(nest, b) : 0;
	if (!nest->pending) {
		ret = call_record_next(&nest->chunk, &nest->pos, &nest->rec, err);
		if (ret <= 0)
			return ret;
		nest->pending = true;
	}
	if (is_over(nest, &nest->rec))
		return no_exit(nest, b);
	nest->pending = false;
	return boundary(nest, b, err);
}

void kdf_nest_free(struct kdf_nest *nest)
{
	free(nest->frames);
	free(nest->bytes);
	*nest = (struct kdf_nest){ 0 };
}

/*
 * The length in bytes of the struct's record at @pos, 0 at the end. The records were decoded once: what is left is to
 * stay inside of them.
 */
static size_t snapshot_len(const uint8_t *structs, size_t len, size_t pos, uint32_t head[static 2])
{
	size_t words;

	if (len - pos < 2 * sizeof(*head))
		return 0;
	memcpy(head, structs + pos, 2 * sizeof(*head));
	words = KCOV_DF_REC_WORDS(head[0]);
	return words < 2 || words > (len - pos) / 4 ? 0 : 4 * words;
}

static void take_snapshot(struct kdf_snapshot *snap, const uint8_t *record, const uint32_t *head)
{
	uint32_t room = 4 * (KCOV_DF_REC_WORDS(head[0]) - 2);

	*snap = (struct kdf_snapshot){
		.arg = KCOV_DF_REC_ARG(head[0]),
		.flags = head[0] & 0xff000000,
		.size = head[1],
		.data = record + 2 * sizeof(*head),
		.len = room < head[1] ? room : head[1],
	};
}

bool kdf_snapshot_next(const uint8_t *structs, size_t len, size_t *pos, struct kdf_snapshot *snap)
{
	uint32_t head[2];
	size_t bytes = snapshot_len(structs, len, *pos, head);

	if (!bytes)
		return false;
	take_snapshot(snap, structs + *pos, head);
	*pos += bytes;
	return true;
}

bool kdf_snapshot_find(const uint8_t *structs, size_t len, unsigned int arg,
		       struct kdf_snapshot *snap)
{
	uint32_t head[2];

	for (size_t pos = 0, bytes; (bytes = snapshot_len(structs, len, pos, head)); pos += bytes) {
		if (KCOV_DF_REC_ARG(head[0]) == arg) {
			take_snapshot(snap, structs + pos, head);
			return true;
		}
	}
	return false;
}
