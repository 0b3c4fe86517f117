// SPDX-License-Identifier: GPL-2.0-or-later
/* Slices and strings: their types, their elements before and after, and what is malformed. */
#include <errno.h>

#include "fixture.h"

/* Shapes: 16 a pointer and a length, 08 void, 15 a struct in two registers. */
static const char text[] =
	"N\t0000000000001000\tm\t16161616\tf\tf.c:1\ts00000000000000f0:c1"
	"\ts00000000000000f0:c1\tname\ts00000000000000f0:u4\tnumbers\ts00000000000000f0:s00000000000000aa\tpairs\n"
	"N\t0000000000002000\tm\t16161508\tg\tg.c:1\tv"
	"\ts00000000000000f0\tplain\ts00000000000000f0:s00000000000000bb\tunknown\ts00000000000000f0:c1\tobject\n"
	"S\t00000000000000f0\t&str\t16\t0\t64\tp\tdata_ptr\t64\t64\tu8\tlength\n"
	"S\t00000000000000aa\tpair\t8\t0\t32\tu4\tx\t32\t32\tu4\ty\n"
	"S\t00000000000000cc\tnot_needed\t8\n";

#define F 0x1000
#define G 0x2000

static const uint64_t values[] = { 0xffff888000001000, 10, 0xffff888000002000, 3,
				   0xffff888000003000, 2 };
/* "binder/d", which are 8 of 10 bytes; three numbers; and one pair and a half. */
static const uint32_t name[] = { 0x646e6962, 0x642f7265 }, changed[] = { 0x646e6962, 0x652f7265 };
static const uint32_t numbers[] = { 7, 8, 9 };

static int set_up(void **state)
{
	return set_up_names(state, text);
}

static struct kdf_argument argument(struct fixture *t, unsigned int i)
{
	struct kdf_argument arg;

	assert_true(kdf_argument(t->func, &t->b, i, &arg));
	return arg;
}

static struct kdf_span span_of(struct fixture *t, const struct kdf_argument *arg)
{
	struct kdf_span span;

	assert_true(kdf_argument_is_span(arg));
	assert_true(kdf_argument_span(&t->names, arg, &span));
	return span;
}

static void entry_of_f(struct fixture *t)
{
	builder_boundary(&t->chunk, KCOV_DF_REC_ENTRY, 0, F, 6, values);
	builder_snapshot(&t->chunk, 0, 10, 2, name);
	builder_snapshot(&t->chunk, 1, 12, 3, numbers);
	builder_snapshot(&t->chunk, 2, 16, 3, numbers);
}

static void test_elements(void **state)
{
	struct fixture *t = *state;
	struct kdf_argument arg;
	struct kdf_bytes bytes;
	struct kdf_span span;
	struct kdf_path path;
	struct kdf_error err;

	entry_of_f(t);
	begin(t);
	next(t, KDF_B_ENTRY);
	arg = argument(t, 0);
	assert_int_equal(arg.first, 0);
	span = span_of(t, &arg);
	assert_true(kdf_span_is_text(&span));
	assert_int_equal(span.count, 10);
	assert_int_equal(kdf_span_captured(&span), 8);
	assert_memory_equal(span.bytes.data, "binder/d", 8);

	arg = argument(t, 1);
	assert_int_equal(arg.first, 2);
	span = span_of(t, &arg);
	assert_false(kdf_span_is_text(&span));
	assert_int_equal(span.size, 4);
	assert_int_equal(kdf_span_captured(&span), 3);
	assert_int_equal(kdf_span_element(&span, 2).data[0], 9);

	/* Half of an element is none. */
	arg = argument(t, 2);
	span = span_of(t, &arg);
	assert_int_equal(span.type.id, 0xaa);
	assert_int_equal(span.size, 8);
	assert_int_equal(kdf_span_captured(&span), 1);

	/* By itself, it is a struct of two words. */
	assert_true(kdf_argument_bytes(&arg, &bytes));
	assert_int_equal(bytes.len, 16);
	assert_false(kdf_argument_number(&t->names, &arg).known);
	assert_int_equal(kdf_path_find(&path, &t->names, t->func, "pairs.length", &err), 0);
	assert_int_equal(kdf_path_before(&path, &t->names, t->func, &t->b).value, 2);
}

/* One value of a function with one argument */
static bool has_span(struct fixture *t, uint64_t pointer, uint64_t length, uint32_t flags,
		     struct kdf_span *span)
{
	struct kdf_argument arg = argument(t, 0);
	uint64_t both[] = { pointer, length };

	arg.values = (const uint8_t *)both;
	arg.snap.flags = flags;
	arg.captured = flags != 0;
	return kdf_argument_span(&t->names, &arg, span);
}

static void test_not_known(void **state)
{
	struct fixture *t = *state;
	struct kdf_span span;

	entry_of_f(t);
	builder_boundary(&t->chunk, KCOV_DF_REC_ENTRY, 1, G, 6, values);
	builder_snapshot(&t->chunk, 0, 10, 2, name);
	builder_snapshot(&t->chunk, 1, 12, 3, numbers);
	begin(t);
	next(t, KDF_B_ENTRY);
	/* What has no elements is known without having been captured. */
	assert_true(has_span(t, 1, 0, 0, &span));
	assert_int_equal(kdf_span_captured(&span), 0);
	assert_false(has_span(t, 1, 1, 0, &span));
	assert_false(has_span(t, 0, 0, 0, &span));
	assert_false(has_span(t, 1, 1, KCOV_DF_STRUCT_BAD, &span));

	/* Elements that nobody describes; and what is no slice, whatever its type says */
	next(t, KDF_B_ENTRY);
	for (unsigned int i = 0; i < 3; i++) {
		struct kdf_argument arg = argument(t, i);

		assert_int_equal(kdf_argument_is_span(&arg), i < 2);
		assert_false(kdf_argument_span(&t->names, &arg, &span));
	}
}

/* Reading has stopped, perhaps within the last word. */
static void test_short(void **state)
{
	struct fixture *t = *state;
	struct kdf_argument arg;
	struct kdf_span span;

	builder_boundary(&t->chunk, KCOV_DF_REC_ENTRY, 0, F, 6, values);
	builder_snapshot(&t->chunk, KCOV_DF_STRUCT_SHORT, 10, 2, name);
	builder_snapshot(&t->chunk, 1 | KCOV_DF_STRUCT_SHORT, 12, 3, numbers);
	begin(t);
	next(t, KDF_B_ENTRY);
	arg = argument(t, 0);
	span = span_of(t, &arg);
	assert_int_equal(kdf_span_captured(&span), 5);
	arg = argument(t, 1);
	span = span_of(t, &arg);
	assert_int_equal(kdf_span_captured(&span), 2);
}

static void test_changes(void **state)
{
	struct fixture *t = *state;
	struct kdf_changes changes;
	struct kdf_change c;
	struct kdf_argument arg;
	struct kdf_span span;

	t->nest.only_changed = true;
	entry_of_f(t);
	builder_boundary(&t->chunk, KCOV_DF_REC_EXIT, 0, 0, 2, values);
	builder_snapshot(&t->chunk, 0, 10, 2, changed);
	builder_snapshot(&t->chunk, KCOV_DF_RETURN, 10, 2, name);
	begin(t);
	next(t, KDF_B_ENTRY);
	next(t, KDF_B_EXIT);
	assert_true(kdf_return(t->func, &t->b, &arg));
	span = span_of(t, &arg);
	assert_memory_equal(span.bytes.data, "binder/d", 8);

	arg = argument(t, 0);
	assert_true(kdf_argument_span_after(&t->names, &t->b, &arg, &span));
	assert_memory_equal(span.bytes.data, "binder/e", 8);
	/* As it was */
	arg = argument(t, 1);
	assert_true(kdf_argument_span_after(&t->names, &t->b, &arg, &span));
	assert_int_equal(kdf_span_captured(&span), 3);

	kdf_changes_begin(&changes, &t->names, t->func, &t->b);
	assert_true(kdf_changes_next(&changes, &c));
	assert_int_equal(c.arg, 0);
	assert_true(c.whole && c.is_span && c.compared);
	assert_memory_equal(c.before.data, "binder/d", 8);
	assert_memory_equal(c.after.data, "binder/e", 8);
	assert_int_equal(c.span.count, 10);
	assert_false(kdf_changes_next(&changes, &c));
}

/* To a trace goes what elements consist of. */
static void test_write(void **state)
{
	const uint64_t site = F;
	struct fixture *t = *state;
	struct kdf_text written = { 0 };
	struct kdf_error err;
	size_t unnamed;

	kdf_names_write(&t->names, &site, 1, &written, &unnamed, &err);
	assert_int_equal(unnamed, 0);
	assert_contains(written.str, "\t16161616\tf\t");
	assert_contains(written.str, "\nS\t00000000000000f0\t");
	assert_contains(written.str, "\nS\t00000000000000aa\t");
	assert_null(strstr(written.str, "not_needed"));
	kdf_text_free(&written);
}

static void test_malformed(void **state)
{
	static const struct {
		const char *shape, *type, *expected;
	} bad[] = {
		{ "0e08", "s00000000000000f0:c1", "expected a shape" },
		{ "1e08", "s00000000000000f0:c1", "expected a shape" },
		{ "1708", "s00000000000000f0:c1", "expected a shape" },
		{ "1608", "s00000000000000f0:", "expected a type" },
		{ "1608", "s00000000000000f0:v", "expected a type" },
		{ "1608", "s00000000000000f0:?", "expected a type" },
		{ "1608", "s00000000000000f0:u99", "expected a type" },
		{ "1608", "s00000000000000f0:x2:u4", "expected a type" },
		{ "1608", "s00000000000000f0:s00000000000000aa:c1", "expected a type" },
		{ "1608", "s00000000000000f0c1", "expected a type" },
		{ "1608", "x2:s00000000000000f0:c1", "expected a type" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char line[128];

		snprintf(line, sizeof(line), "N\t0000000000001000\tm\t%s\tf\tf.c:1\tv\t%s\ta\n",
			 bad[i].shape, bad[i].type);
		assert_line_refused(line, bad[i].expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_elements, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_not_known, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_short, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_changes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_write, set_up, tear_down),
		cmocka_unit_test(test_malformed),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
