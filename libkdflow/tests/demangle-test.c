// SPDX-License-Identifier: GPL-2.0-or-later
/* Names of Rust as in the source, and names that are not what they seem. */
#include <stdio.h>

#include "test.h"

static void check(const char *symbol, const char *expected)
{
	char *name = kdf_demangle(symbol);

	if (expected) {
		assert_non_null(name);
		assert_string_equal(name, expected);
	} else {
		assert_null(name);
	}
	free(name);
}

static void test_names(void **state)
{
	(void)state;
	check("_RNvCs1234_6my_mod4done", "my_mod::done");
	check("_RINvNtCs1234_6my_mod5inner7genericmE", "my_mod::inner::generic::<u32>");
	check("_RNvXs_Cs1234_6my_modNtB4_4PairNtB4_3Add3add", "<my_mod::Pair as my_mod::Add>::add");
	check("_RNCNvCs1234_6my_mod4user0B3_", "my_mod::user::{closure#0}");
	check("_ZN6my_mod6legacy17h0123456789abcdefE", "my_mod::legacy");
	check("_ZN54_$LT$my_mod..Pair$u20$as$u20$core..ops..drop..Drop$GT$4drop17h0123456789abcdefE",
	      "<my_mod::Pair as core::ops::drop::Drop>::drop");
}

static void test_others(void **state)
{
	(void)state;
	check("", NULL);
	check("vfs_read", NULL);
	check("_R", NULL);
	check("_RNvC", NULL);
	check("_RNvCs1234_6my_mod99done", NULL);
	check("_ZN3foo3barEv", NULL); /* C++ */
	check("_RNvB_3foo", NULL);    /* a part of itself */
}

/* Orders to a terminal: ESC, and U+009B, which is the same for some. */
static void test_controls(void **state)
{
	(void)state;
	check("_ZN3foo8a$u1b$bc17h0123456789abcdefE", "foo::a$u1b$bc");
	check("_RNvC1mu6ab_nca", NULL);
}

/* "B" and a number in base 62: the part of the name that begins there. */
static int put_reference(char *at, size_t offset)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

	return sprintf(at, "B%c%c_", digits[(offset - 1) / 62], digits[(offset - 1) % 62]);
}

/* Each argument is the one before twice, so that the last has 2^100 parts. */
static void test_endless(void **state)
{
	char name[4096] = "_RINvC1m1f", *p = name + strlen(name);
	size_t last = p - name - 2;

	(void)state;
	p += sprintf(p, "TuuE");
	for (int i = 0; i < 100; i++) {
		size_t here = p - name - 2;

		*p++ = 'T';
		p += put_reference(p, last);
		p += put_reference(p, last);
		*p++ = 'E';
		last = here;
		if (i == 2) { /* so far it is a name */
			char *short_name = NULL;

			strcpy(p, "E");
			short_name = kdf_demangle(name);
			assert_non_null(short_name);
			assert_string_equal(short_name,
					    "m::f::<((), ()), (((), ()), ((), ())), ((((), ()), ((), ())), (((), ()), ((), ()))), (((((), ()), ((), ())), (((), ()), ((), ()))), ((((), ()), ((), ())), (((), ()), ((), ()))))>");
			free(short_name);
		}
	}
	strcpy(p, "E");
	check(name, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_controls),
		cmocka_unit_test(test_endless),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
