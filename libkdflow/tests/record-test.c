// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>

#include "test.h"

#define ENTRY KCOV_DF_TYPE_ENTRY
#define RET KCOV_DF_TYPE_RET

static int next(const uint64_t *words, size_t count, struct kdf_record *rec, struct kdf_error *err)
{
	struct kdf_stream stream = { "test", words, count };
	size_t pos = 0;
	int ret = kdf_record_next(&stream, &pos, rec, err);

	assert_int_equal(pos, ret > 0 ? 3 + rec->nvalues : 0);
	return ret;
}

static void test_empty(void **state)
{
	struct kdf_record rec;
	struct kdf_error err;

	(void)state;
	assert_int_equal(next(NULL, 0, &rec, &err), 0);
}

static void test_fields(void **state)
{
	uint64_t words[] = {
		test_header(ENTRY, 0xabcdef, 7, 8, 2) | KCOV_DF_ON_STACK,
		0xffffffff81000010, 0xffffc90000000100, 1, KCOV_DF_BAD,
	};
	struct kdf_record rec;
	struct kdf_error err;

	(void)state;
	assert_int_equal(next(words, 5, &rec, &err), 1);
	assert_int_equal(rec.word, 0);
	assert_int_equal(rec.type, ENTRY);
	assert_int_equal(rec.seq, 0xabcdef);
	assert_int_equal(rec.arg, 7);
	assert_int_equal(rec.size, 8);
	assert_true(rec.on_stack);
	assert_true(rec.pc == words[1]);
	assert_true(rec.addr == words[2]);
	assert_int_equal(rec.nvalues, 2);
	assert_ptr_equal(rec.values, words + 3);
}

/* The RFC's header broke at 16 fields; ours holds what the kernel can have. */
static void test_many_fields(void **state)
{
	static uint64_t words[3 + 0xffff];
	struct kdf_record rec;
	struct kdf_error err;

	(void)state;
	for (size_t n = 1; n <= 0xffff; n = n * 2 + 1) {
		words[0] = test_header(ENTRY, 0, 0, 8, n);
		words[2] = 0xffff888000000000;
		assert_int_equal(next(words, 3 + n, &rec, &err), 1);
		assert_int_equal(rec.type, ENTRY);
		assert_int_equal(rec.nvalues, n);
		assert_int_equal(next(words, 2 + n, &rec, &err), -EBADMSG);
	}
}

static void test_sequence(void **state)
{
	uint64_t words[] = {
		test_header(ENTRY, 0, 0, 8, 1), 0x10, 0, 1,
		test_header(RET, 1, 0, 8, 2), 0x10, 0x20, 1, 2,
		test_header(RET, 2, 0, 0, 0), 0x10, 0,
	};
	struct kdf_stream stream = { "test", words, sizeof(words) / 8 };
	size_t pos = 0, expected[] = { 0, 4, 9 };
	struct kdf_record rec;
	struct kdf_error err;

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(kdf_record_next(&stream, &pos, &rec, &err), 1);
		assert_int_equal(rec.word, expected[i]);
		assert_int_equal(rec.seq, i);
	}
	assert_int_equal(kdf_record_next(&stream, &pos, &rec, &err), 0);
	assert_int_equal(pos, stream.count);
}

static void bad(uint64_t header, size_t count, const char *expected)
{
	uint64_t words[8] = { header, 0x10, 0, 1, 1, 1, 1, 1 };
	struct kdf_record rec;
	struct kdf_error err;

	assert_int_equal(next(words, count, &rec, &err), -EBADMSG);
	assert_int_equal(err.code, EBADMSG);
	assert_contains(err.text, "test: record at word 0 of ");
	assert_contains(err.text, expected);
}

static void test_malformed(void **state)
{
	uint64_t good = test_header(ENTRY, 0, 0, 8, 1);

	(void)state;
	for (uint64_t type = 0; type < 0xe; type++)
		bad(test_header(type, 0, 0, 8, 1), 4, "expected type 0xe (entry) or 0xf (return)");
	for (int bit = 25; bit <= 27; bit++)
		bad(good | 1ULL << bit, 4, "expected bits 25 to 27 to be zero");
	for (uint64_t arg = 1; arg <= 255; arg++)
		bad(test_header(RET, 0, arg, 8, 1), 4, "expected argument index 0 in a return");
	for (size_t count = 1; count < 4; count++)
		bad(good, count, "expected the whole record before the end");
	bad(test_header(ENTRY, 0, 0, 8, 0xffff), 8, "expected the whole record before the end");
	bad(test_header(ENTRY, 0, 0, 8, 0), 4, "expected as many words as a plain value has");
	bad(test_header(ENTRY, 0, 0, 8, 2), 8, "expected as many words as a plain value has");
	bad(test_header(ENTRY, 0, 0, 16, 3), 8, "expected as many words as a plain value has");
	bad(good | KCOV_DF_ON_STACK, 4, "expected no stack bit on a plain value");
}

static void test_wide_values(void **state)
{
	static uint64_t words[3 + 64];
	struct kdf_record rec;
	struct kdf_error err;

	(void)state;
	words[0] = test_header(RET, 0, 0, 16, 2);
	assert_int_equal(next(words, 5, &rec, &err), 1);
	words[0] = test_header(RET, 0, 0, 16, 1); /* not known */
	assert_int_equal(next(words, 4, &rec, &err), 1);
	words[0] = test_header(RET, 0, 0, 255, 64); /* 512 bytes */
	assert_int_equal(next(words, 67, &rec, &err), 1);
}

static void test_lost(void **state)
{
	(void)state;
	assert_int_equal(kdf_record_lost(4, 5), 0);
	assert_int_equal(kdf_record_lost(4, 7), 2);
	assert_int_equal(kdf_record_lost(0xffffff, 0), 0);
	assert_int_equal(kdf_record_lost(0xfffffe, 3), 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),	    cmocka_unit_test(test_fields),
		cmocka_unit_test(test_many_fields), cmocka_unit_test(test_sequence),
		cmocka_unit_test(test_malformed),   cmocka_unit_test(test_wide_values),
		cmocka_unit_test(test_lost),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
