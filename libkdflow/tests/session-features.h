/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of features share: random numbers, and the features of chunks in a session's buffer. */
#ifndef KDF_SESSION_FEATURES_H
#define KDF_SESSION_FEATURES_H

#include "builder.h"
#include "test.h"

/* Always the same ones. */
static uint64_t random_state = 1;

static inline uint64_t random_number(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

/* Of all lengths */
static inline uint64_t random_value(void)
{
	uint64_t value = random_number() >> random_number() % 64;

	return random_number() % 4 ? value : ~value;
}

/* === What was added === */

struct list {
	uint32_t features[4096];
	size_t count;
};

static inline void add(void *arg, uint32_t feature)
{
	struct list *list = arg;

	assert_true(list->count < sizeof(list->features) / sizeof(list->features[0]));
	list->features[list->count++] = feature;
}

static inline void assert_same(const struct list *a, const struct list *b)
{
	assert_int_equal(a->count, b->count);
	assert_memory_equal(a->features, b->features, a->count * sizeof(a->features[0]));
}

/* === A session whose buffer is in memory that ends where its last chunk does === */

struct chunk {
	const struct builder *builder;
	uint32_t stream, index, serial;
};

static inline void session_begin(struct kdf_session *s, const struct chunk *chunks, size_t count)
{
	uint32_t size = sizeof(struct kcov_df_chunk);
	uint8_t *map;

	for (size_t i = 0; i < count; i++) {
		uint32_t used = sizeof(struct kcov_df_chunk) + 4 * chunks[i].builder->count;

		size = used > size ? used : size;
	}
	if (count > 1)
		size = (size + 7) & ~7U;
	map = calloc(count, size);
	assert_non_null(map);
	*s = (struct kdf_session){
		.fd = -1,
		.buffer = { .version = KCOV_DF_VERSION, .chunk_size = size, .nr_chunks = count },
		.map = map,
		.map_size = count * size,
	};
	for (size_t i = 0; i < count; i++) {
		struct kcov_df_chunk head = {
			.state = KCOV_DF_CHUNK_FULL,
			.used = sizeof(head) + 4 * chunks[i].builder->count,
			.serial = chunks[i].serial,
			.index = chunks[i].index,
			.stream = chunks[i].stream,
		};

		memcpy(map + i * size, &head, sizeof(head));
		memcpy(map + i * size + sizeof(head), chunks[i].builder->words,
		       4 * chunks[i].builder->count);
	}
}

static inline void session_end(struct kdf_session *s)
{
	free((void *)s->map);
}

/* What is in the buffer as features, with @options */
static inline struct list *session_features(const struct kdf_session *s,
					    const struct kdf_features *options)
{
	struct list *list = calloc(1, sizeof(*list));
	struct kdf_features f = *options;
	struct kdf_error err;

	f.add = add;
	f.arg = list;
	if (kdf_features_session(&f, s, &err))
		fail_msg("%s", err.text);
	kdf_features_free(&f);
	return list;
}

static inline struct list *chunk_features(const struct builder *b,
					  const struct kdf_features *options)
{
	struct chunk chunk = { b, 1, 0, 1 };
	struct kdf_session s;
	struct list *list;

	session_begin(&s, &chunk, 1);
	list = session_features(&s, options);
	session_end(&s);
	return list;
}

#endif /* KDF_SESSION_FEATURES_H */
