// SPDX-License-Identifier: GPL-2.0-or-later
/* Words -> records. */
#include <errno.h>

#include "kdflow.h"

/* Bits that no version of the record gives a meaning. */
#define HEADER_ZERO (0x7ULL << 25)

static int malformed(const struct kdf_stream *stream, size_t pos, const char *expected,
		     struct kdf_error *err)
{
	return kdf_fail(err, EBADMSG, "%s: record at word %zu of %zu: header 0x%016llx: %s",
			stream->name, pos, stream->count, (unsigned long long)stream->words[pos],
			expected);
}

/*
 * Does the number of words fit the size of a plain value? One word is always
 * right: a NULL pointer, or a value that is not known.
 */
static bool plain_size(const struct kdf_record *rec)
{
	unsigned int words = (rec->size + 7) / 8;

	/* A larger size does not fit into the header. */
	return rec->nvalues == 1 || rec->nvalues == words ||
	       (rec->size == 255 && rec->nvalues > words);
}

int kdf_record_next(const struct kdf_stream *stream, size_t *pos, struct kdf_record *rec,
		    struct kdf_error *err)
{
	const uint64_t *w = stream->words + *pos;
	size_t left = stream->count - *pos;

	if (!left)
		return 0;
	*rec = (struct kdf_record){
		.word = *pos,
		.type = KCOV_DF_TYPE(w[0]),
		.seq = KCOV_DF_SEQ(w[0]),
		.arg = KCOV_DF_ARG(w[0]),
		.size = KCOV_DF_SIZE(w[0]),
		.on_stack = w[0] & KCOV_DF_ON_STACK,
		.nvalues = KCOV_DF_NVALUES(w[0]),
	};
	if (rec->type != KCOV_DF_TYPE_ENTRY && rec->type != KCOV_DF_TYPE_RET)
		return malformed(stream, *pos, "expected type 0xe (entry) or 0xf (return)", err);
	if (w[0] & HEADER_ZERO)
		return malformed(stream, *pos, "expected bits 25 to 27 to be zero", err);
	if (rec->type == KCOV_DF_TYPE_RET && rec->arg)
		return malformed(stream, *pos, "expected argument index 0 in a return", err);
	if (left < KCOV_DF_HEADER_WORDS || left - KCOV_DF_HEADER_WORDS < rec->nvalues)
		return malformed(stream, *pos, "expected the whole record before the end", err);
	rec->pc = w[1];
	rec->addr = w[2];
	rec->values = w + KCOV_DF_HEADER_WORDS;
	if (!rec->addr && !plain_size(rec))
		return malformed(stream, *pos, "expected as many words as a plain value has", err);
	if (!rec->addr && rec->on_stack)
		return malformed(stream, *pos, "expected no stack bit on a plain value", err);
	*pos += KCOV_DF_HEADER_WORDS + rec->nvalues;
	return 1;
}
