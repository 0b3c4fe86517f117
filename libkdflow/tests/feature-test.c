// SPDX-License-Identifier: GPL-2.0-or-later
/* A session's buffer -> features: what makes them others, and that of the walk they are the same. */
#include <errno.h>

#include "session-features.h"

static const struct kdf_features plain, changes = { .changes = true };

/* The feature of one value */
static uint32_t feature_of(int32_t site, unsigned int index, uint64_t value, bool at_exit)
{
	struct builder *b = calloc(1, sizeof(*b));
	uint64_t values[2] = { 0 };
	struct list *list;
	uint32_t feature;

	values[index] = value;
	builder_boundary(b, at_exit ? KCOV_DF_REC_EXIT_OF : KCOV_DF_REC_ENTRY, 0, site, index + 1,
			 values);
	list = chunk_features(b, &plain);
	assert_int_equal(list->count, index + 1);
	feature = list->features[index];
	free(list);
	free(b);
	return feature;
}

/* What a feature is of makes it another one, and nothing else does. */
static void test_parts(void **state)
{
	uint32_t feature = feature_of(0x1000, 0, 5, false);

	(void)state;
	assert_int_equal(feature_of(0x1000, 0, 5, false), feature);
	assert_int_not_equal(feature_of(0x1004, 0, 5, false), feature);
	assert_int_not_equal(feature_of(0x1000, 1, 5, false), feature);
	assert_int_not_equal(feature_of(0x1000, 0, 6, false), feature);
	assert_int_not_equal(feature_of(0x1000, 0, 5, true), feature);
	assert_int_equal(feature_of(0x1000, 0, 0xffff888003a41200, false),
			 feature_of(0x1000, 0, 0xffff888099999990, false));
	assert_int_equal(feature_of(-0x1000, 0, 18, true), feature_of(-0x1000, 0, 30, true));
}

/* These are written down somewhere: another number is another KDF_FEATURES_VERSION. */
static void test_version(void **state)
{
	(void)state;
	assert_int_equal(KDF_FEATURES_VERSION, 1);
	assert_int_equal(feature_of(0x1000, 0, 5, false), 0xe3e2e1d9);
	assert_int_equal(feature_of(-4, 1, -ENOENT, true), 0x8afc2f3f);
}

/* An exit is of its call, whatever was called in between. */
static void test_exits(void **state)
{
	struct builder *b = calloc(1, sizeof(*b));
	uint64_t value = 7;
	struct list *list;

	(void)state;
	builder_boundary(b, KCOV_DF_REC_ENTRY, 0, 100, 0, NULL);
	builder_boundary(b, KCOV_DF_REC_ENTRY, 1, 200, 0, NULL);
	builder_boundary(b, KCOV_DF_REC_EXIT, 1, 0, 1, &value);
	builder_boundary(b, KCOV_DF_REC_ENTRY, 1, 300, 0, NULL);
	builder_boundary(b, KCOV_DF_REC_EXIT, 0, 0, 1, &value);
	/* Nothing is open there, nor after a call whose exit was lost. */
	builder_boundary(b, KCOV_DF_REC_EXIT, 1, 0, 1, &value);
	builder_boundary(b, KCOV_DF_REC_ENTRY, 0, 400, 0, NULL);
	builder_boundary(b, KCOV_DF_REC_ENTRY, 0, 500, 0, NULL);
	builder_boundary(b, KCOV_DF_REC_EXIT, 0, 0, 0, NULL);
	builder_boundary(b, KCOV_DF_REC_EXIT, 0, 0, 1, &value);
	/* Nor where the recording begins. */
	builder_boundary(b, KCOV_DF_REC_ENTRY, 0, 600, 0, NULL);
	builder_word(b, KCOV_DF_REC_EVENT | 1 << 4 | KCOV_DF_EVENT_ENABLE << 16);
	builder_boundary(b, KCOV_DF_REC_EXIT, 0, 0, 1, &value);
	list = chunk_features(b, &plain);
	assert_int_equal(list->count, 2);
	assert_int_equal(list->features[0], feature_of(200, 0, 7, true));
	assert_int_equal(list->features[1], feature_of(100, 0, 7, true));
	free(list);
	free(b);
}

static void test_deep(void **state)
{
	struct builder *b = calloc(1, sizeof(*b));
	const unsigned int deep = 200;
	uint64_t value = 7;
	struct list *list;

	(void)state;
	for (unsigned int depth = 0; depth < deep; depth++)
		builder_boundary(b, KCOV_DF_REC_ENTRY, depth, 4 * depth, 0, NULL);
	for (unsigned int depth = deep; depth-- > 0;)
		builder_boundary(b, KCOV_DF_REC_EXIT, depth, 0, 1, &value);
	list = chunk_features(b, &plain);
	assert_int_equal(list->count, deep);
	assert_int_equal(list->features[0], feature_of(4 * (deep - 1), 0, 7, true));
	assert_int_equal(list->features[deep - 1], feature_of(0, 0, 7, true));
	free(list);
	free(b);
}

/* Two words of four bytes each that change are one of eight; the bytes behind the last whole one count. */
static void test_changes(void **state)
{
	static const uint32_t before[] = { 1, 2, 3, 4, 5 }, after[] = { 9, 9, 3, 4, 6 },
			      other[] = { 7, 2, 3, 4, 6 };
	struct builder *b = calloc(1, sizeof(*b)), *c = calloc(1, sizeof(*c));
	struct list *list, *same;

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct builder *to = i ? c : b;

		builder_boundary(to, KCOV_DF_REC_ENTRY, 0, 100, 0, NULL);
		builder_snapshot(to, 2, 18, 5, before);
		builder_boundary(to, KCOV_DF_REC_EXIT, 0, 0, 0, NULL);
		builder_snapshot(to, 2, 18, 5, i ? other : after);
		/* The one of another argument, which was not captured at the entry */
		builder_snapshot(to, 3, 18, 5, after);
		/* So deep that nothing tells whose exit it is */
		builder_boundary(to, KCOV_DF_REC_ENTRY, 0xffff, 100, 0, NULL);
		builder_snapshot(to, 2, 18, 5, before);
		builder_boundary(to, KCOV_DF_REC_EXIT_OF, 0xffff, 100, 0, NULL);
		builder_snapshot(to, 2, 18, 5, other);
	}
	list = chunk_features(b, &changes);
	assert_int_equal(list->count, 2);
	assert_int_equal(list->features[0], 0xeec925f8);
	assert_int_equal(list->features[1], 0x519115a3);
	same = chunk_features(c, &changes);
	assert_same(list, same);
	free(same);
	same = chunk_features(c, &plain);
	assert_int_equal(same->count, 0);
	free(same);
	free(list);
	free(b);
	free(c);
}

/* Streams are apart, and a chunk that is missing ends what was open. */
static void test_streams(void **state)
{
	struct builder *enter = calloc(1, sizeof(*enter)), *leave = calloc(1, sizeof(*leave));
	uint64_t value = 7;
	struct kdf_session s;
	struct list *list;

	(void)state;
	builder_boundary(enter, KCOV_DF_REC_ENTRY, 0, 100, 0, NULL);
	builder_boundary(leave, KCOV_DF_REC_EXIT, 0, 0, 1, &value);
	for (int i = 0; i < 3; i++) {
		/* In the buffer, the second comes first. */
		struct chunk chunks[] = { { leave, i == 1 ? 2 : 1, i == 2 ? 2 : 1, 2 },
					  { enter, 1, 0, 1 } };

		session_begin(&s, chunks, 2);
		list = session_features(&s, &plain);
		assert_int_equal(list->count, i ? 0 : 1);
		free(list);
		session_end(&s);
	}
	free(enter);
	free(leave);
}

/* === Against the walk === */

static void random_structs(struct builder *b)
{
	uint32_t words[8];
	unsigned int nwords = random_number() % 8;

	for (unsigned int i = 0; i < nwords; i++)
		words[i] = random_number() % 3;
	if (random_number() % 3 == 0)
		builder_snapshot(b, random_number() % 3,
				 nwords ? 4 * nwords - random_number() % 4 : 0, nwords, words);
}

/* Calls as a kernel may record them: some are lost, some are deeper than its stack. */
static void random_calls(struct builder *b, unsigned int depth)
{
	int32_t site = random_number() % 16 * 4;
	uint64_t values[4] = { random_value(), random_value(), random_value(), random_value() };

	builder_boundary(b, KCOV_DF_REC_ENTRY, depth, site, random_number() % 5, values);
	random_structs(b);
	while (depth < 5 && random_number() % 3 == 0)
		random_calls(b, depth + 1 + random_number() % 2);
	switch (random_number() % 8) {
	case 0: /* no exit, or one that was lost */
		builder_word(b, KCOV_DF_REC_LOST | 3 << 4);
		builder_word(b, 0);
		builder_word(b, 1);
		return;
	case 1:
		builder_boundary(b, KCOV_DF_REC_EXIT_OF, depth, site, random_number() % 3, values);
		break;
	case 2:
		builder_boundary(b, KCOV_DF_REC_EXIT_OF, depth, 64, 1, values);
		break;
	default:
		builder_boundary(b, KCOV_DF_REC_EXIT, depth, 0, random_number() % 3, values);
	}
	random_structs(b);
}

static struct list *walk_features(struct builder *builders, size_t count,
				  const struct kdf_features *options)
{
	struct list *list = calloc(1, sizeof(*list));
	struct kdf_features f = *options;
	struct kdf_nest nest = { 0 };
	struct kdf_boundary b;
	struct kdf_error err;
	int ret;

	f.add = add;
	f.arg = list;
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(kdf_nest_chunk(&nest, builder_chunk(&builders[i], i, i + 1), &err),
				 0);
		while ((ret = kdf_nest_next(&nest, &b, &err)) > 0)
			kdf_features_boundary(&f, &b);
		if (ret)
			fail_msg("%s", err.text);
	}
	kdf_nest_free(&nest);
	kdf_features_free(&f);
	return list;
}

static void test_walk(void **state)
{
	struct kdf_section section = { .start = 20, .end = 40, .id = 0x123456789abcdef };
	const struct kdf_sections sections = { &section, 1, 1 };
	const struct kdf_features with_sections = { .changes = true, .sections = &sections };
	const struct kdf_features *options[] = { &plain, &changes, &with_sections };
	struct builder *b = calloc(2, sizeof(*b));
	size_t changed = 0;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct chunk chunks[] = { { &b[1], 1, 1, 2 }, { &b[0], 1, 0, 1 } };
		struct kdf_session s;

		b[0].count = b[1].count = 0;
		/* What is open at the end of the first chunk is closed in the second. */
		builder_boundary(&b[0], KCOV_DF_REC_ENTRY, 0, 100, 0, NULL);
		builder_snapshot(&b[0], 1, 8, 2, (uint32_t[]){ 1, 2 });
		random_calls(&b[0], 1);
		builder_word(&b[1], KCOV_DF_REC_LOST | 3 << 4);
		builder_word(&b[1], 0);
		builder_word(&b[1], 0);
		random_calls(&b[1], 1);
		builder_boundary(&b[1], KCOV_DF_REC_EXIT, 0, 0, 0, NULL);
		builder_snapshot(&b[1], 1, 8, 2, (uint32_t[]){ 1, random_number() % 3 });
		session_begin(&s, chunks, 2);
		for (size_t k = 0; k < sizeof(options) / sizeof(options[0]); k++) {
			struct list *list = session_features(&s, options[k]),
				    *walk = walk_features(b, 2, options[k]);

			assert_same(list, walk);
			changed += k == 1 ? list->count : 0;
			changed -= k == 0 ? list->count : 0;
			free(list);
			free(walk);
		}
		session_end(&s);
	}
	assert_true(changed > 1000);
	free(b);
}

/* === How well features are mixed === */

static int compare_features(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* Of all features of many values, sites and places: about as many are the same as of random numbers. */
static void test_collisions(void **state)
{
	enum { SITES = 8192, VALUES = 64, BITS = 16 };
	uint32_t *features = calloc(SITES * VALUES, sizeof(*features));
	uint8_t *low = calloc(1 << BITS, 1), *high = calloc(1 << BITS, 1);
	size_t n = 0, same = 0, used_low = 0, used_high = 0;
	struct builder *b = calloc(1, sizeof(*b));
	struct list *list;

	(void)state;
	for (int32_t site = 0; site < SITES; site++) {
		uint64_t values[VALUES];

		for (unsigned int i = 0; i < VALUES; i++)
			values[i] = i % 3;
		b->count = 0;
		builder_boundary(b, KCOV_DF_REC_ENTRY, 0, 16 * site, VALUES, values);
		list = chunk_features(b, &plain);
		memcpy(features + n, list->features, VALUES * sizeof(*features));
		n += VALUES;
		free(list);
	}
	for (size_t i = 0; i < n / 8; i++) {
		low[features[i] & ((1 << BITS) - 1)] = 1;
		high[features[i] >> BITS] = 1;
	}
	for (size_t i = 0; i < 1 << BITS; i++) {
		used_low += low[i];
		used_high += high[i];
	}
	qsort(features, n, sizeof(*features), compare_features);
	for (size_t i = 1; i < n; i++)
		same += features[i] == features[i - 1];
	/* n * n / 2^33 = 32 of random ones, and 63 % of a map that has as many entries */
	assert_in_range(same, 0, 64);
	assert_in_range(used_low, 0.62 * (1 << BITS), 0.7 * (1 << BITS));
	assert_in_range(used_high, 0.62 * (1 << BITS), 0.7 * (1 << BITS));
	free(features);
	free(low);
	free(high);
	free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_version),
		cmocka_unit_test(test_exits),
		cmocka_unit_test(test_deep),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_collisions),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
