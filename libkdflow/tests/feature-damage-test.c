// SPDX-License-Identifier: GPL-2.0-or-later
/* A session's buffer that is damaged -> errors, and nothing is read that is not in it. */
#include <errno.h>

#include "session-features.h"

/* Is there a record that is malformed, or a struct that belongs to none? */
static bool is_damaged(struct builder *b)
{
	const struct kdf_chunk *chunk = builder_chunk(b, 0, 1);
	unsigned int before = KCOV_DF_REC_EVENT;
	struct kdf_call_record rec;
	struct kdf_error err;
	size_t pos = 0;
	int ret;

	while ((ret = kdf_call_record_next(chunk, &pos, &rec, &err)) > 0) {
		if (rec.type == KCOV_DF_REC_STRUCT && before >= KCOV_DF_REC_LOST)
			return true;
		if (rec.type != KCOV_DF_REC_STRUCT)
			before = rec.type;
	}
	return ret;
}

/* It is an error then and only then. If anything else is read, the sanitizers see it. */
static bool assert_damage_is_seen(struct builder *b)
{
	struct chunk chunk = { b, 1, 0, 1 };
	struct list *list = calloc(1, sizeof(*list));
	struct kdf_features f = { .add = add, .arg = list, .changes = true };
	struct kdf_session s;
	struct kdf_error err;
	int ret;

	session_begin(&s, &chunk, 1);
	ret = kdf_features_session(&f, &s, &err);
	assert_int_equal(ret, is_damaged(b) ? -EBADMSG : 0);
	if (ret)
		assert_contains(err.text, "kernel buffer: record at byte ");
	kdf_features_free(&f);
	session_end(&s);
	free(list);
	return ret;
}

static void some_records(struct builder *b)
{
	uint64_t values[] = { 1, 2, 3 };

	builder_boundary(b, KCOV_DF_REC_ENTRY, 0, 100, 3, values);
	builder_snapshot(b, 2, 10, 3, (uint32_t[]){ 1, 2, 3 });
	builder_boundary(b, KCOV_DF_REC_EXIT, 0, 0, 1, values);
	builder_snapshot(b, 2, 10, 3, (uint32_t[]){ 1, 5, 3 });
}

/* Of each of these is only a part there, or what it belongs to is not. */
static void test_truncated(void **state)
{
	struct builder *b = calloc(1, sizeof(*b));
	size_t count, whole = 0;

	(void)state;
	some_records(b);
	count = b->count;
	for (b->count = 0; b->count <= count; b->count++)
		whole += !assert_damage_is_seen(b);
	/* Behind each of the four, and before the first */
	assert_int_equal(whole, 5);
	b->count = 0;
	builder_snapshot(b, 2, 4, 1, (uint32_t[]){ 1 });
	assert_true(assert_damage_is_seen(b));
	b->count = 0;
	builder_boundary(b, KCOV_DF_REC_ENTRY, 0, 100, 0, NULL);
	builder_word(b, KCOV_DF_REC_LOST | 3 << 4);
	builder_word(b, 0);
	builder_word(b, 0);
	builder_snapshot(b, 2, 4, 1, (uint32_t[]){ 1 });
	assert_true(assert_damage_is_seen(b));
	/* The exit of a call that has no frame, with nothing that says whose */
	b->count = 0;
	builder_boundary(b, KCOV_DF_REC_EXIT, 0xffff, 0, 1, (uint64_t[]){ 1 });
	assert_true(assert_damage_is_seen(b));
	free(b);
}

static void test_damaged(void **state)
{
	struct builder *b = calloc(1, sizeof(*b));
	const unsigned int more = 20;

	(void)state;
	some_records(b);
	for (size_t bit = 0; bit < 32 * b->count; bit++) {
		b->words[bit / 32] ^= 1U << bit % 32;
		assert_damage_is_seen(b);
		b->words[bit / 32] ^= 1U << bit % 32;
	}
	for (int i = 0; i < 20000; i++) {
		b->count = 1 + random_number() % more;
		for (size_t k = 0; k < b->count; k++) {
			b->words[k] = random_number() >> random_number() % 32;
			/* Lengths that may be right, or nearly */
			if (random_number() % 2)
				b->words[k] = (b->words[k] & 0xf) | random_number() % more << 4 |
					      b->words[k] % 4 << 16;
		}
		assert_damage_is_seen(b);
	}
	free(b);
}

/* A struct is in the chunk of what it belongs to. */
static void test_struct_alone(void **state)
{
	struct builder *b = calloc(2, sizeof(*b));
	struct chunk chunks[] = { { &b[0], 1, 0, 1 }, { &b[1], 1, 1, 2 } };
	struct list list = { 0 };
	struct kdf_features f = { .add = add, .arg = &list };
	struct kdf_session s;
	struct kdf_error err;

	(void)state;
	builder_boundary(&b[0], KCOV_DF_REC_ENTRY, 0, 100, 0, NULL);
	builder_snapshot(&b[1], 2, 4, 1, (uint32_t[]){ 1 });
	session_begin(&s, chunks, 2);
	assert_int_equal(kdf_features_session(&f, &s, &err), -EBADMSG);
	session_end(&s);
	kdf_features_free(&f);
	free(b);
}

/* The heads of chunks are checked, too. */
static void test_damaged_head(void **state)
{
	static const uint32_t wrong[] = { 0, sizeof(struct kcov_df_chunk) - 1, 4096, UINT32_MAX };
	struct builder *b = calloc(1, sizeof(*b));
	struct chunk chunk = { b, 1, 0, 1 };
	struct kdf_features f = { .add = add };
	struct kdf_session s;
	struct kdf_error err;

	(void)state;
	some_records(b);
	session_begin(&s, &chunk, 1);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		memcpy((uint8_t *)s.map + offsetof(struct kcov_df_chunk, used), &wrong[i],
		       sizeof(wrong[i]));
		assert_int_equal(kdf_features_session(&f, &s, &err), -EBADMSG);
		assert_contains(err.text, "kernel buffer: chunk 0: expected from 64 to ");
	}
	session_end(&s);
	kdf_features_free(&f);
	free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_struct_alone),
		cmocka_unit_test(test_damaged_head),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
