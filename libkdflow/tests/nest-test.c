// SPDX-License-Identifier: GPL-2.0-or-later
/* Chunks -> boundaries. What malformed records do is in kdflow/tests/session.t. */
#include <errno.h>

#include "builder.h"
#include "test.h"

static void boundary(struct builder *b, uint32_t type, uint32_t depth, int32_t site,
		     unsigned int nvalues, uint64_t first)
{
	uint64_t values[127];

	for (unsigned int i = 0; i < nvalues; i++)
		values[i] = first + i;
	builder_boundary(b, type, depth, site, nvalues, values);
}

static void entry(struct builder *b, uint32_t depth, int32_t site, uint64_t value)
{
	boundary(b, KCOV_DF_REC_ENTRY, depth, site, 1, value);
}

static void snapshot(struct builder *b, uint32_t arg, uint32_t first, uint32_t second)
{
	builder_snapshot(b, arg, 8, 2, (uint32_t[]){ first, second });
}

static void next(struct kdf_nest *nest, enum kdf_boundary_type type, unsigned int depth,
		 struct kdf_boundary *b)
{
	struct kdf_error err;

	assert_int_equal(kdf_nest_next(nest, b, &err), 1);
	assert_int_equal(b->type, type);
	assert_int_equal(b->depth, depth);
}

static void drained(struct kdf_nest *nest)
{
	struct kdf_boundary b;
	struct kdf_error err;

	assert_int_equal(kdf_nest_next(nest, &b, &err), 0);
}

/* The exit is in another chunk, whose predecessor is gone: the entry is still known. */
static void test_over_chunks(void **state)
{
	struct builder *first = calloc(1, sizeof(*first)), *second = calloc(1, sizeof(*second));
	struct kdf_nest nest = { 0 };
	struct kdf_boundary b;
	struct kdf_snapshot snap;
	struct kdf_error err;

	(void)state;
	entry(first, 0, 7, 0x11);
	snapshot(first, 0, 1, 2);
	snapshot(first, 3, 3, 4);
	entry(first, 1, 8, 0x22);
	assert_int_equal(kdf_nest_chunk(&nest, builder_chunk(first, 0, 5), &err), 0);
	next(&nest, KDF_B_ENTRY, 0, &b);
	assert_int_equal(b.site, 7);
	assert_int_equal(kdf_value(b.values, 0), 0x11);
	next(&nest, KDF_B_ENTRY, 1, &b);
	assert_int_equal(b.structs_len, 0);
	drained(&nest);
	memset(first, 0xff, sizeof(*first));

	boundary(second, KCOV_DF_REC_EXIT, 1, 0, 0, 0);
	boundary(second, KCOV_DF_REC_EXIT, 0, 0, 2, 0x100000001);
	assert_int_equal(kdf_nest_chunk(&nest, builder_chunk(second, 1, 9), &err), 0);
	next(&nest, KDF_B_EXIT, 1, &b);
	assert_true(b.has_entry);
	assert_int_equal(b.site, 8);
	next(&nest, KDF_B_EXIT, 0, &b);
	assert_int_equal(b.site, 7);
	assert_int_equal(kdf_value(b.values, 1), 0x100000002);
	assert_int_equal(kdf_value(b.entry_values, 0), 0x11);
	assert_true(kdf_snapshot_find(b.entry_structs, b.entry_structs_len, 3, &snap));
	assert_int_equal(snap.size, 8);
	assert_memory_equal(snap.data, "\3\0\0\0\4\0\0\0", 8);
	assert_false(kdf_snapshot_find(b.entry_structs, b.entry_structs_len, 1, &snap));
	drained(&nest);
	kdf_nest_end(&nest);
	drained(&nest);
	kdf_nest_free(&nest);
	free(first);
	free(second);
}

/* Calls without a frame in the kernel, beyond its stack: their exits name the function. */
static void test_too_deep(void **state)
{
	struct builder *c = calloc(1, sizeof(*c));
	struct kdf_nest nest = { 0 };
	struct kdf_boundary b;
	struct kdf_error err;

	(void)state;
	entry(c, 300, 7, 1);
	entry(c, 301, 7, 2);
	boundary(c, KCOV_DF_REC_EXIT_OF, 301, 7, 0, 0);
	boundary(c, KCOV_DF_REC_EXIT_OF, 300, 7, 0, 0);
	/* Something was lost: the entry at this depth may be another one. */
	entry(c, 300, 7, 3);
	builder_word(c, KCOV_DF_REC_LOST | 3 << 4);
	builder_word(c, 1);
	builder_word(c, 1);
	boundary(c, KCOV_DF_REC_EXIT_OF, 300, 7, 0, 0);
	/* Another function. */
	entry(c, 300, 7, 4);
	boundary(c, KCOV_DF_REC_EXIT_OF, 300, 8, 0, 0);
	/* So deep that the depth says nothing. */
	entry(c, 0xffff, 7, 5);
	boundary(c, KCOV_DF_REC_EXIT_OF, 0xffff, 7, 0, 0);
	assert_int_equal(kdf_nest_chunk(&nest, builder_chunk(c, 0, 1), &err), 0);
	next(&nest, KDF_B_ENTRY, 300, &b);
	next(&nest, KDF_B_ENTRY, 301, &b);
	next(&nest, KDF_B_EXIT, 301, &b);
	assert_int_equal(kdf_value(b.entry_values, 0), 2);
	next(&nest, KDF_B_EXIT, 300, &b);
	assert_int_equal(kdf_value(b.entry_values, 0), 1);
	next(&nest, KDF_B_ENTRY, 300, &b);
	next(&nest, KDF_B_LOST, 301, &b);
	next(&nest, KDF_B_NO_EXIT, 300, &b);
	next(&nest, KDF_B_EXIT, 300, &b);
	assert_false(b.has_entry);
	next(&nest, KDF_B_ENTRY, 300, &b);
	next(&nest, KDF_B_NO_EXIT, 300, &b);
	next(&nest, KDF_B_EXIT, 300, &b);
	assert_false(b.has_entry);
	next(&nest, KDF_B_ENTRY, 0xffff, &b);
	assert_null(b.frame);
	next(&nest, KDF_B_EXIT, 0, &b);
	assert_false(b.has_entry);
	drained(&nest);
	kdf_nest_free(&nest);
	free(c);
}

static void test_order(void **state)
{
	struct builder *c = calloc(1, sizeof(*c));
	struct kdf_nest nest = { 0 };
	struct kdf_boundary b;
	struct kdf_error err;

	(void)state;
	assert_int_equal(kdf_nest_chunk(&nest, builder_chunk(c, 2, 5), &err), 0);
	next(&nest, KDF_B_GAP, 0, &b);
	assert_int_equal(b.lost_chunks, 2);
	drained(&nest);
	assert_int_equal(kdf_nest_chunk(&nest, builder_chunk(c, 2, 6), &err), -EBADMSG);
	assert_contains(err.text, "expected a chunk after index 2, serial 5; found 2, 6");
	assert_int_equal(kdf_nest_chunk(&nest, builder_chunk(c, 3, 5), &err), -EBADMSG);
	assert_int_equal(kdf_nest_chunk(&nest, builder_chunk(c, 3, 6), &err), 0);
	drained(&nest);
	kdf_nest_free(&nest);
	free(c);
}

/* More open calls than anybody has, each with as many values as there can be. */
static void test_deep(void **state)
{
	struct builder *c = calloc(1, sizeof(*c));
	struct kdf_nest nest = { 0 };
	struct kdf_boundary b;
	struct kdf_error err;
	int ret = 1;

	(void)state;
	for (uint32_t depth = 0; depth < 0xffff && ret > 0; depth++) {
		c->count = 0;
		boundary(c, KCOV_DF_REC_ENTRY, depth, 1, 127, 1);
		for (int i = 0; i < 200; i++)
			snapshot(c, i, 1, 2);
		assert_int_equal(kdf_nest_chunk(&nest, builder_chunk(c, depth, depth + 1), &err), 0);
		while ((ret = kdf_nest_next(&nest, &b, &err)) > 0)
			;
		ret = ret ? ret : 1;
	}
	/* 65535 times 4216 bytes would be 276 million. */
	assert_int_equal(ret, -ENOMEM);
	assert_contains(err.text, "too many structs of open calls");
	kdf_nest_free(&nest);
	free(c);
}

/* A task that calls and returns for long needs no more room than its open calls. */
static void test_long(void **state)
{
	struct builder *c = calloc(1, sizeof(*c));
	struct kdf_nest nest = { 0 };
	struct kdf_boundary b;
	struct kdf_error err;

	(void)state;
	boundary(c, KCOV_DF_REC_ENTRY, 0, 1, 127, 1);
	boundary(c, KCOV_DF_REC_EXIT, 0, 0, 0, 0);
	for (uint32_t i = 0; i < 300000; i++) {
		assert_int_equal(kdf_nest_chunk(&nest, builder_chunk(c, i, i + 1), &err), 0);
		next(&nest, KDF_B_ENTRY, 0, &b);
		next(&nest, KDF_B_EXIT, 0, &b);
		drained(&nest);
	}
	kdf_nest_free(&nest);
	free(c);
}

/* A small generator: the same bytes on every run. */
static uint64_t random_state = 1;

static uint32_t random_word(void)
{
	random_state = random_state * 6364136223846793005ULL + 1442695040888963407ULL;
	return random_state >> 33;
}

/* Records that are nearly right. */
static void random_record(struct builder *b)
{
	uint32_t type = random_word() % 8, depth = random_word() % 6;

	if (type <= KCOV_DF_REC_EXIT_OF)
		boundary(b, type, depth, random_word(), random_word() % 4, random_word());
	else if (type == KCOV_DF_REC_STRUCT)
		snapshot(b, random_word() % 4, random_word(), random_word());
	else
		builder_word(b, random_word());
	if (random_word() % 16 == 0)
		b->words[random_word() % b->count] ^= 1U << random_word() % 32;
}

static void test_any_bytes(void **state)
{
	struct builder *c = calloc(1, sizeof(*c));

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct kdf_nest nest = { 0 };
		struct kdf_boundary b;
		struct kdf_error err;
		uint8_t *exact;
		size_t len;
		int ret;

		c->count = 0;
		for (int i = random_word() % 40; i >= 0; i--)
			random_record(c);
		builder_chunk(c, round % 2, 1);
		/* In a buffer of its own, so that a byte too many is seen; of any length. */
		len = c->chunk.len - random_word() % 5 % c->chunk.len;
		exact = malloc(len);
		memcpy(exact, c->words, len);
		c->chunk.data = exact;
		c->chunk.len = len;
		assert_int_equal(kdf_nest_chunk(&nest, &c->chunk, &err), 0);
		while ((ret = kdf_nest_next(&nest, &b, &err)) > 0) {
			struct kdf_snapshot snap;
			size_t pos = 0;
			unsigned int sum = 0;

			for (unsigned int i = 0; i < b.nvalues; i++)
				sum += kdf_value(b.values, i);
			for (unsigned int i = 0; i < b.entry_nvalues; i++)
				sum += kdf_value(b.entry_values, i);
			while (kdf_snapshot_next(b.structs, b.structs_len, &pos, &snap))
				sum += snap.len ? snap.data[snap.len - 1] : 0;
			assert_true(sum || !sum);
		}
		if (ret && ret != -EBADMSG)
			fail_msg("round %d: %d %s", round, ret, err.text);
		kdf_nest_free(&nest);
		free(exact);
	}
	free(c);
}

/* To look for a struct among a million others, for each of a million, would have no end. */
static void test_many_structs(void **state)
{
	struct builder *c = calloc(1, sizeof(*c));
	struct kdf_nest nest = { 0 };
	struct kdf_boundary b;
	struct kdf_error err;

	(void)state;
	entry(c, 0, 1, 0);
	for (unsigned int i = 0; i < KDF_STRUCTS_MAX; i++)
		snapshot(c, i, 1, 2);
	boundary(c, KCOV_DF_REC_EXIT, 0, 0, 0, 0);
	for (unsigned int i = 0; i < KDF_STRUCTS_MAX + 1; i++)
		snapshot(c, i % 256, 1, 2);
	assert_int_equal(kdf_nest_chunk(&nest, builder_chunk(c, 0, 1), &err), 0);
	next(&nest, KDF_B_ENTRY, 0, &b);
	assert_int_equal(b.structs_len, KDF_STRUCTS_MAX * 16);
	next(&nest, KDF_B_EXIT, 0, &b);
	assert_int_equal(kdf_nest_next(&nest, &b, &err), -EBADMSG);
	assert_contains(err.text, "expected an entry or exit before a struct, and at most 256 structs of it");
	kdf_nest_free(&nest);
	free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_over_chunks),
		cmocka_unit_test(test_too_deep),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_deep),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_many_structs),
		cmocka_unit_test(test_any_bytes),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
