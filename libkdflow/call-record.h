/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes of a session's chunk -> records, as part of a loop over them. */
#ifndef KDF_CALL_RECORD_H
#define KDF_CALL_RECORD_H

#include "calls.h"

/* Any record: as kdf_call_record_next(). */
int call_record_rest(const struct kdf_chunk *chunk, size_t *pos, struct kdf_call_record *rec,
		     struct kdf_error *err);

/* Bytes of the structs behind a record, from @pos. */
size_t call_record_structs_len(const struct kdf_chunk *chunk, size_t pos);

/*
 * Nearly all records are entries with a site, and exits without: they are decoded with the same checks, but in half of
 * the instructions. False for others, and for malformed ones: call_record_rest() says what is wrong.
 */
static inline bool call_record_most(const struct kdf_chunk *chunk, size_t *pos,
				    struct kdf_call_record *rec)
{
	size_t left = (chunk->len - *pos) / 4;
	const uint8_t *at = chunk->data + *pos;
	unsigned int words, before, values;
	uint32_t header;
	bool entry;

	if (left < 2)
		return false;
	memcpy(&header, at, sizeof(header));
	entry = KCOV_DF_REC_TYPE(header) == KCOV_DF_REC_ENTRY;
	if (!entry && (KCOV_DF_REC_TYPE(header) != KCOV_DF_REC_EXIT || KCOV_DF_REC_DEPTH(header) == 0xffff))
		return false;
	words = KCOV_DF_REC_WORDS(header);
	before = entry ? 2 : 1;
	values = words - before;
	if (words > left || values % 2 || values > (entry ? 2 * 127 : 2 * 2))
		return false;
	*rec = (struct kdf_call_record){
		.offset = *pos,
		.type = KCOV_DF_REC_TYPE(header),
		.depth = KCOV_DF_REC_DEPTH(header),
		.has_site = entry,
		.nvalues = values / 2,
		.values = at + 4 * before,
	};
	if (entry)
		memcpy(&rec->site, at + 4, sizeof(rec->site));
	*pos += 4 * words;
	return true;
}

static inline int call_record_next(const struct kdf_chunk *chunk, size_t *pos,
				   struct kdf_call_record *rec, struct kdf_error *err)
{
	return call_record_most(chunk, pos, rec) ? 1 : call_record_rest(chunk, pos, rec, err);
}

#endif /* KDF_CALL_RECORD_H */
