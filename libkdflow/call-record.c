// SPDX-License-Identifier: GPL-2.0-or-later
/* Bytes of a session's chunk -> records. */
#include <errno.h>

#include "call-record.h"

#define STRUCT_FLAGS (KCOV_DF_STRUCT_BAD | KCOV_DF_STRUCT_SHORT | KCOV_DF_STRUCT_BY_VALUE)

static uint32_t word_at(const struct kdf_chunk *chunk, size_t pos)
{
	uint32_t word;

	memcpy(&word, chunk->data + pos, sizeof(word));
	return word;
}

static int malformed(const struct kdf_chunk *chunk, size_t pos, const char *expected,
		     struct kdf_error *err)
{
	return kdf_fail(err, EBADMSG, "%s: record at byte %zu of %zu: header 0x%08x: %s",
			chunk->name, pos, chunk->len, word_at(chunk, pos), expected);
}

/* Values of 8 bytes after @before words; sets them and returns whether the length fits. */
static bool set_values(struct kdf_call_record *rec, const uint8_t *record, unsigned int words,
		       unsigned int before, unsigned int max)
{
	if (words < before || (words - before) % 2 || (words - before) / 2 > max)
		return false;
	rec->nvalues = (words - before) / 2;
	rec->values = record + 4 * before;
	return true;
}

static const char *decode_boundary(struct kdf_call_record *rec, const uint8_t *record,
				   uint32_t header, unsigned int words)
{
	rec->depth = KCOV_DF_REC_DEPTH(header);
	rec->has_site = rec->type != KCOV_DF_REC_EXIT;
	if (rec->type == KCOV_DF_REC_ENTRY && !set_values(rec, record, words, 2, 127))
		return "expected a site and at most 127 whole values";
	if (rec->type == KCOV_DF_REC_EXIT && !set_values(rec, record, words, 1, 2))
		return "expected at most 2 whole values";
	if (rec->type == KCOV_DF_REC_EXIT_OF && !set_values(rec, record, words, 2, 2))
		return "expected a site and at most 2 whole values";
	if (rec->type == KCOV_DF_REC_EXIT && rec->depth == 0xffff)
		return "expected a depth that has a frame";
	if (rec->has_site)
		memcpy(&rec->site, record + 4, sizeof(rec->site));
	return NULL;
}

static const char *decode_struct(struct kdf_call_record *rec, const uint8_t *record,
				 uint32_t header, unsigned int words)
{
	uint32_t room;

	rec->arg = KCOV_DF_REC_ARG(header);
	rec->flags = header & 0xff000000;
	if (rec->flags & ~STRUCT_FLAGS)
		return "expected no other flags of a struct";
	if (words < 2)
		return "expected the size of the struct";
	memcpy(&rec->size, record + 4, sizeof(rec->size));
	room = 4 * (words - 2);
	if (room && room - 3 > rec->size)
		return "expected no more bytes than the struct has";
	if (room && rec->flags & KCOV_DF_STRUCT_BAD)
		return "expected no bytes of a struct that could not be read";
	rec->data = record + 8;
	rec->len = room < rec->size ? room : rec->size;
	return NULL;
}

static const char *decode_lost(struct kdf_call_record *rec, const uint8_t *record, uint32_t header,
			       unsigned int words)
{
	if (words != 3 || header >> 16)
		return "expected two counters of a loss";
	memcpy(&rec->lost_entries, record + 4, sizeof(rec->lost_entries));
	memcpy(&rec->lost_exits, record + 8, sizeof(rec->lost_exits));
	return NULL;
}

/* What is wrong with the record, or NULL. */
static const char *decode(struct kdf_call_record *rec, const uint8_t *record, uint32_t header,
			  unsigned int words)
{
	switch (rec->type) {
	case KCOV_DF_REC_ENTRY:
	case KCOV_DF_REC_EXIT:
	case KCOV_DF_REC_EXIT_OF:
		return decode_boundary(rec, record, header, words);
	case KCOV_DF_REC_STRUCT:
		return decode_struct(rec, record, header, words);
	case KCOV_DF_REC_LOST:
		return decode_lost(rec, record, header, words);
	case KCOV_DF_REC_EVENT:
		return words == 1 && header >> 16 == KCOV_DF_EVENT_ENABLE ?
			       NULL :
			       "expected event 1 (recording begins)";
	default:
		return "expected a type from 1 (entry) to 6 (event)";
	}
}

int call_record_rest(const struct kdf_chunk *chunk, size_t *pos, struct kdf_call_record *rec,
		     struct kdf_error *err)
{
	size_t left = chunk->len - *pos;
	const char *wrong;
	unsigned int words;
	uint32_t header;

	if (!left)
		return 0;
	if (left < 4)
		return kdf_fail(err, EBADMSG,
				"%s: record at byte %zu of %zu: expected a header of 4 bytes",
				chunk->name, *pos, chunk->len);
	header = word_at(chunk, *pos);
	words = KCOV_DF_REC_WORDS(header);
	if (!words || words > left / 4)
		return malformed(chunk, *pos, "expected the whole record before the end", err);
	*rec = (struct kdf_call_record){ .offset = *pos, .type = KCOV_DF_REC_TYPE(header) };
	wrong = decode(rec, chunk->data + *pos, header, words);
	if (wrong)
		return malformed(chunk, *pos, wrong, err);
	*pos += 4 * words;
	return 1;
}

int kdf_call_record_next(const struct kdf_chunk *chunk, size_t *pos, struct kdf_call_record *rec,
			 struct kdf_error *err)
{
	return call_record_next(chunk, pos, rec, err);
}

static bool is_struct(const struct kdf_chunk *chunk, size_t pos)
{
	return pos < chunk->len && KCOV_DF_REC_TYPE(chunk->data[pos]) == KCOV_DF_REC_STRUCT;
}

size_t call_record_structs_len(const struct kdf_chunk *chunk, size_t pos)
{
	struct kdf_call_record rec;
	struct kdf_error later; /* a malformed record is told when it is its turn */
	size_t start = pos;

	/* To find one among them takes as long as there are many: more are malformed. */
	for (unsigned int i = 0; i < KDF_STRUCTS_MAX && is_struct(chunk, pos) &&
				 call_record_rest(chunk, &pos, &rec, &later) > 0; i++)
		;
	return pos - start;
}
