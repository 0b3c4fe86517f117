// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

static void test_add(void **state)
{
	struct kdf_text text = { 0 };

	(void)state;
	for (int i = 0; i < 1000; i++)
		kdf_text_add(&text, "%d,", i % 10);
	assert_int_equal(text.len, 2000);
	assert_int_equal(strlen(text.str), 2000);
	assert_false(text.failed);
	kdf_text_free(&text);
	assert_null(text.str);
}

static void check_info(const char *info, const char *key, const char *expected)
{
	const char *value;
	size_t len;

	if (!expected) {
		assert_int_equal(kdf_info_get(info, key, &value, &len), -1);
		return;
	}
	assert_int_equal(kdf_info_get(info, key, &value, &len), 0);
	assert_int_equal(len, strlen(expected));
	assert_memory_equal(value, expected, len);
}

static void test_info(void **state)
{
	struct kdf_text info = { 0 };

	(void)state;
	kdf_info_add(&info, "kernel", "6.12.117");
	kdf_info_add(&info, "command", "echo 'a\nkernel=b' \\ \033[31m");
	kdf_info_add(&info, "empty", "");
	assert_string_equal(info.str, "kernel=6.12.117\n"
				      "command=echo 'a\\x0akernel=b' \\x5c \\x1b[31m\n"
				      "empty=\n");
	check_info(info.str, "kernel", "6.12.117");
	check_info(info.str, "empty", "");
	check_info(info.str, "kern", NULL);
	check_info(info.str, "6.12.117", NULL);
	check_info("a=1", "a", "1");
	check_info("", "a", NULL);
	check_info(NULL, "a", NULL);
	kdf_text_free(&info);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_info),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
