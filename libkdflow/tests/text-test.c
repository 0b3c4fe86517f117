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

static void test_utf8(void **state)
{
	(void)state;
	assert_int_equal(kdf_utf8_length("a", 1), 1);
	assert_int_equal(kdf_utf8_length("\xc3\xa9", 2), 2);
	assert_int_equal(kdf_utf8_length("\xc2\xa0", 2), 2);
	assert_int_equal(kdf_utf8_length("\xe2\x82\xac", 3), 3);
	assert_int_equal(kdf_utf8_length("\xf0\x9f\x90\xa7", 4), 4);
	/* Control characters: C0, DEL, C1 as UTF-8 and as it is. */
	assert_int_equal(kdf_utf8_length("\033", 1), 0);
	assert_int_equal(kdf_utf8_length("\x7f", 1), 0);
	assert_int_equal(kdf_utf8_length("\xc2\x9b", 2), 0);
	assert_int_equal(kdf_utf8_length("\x9b", 1), 0);
	/* Cut off, too long for what it is, half of a pair, beyond Unicode, nothing. */
	assert_int_equal(kdf_utf8_length("\xc3\xa9", 1), 0);
	assert_int_equal(kdf_utf8_length("\xc1\x9b", 2), 0);
	assert_int_equal(kdf_utf8_length("\xed\xa0\x80", 3), 0);
	assert_int_equal(kdf_utf8_length("\xf4\x90\x80\x80", 4), 0);
	assert_int_equal(kdf_utf8_length("", 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_info),
		cmocka_unit_test(test_utf8),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
