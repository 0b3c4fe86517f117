/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A chunk that grows record by record. */
#ifndef KDF_BUILDER_H
#define KDF_BUILDER_H

#include <kdflow.h>

struct builder {
	uint32_t words[4096];
	size_t count;
	struct kdf_chunk chunk;
};

static inline void builder_word(struct builder *b, uint32_t value)
{
	b->words[b->count++] = value;
}

static inline void builder_boundary(struct builder *b, uint32_t type, uint32_t depth, int32_t site,
				    unsigned int nvalues, const uint64_t *values)
{
	size_t start = b->count;

	builder_word(b, 0);
	if (type != KCOV_DF_REC_EXIT)
		builder_word(b, site);
	for (unsigned int i = 0; i < nvalues; i++) {
		builder_word(b, values[i]);
		builder_word(b, values[i] >> 32);
	}
	b->words[start] = type | (b->count - start) << 4 | depth << 16;
}

/* @arg: with the flags of the struct; @size: of all of it */
static inline void builder_snapshot(struct builder *b, uint32_t arg, uint32_t size,
				    unsigned int nwords, const uint32_t *words)
{
	builder_word(b, KCOV_DF_REC_STRUCT | (2 + nwords) << 4 | (arg & 0xff) << 16 |
				(arg & 0xff000000));
	builder_word(b, size);
	for (unsigned int i = 0; i < nwords; i++)
		builder_word(b, words[i]);
}

static inline const struct kdf_chunk *builder_chunk(struct builder *b, uint32_t index,
						    uint64_t serial)
{
	b->chunk = (struct kdf_chunk){
		.name = "test",
		.head = { .index = index, .serial = serial, .stream = 1 },
		.data = (const uint8_t *)b->words,
		.len = b->count * sizeof(b->words[0]),
	};
	return &b->chunk;
}

#endif /* KDF_BUILDER_H */
