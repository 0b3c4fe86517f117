// SPDX-License-Identifier: GPL-2.0-or-later
/* Enums with data: their lines, and the variant that counts. */
#include <errno.h>

#include "test.h"

#define OPTION 0xa1
#define SHAPE 0xa2
#define ONE 0xa3
#define EMPTY 0xa4
#define BITS 0xa5

static const char text[] =
	"N\t0000000000001000\tm\t0d4308\t_RNvCs1_1m1f\tf.rs:1\tv\ts00000000000000a1\to"
	"\tp00000000000000b2:00000000000000a3\tp\n"
	"V\t00000000000000a1\tOption<Shape>\t12\t0\t32\t3\tv\tNone\t*\ts00000000000000b1\tSome\n"
	"S\t00000000000000b1\tSome\t12\t0\t96\ts00000000000000a2\t0\n"
	"V\t00000000000000a2\tShape\t12\t0\t32\t0\ts00000000000000b2\tCircle\t1\tv\tEmpty\n"
	"S\t00000000000000b2\tCircle\t12\t32\t32\tu4\t0\n"
	"V\t00000000000000a3\tOne\t4\t0\t0\t*\tv\tOnly\n"
	"V\t00000000000000a4\tInfallible\t0\t0\t0\n"
	"V\t00000000000000a5\tBits\t8\t56\t8\t255\tv\tLast\n"
	"S\t0000000000000099\tnot_needed\t8\n";

static void read_names(struct kdf_names *names)
{
	struct kdf_error err;

	*names = (struct kdf_names){ 0 };
	assert_int_equal(kdf_names_add_text(names, "test", text, strlen(text), &err), 0);
}

static const char *variant(struct kdf_names *names, uint64_t id, const char *bytes, size_t len)
{
	const struct kdf_definition *def = kdf_variants(names, id);
	const struct kdf_variant *v;

	assert_non_null(def);
	v = kdf_variant(def, &(struct kdf_bytes){ (const uint8_t *)bytes, len });
	return v ? v->name : "";
}

static void test_variant(void **state)
{
	struct kdf_names names;

	(void)state;
	read_names(&names);
	assert_string_equal(variant(&names, SHAPE, "\0\0\0\0\7\0\0\0", 8), "Circle");
	assert_string_equal(variant(&names, SHAPE, "\1\0\0\0", 4), "Empty");
	assert_string_equal(variant(&names, SHAPE, "\2\0\0\0", 4), "");
	assert_string_equal(variant(&names, SHAPE, "\1\0\0", 3), "");
	assert_string_equal(variant(&names, OPTION, "\3\0\0\0", 4), "None");
	assert_string_equal(variant(&names, OPTION, "\1\0\0\0", 4), "Some");
	assert_string_equal(variant(&names, OPTION, "", 0), "");
	assert_string_equal(variant(&names, ONE, "", 0), "Only");
	assert_string_equal(variant(&names, EMPTY, "", 0), "");
	assert_string_equal(variant(&names, BITS, "\0\0\0\0\0\0\0\xff", 8), "Last");
	assert_string_equal(variant(&names, BITS, "\xff\0\0\0\0\0\0\xfe", 8), "");
	assert_null(kdf_struct(&names, SHAPE));
	assert_null(kdf_variants(&names, 0xb1));
	kdf_names_free(&names);
}

/* To a trace goes what an enum consists of, and the enums in that. */
static void test_write(void **state)
{
	const uint64_t site = 0x1000;
	struct kdf_names names, again = { 0 };
	struct kdf_text written = { 0 };
	struct kdf_error err;
	size_t unnamed;

	(void)state;
	read_names(&names);
	kdf_names_write(&names, &site, 1, &written, &unnamed, &err);
	assert_int_equal(unnamed, 0);
	assert_contains(written.str, "\t_RNvCs1_1m1f\t");
	assert_contains(written.str, "\nV\t00000000000000a1\t");
	assert_contains(written.str, "\nS\t00000000000000b1\t");
	assert_contains(written.str, "\nV\t00000000000000a2\t");
	assert_contains(written.str, "\nS\t00000000000000b2\t");
	assert_contains(written.str, "\nV\t00000000000000a3\t");
	assert_null(strstr(written.str, "not_needed"));
	assert_int_equal(kdf_names_add_text(&again, "again", written.str, written.len, &err), 0);
	kdf_text_free(&written);
	kdf_names_free(&names);
	kdf_names_free(&again);
}

static void test_names(void **state)
{
	const struct kdf_function *func;
	struct kdf_names names;
	struct kdf_error err;

	(void)state;
	read_names(&names);
	assert_int_equal(kdf_names_function(&names, 0x1000, &func, &err), 0);
	assert_string_equal(func->name, "m::f");
	assert_string_equal(func->symbol, "_RNvCs1_1m1f");
	assert_int_equal(func->params[1].type.kind, KDF_TYPE_POINTER_STRUCT);
	assert_int_equal(func->params[1].type.id, 0xb2);
	assert_int_equal(func->params[1].type.around, ONE);
	kdf_names_free(&names);
}

static void test_malformed(void **state)
{
	static const struct {
		const char *fields, *expected;
	} bad[] = {
		{ "8\t0", "expected a name, a size in bytes and groups of 3 fields" },
		{ "8\t0\t8\t1", "expected a name, a size in bytes and groups of 3 fields" },
		{ "x\t0\t8", "expected a name, a size in bytes and groups of 3 fields" },
		{ "8\t57\t8", "expected a discriminant inside the 8 bytes of the enum" },
		{ "8\t18446744073709551615\t8", "expected a discriminant inside the 8 bytes" },
		{ "16\t0\t65", "expected a discriminant inside the 16 bytes" },
		{ "8\t0\t-8", "expected a discriminant inside the 8 bytes" },
		{ "8\t0\t8\t-1\tv\tA", "variant 1: expected a value, a type and a name" },
		{ "8\t0\t8\t0\tv\tA\t1\tu4\tB", "variant 2: expected a value, a type and a name" },
		{ "8\t0\t8\t0\tx2:s00000000000000b1\tA", "variant 1: expected a value" },
		{ "8\t0\t8\t18446744073709551616\tv\tA", "variant 1: expected a value" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char line[128];

		snprintf(line, sizeof(line), "V\t00000000000000a1\tE\t%s\n", bad[i].fields);
		assert_line_refused(line, bad[i].expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_variant),
		cmocka_unit_test(test_write),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_malformed),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
