// SPDX-License-Identifier: GPL-2.0-or-later
/* Values -> classes. */
#include <errno.h>

#include "session-features.h"

static void assert_one_class(uint64_t first, uint64_t last)
{
	assert_int_equal(kdf_value_class(first), kdf_value_class(last));
	if (first)
		assert_true(kdf_value_class(first - 1) < kdf_value_class(first));
	if (last != UINT64_MAX)
		assert_true(kdf_value_class(last) < kdf_value_class(last + 1));
}

static void test_edges(void **state)
{
	(void)state;
	for (uint64_t v = 0; v < 18; v++)
		assert_one_class(v, v);
	for (uint64_t v = 0; v < 16; v++)
		assert_int_equal(kdf_value_class(v), v);
	assert_one_class(18, 30);
	assert_one_class(31, 31);
	for (unsigned int n = 5; n < 40; n++) {
		uint64_t power = 1ULL << n;

		if (n == 31)
			continue;
		assert_one_class(power, power);
		assert_one_class(power + 1, power + 1);
		assert_one_class(power + 2, 2 * power - 2);
		assert_one_class(2 * power - 1, 2 * power - 1);
	}
	assert_one_class(1ULL << 40, (1ULL << 60) - 1);
	assert_one_class(1ULL << 60, 1ULL << 60);
	assert_one_class((1ULL << 62) + 2, (1ULL << 63) - 2);
	assert_one_class(INT64_MAX, INT64_MAX);
}

static void test_negative_edges(void **state)
{
	(void)state;
	for (uint64_t error = 1; error <= 531; error++) {
		if (error > 133 && error < 512)
			continue;
		assert_one_class(-error, -error);
		assert_one_class((uint32_t)-error, (uint32_t)-error);
	}
	assert_one_class(-255ULL, -134ULL);
	assert_one_class(-511ULL, -259ULL);
	assert_one_class((uint32_t)-1023, (uint32_t)-532);
	assert_one_class(-4095ULL, -2051ULL);
	assert_one_class((uint32_t)INT32_MIN, (uint32_t)INT32_MIN);
	assert_one_class((uint32_t)INT32_MIN + 1, (uint32_t)-0x40000003);
	for (unsigned int n = 10; n < 31; n++) {
		for (uint32_t below = 0; below < 3; below++)
			assert_one_class((uint32_t) - (1U << n) - below,
					 (uint32_t) - (1U << n) - below);
	}
	assert_one_class(-(1ULL << 24) + 1, -(1ULL << 23) - 3);
	for (unsigned int n = 10; n < 24; n++) {
		for (uint32_t below = 0; below < 3; below++)
			assert_one_class(-(1ULL << n) - below, -(1ULL << n) - below);
	}
	assert_one_class(-(1ULL << 60), -(1ULL << 24) - 1);
	assert_one_class(-(1ULL << 24), -(1ULL << 24));
	assert_one_class(INT64_MIN, INT64_MIN);
}

static void test_addresses(void **state)
{
	/* Of a program, of a stack, of 48 bits, of 5 levels, tagged; of what is mapped, of the text, of a module */
	static const uint64_t user[] = { 0x555555554000, 0x7ffd1a2b3c40, 0xffffb7e51000,
					 0xff7ffd1a2b3c40, 0xb00ffffb7e51000 };
	static const uint64_t kernel[] = { 0xffff888003a41200, 0xffffffff81000000,
					   0xffffffffc0402000, 0xff11000003a41200,
					   0xfff0000003a41200, 0xf3ff000003a41200 };
	uint32_t class = kdf_value_class(user[0]);

	(void)state;
	for (size_t i = 0; i < sizeof(user) / sizeof(user[0]); i++)
		assert_int_equal(kdf_value_class(user[i]), class);
	class = kdf_value_class(kernel[0]);
	for (size_t i = 0; i < sizeof(kernel) / sizeof(kernel[0]); i++)
		assert_int_equal(kdf_value_class(kernel[i]), class);
	assert_int_not_equal(kdf_value_class(user[0]), class);
	assert_int_not_equal(kdf_value_class(0), class);
	/* An ERR_PTR() is the error. */
	assert_int_not_equal(kdf_value_class(-ENOMEM), class);
	assert_int_not_equal(kdf_value_class(-ENOMEM), kdf_value_class(-ENOENT));
}

static void test_classes_are_intervals(void **state)
{
	(void)state;
	assert_int_equal(kdf_value_class(0), 0);
	assert_int_equal(kdf_value_class(UINT64_MAX), KDF_VALUE_CLASSES - 1);
	for (int i = 0; i < 1000000; i++) {
		uint64_t a = random_value(),
			 b = random_number() % 2 ? a + random_number() % 8 : random_value();

		if (a < b && kdf_value_class(a) > kdf_value_class(b))
			fail_msg("0x%llx, 0x%llx", (unsigned long long)a, (unsigned long long)b);
		if (a > b && kdf_value_class(a) < kdf_value_class(b))
			fail_msg("0x%llx, 0x%llx", (unsigned long long)b, (unsigned long long)a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_edges),
		cmocka_unit_test(test_negative_edges),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_classes_are_intervals),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
