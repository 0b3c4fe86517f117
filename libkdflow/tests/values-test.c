// SPDX-License-Identifier: GPL-2.0-or-later
/* Boundaries -> arguments, members, changes, paths. */
#include <errno.h>

#include "fixture.h"

/*
 * Shapes: 43 a pointer to a struct, 41 a scalar of 8 bytes, 21 of 4, 09 of 1, 15 a struct in two
 * registers, 04 one in memory, 08 void.
 */
static const char text[] =
	"N\t0000000000001000\tm\t432115042109414321\tf\tf.c:1\ti4"
	"\tp00000000000000f1\tfile\ti4\tn\ts00000000000000aa\tpair\ts00000000000000aa\tmem"
	"\te00000000000000e1\tmode\tc1\tletter\tf8\tratio\tp00000000000000f1\tlast\n"
	"N\t0000000000002000\tm\t0043\tmake\tf.c:2\tp00000000000000f1\t?\tgone\n"
	"N\t0000000000003000\tm\t-\tbare\n"
	"N\t0000000000004000\tm\t434308\topaque\tf.c:4\tv\tp00000000000000ff\ta\tp00000000000000ff\t\n"
	"S\t00000000000000f1\tfile\t32\t0\t32\tu4\tf_flags\t32\t3\ti4\tlow\t35\t5\tu4\thigh"
	"\t64\t64\ti8\tf_pos\t128\t64\tx4:u2\tfour\t192\t64\tp\tpath.dentry\n"
	"S\t00000000000000aa\tpair\t16\t0\t64\tu8\tx\t64\t64\ti8\ty\n"
	"E\t00000000000000e1\tmode\t4\t0\tOFF\t-1\tNONE\n";

#define F 0x1000
#define MAKE 0x2000
#define BARE 0x3000
#define OPAQUE 0x4000

static const uint64_t values[] = { 0xffff888000001000, 0xfffffffe, 11, -22, 0x5000, 0xffffffff,
				   'a',		       0x3ff0000000000000, 0 };
/* f_flags 7, low -1, high 2, f_pos 5, four {1, 2, 3, 4}; path.dentry is not captured */
static const uint32_t before[] = { 7, 7 | 2 << 3, 5, 0, 2 << 16 | 1, 4 << 16 | 3 };
static const uint32_t after[] = { 7, 6 | 2 << 3, -5, -1, 2 << 16 | 1, 9 << 16 | 3 };

static int set_up(void **state)
{
	return set_up_names(state, text);
}

static void entry_of_f(struct fixture *t)
{
	builder_boundary(&t->chunk, KCOV_DF_REC_ENTRY, 0, F, 9, values);
	builder_snapshot(&t->chunk, 0, 32, 6, before);
	builder_snapshot(&t->chunk, 3 | KCOV_DF_STRUCT_BY_VALUE, 16, 4, before);
}

static void exit_with(struct fixture *t, uint64_t value)
{
	builder_boundary(&t->chunk, KCOV_DF_REC_EXIT, 0, 0, 1, &value);
}

static struct kdf_path find(struct fixture *t, const char *path)
{
	struct kdf_path p;
	struct kdf_error err;

	if (kdf_path_find(&p, &t->names, t->func, path, &err))
		fail_msg("%s: %s", path, err.text);
	return p;
}

static void is_number(struct kdf_number n, const char *path, int64_t expected, unsigned int bits,
		      bool is_signed)
{
	if (!n.known)
		fail_msg("%s: not known", path);
	assert_int_equal(n.value, expected);
	assert_int_equal(n.bits, bits);
	assert_int_equal(n.is_signed, is_signed);
}

static void was(struct fixture *t, const char *path, int64_t expected, unsigned int bits,
		bool is_signed)
{
	struct kdf_path p = find(t, path);

	is_number(kdf_path_before(&p, &t->names, t->func, &t->b), path, expected, bits, is_signed);
}

static void became(struct fixture *t, const char *path, int64_t expected, unsigned int bits,
		   bool is_signed)
{
	struct kdf_path p = find(t, path);

	is_number(kdf_path_after(&p, &t->names, t->func, &t->b), path, expected, bits, is_signed);
}

static void unknown_before(struct fixture *t, const char *path)
{
	struct kdf_path p = find(t, path);

	assert_false(kdf_path_before(&p, &t->names, t->func, &t->b).known);
}

static void unknown_after(struct fixture *t, const char *path)
{
	struct kdf_path p = find(t, path);

	assert_false(kdf_path_after(&p, &t->names, t->func, &t->b).known);
}

static void check_entry(struct fixture *t)
{
	was(t, "file", values[0], 64, false);
	was(t, "$1", values[0], 64, false);
	was(t, "n", -2, 32, true);
	was(t, "mode", -1, 32, true);
	was(t, "letter", 'a', 8, false);
	was(t, "last", 0, 64, false);
	was(t, "file->f_flags", 7, 32, false);
	was(t, "file->low", -1, 3, true);
	was(t, "file.high", 2, 5, false);
	was(t, "$1->f_pos", 5, 64, true);
	was(t, "file->four[0]", 1, 16, false);
	was(t, "file->four[3]", 4, 16, false);
	was(t, "pair.x", 11, 64, false);
	was(t, "pair.y", -22, 64, true);
	was(t, "mem.x", 7ULL | (7ULL | 2 << 3) << 32, 64, false);
	unknown_before(t, "ratio");
	unknown_before(t, "pair");
	unknown_before(t, "mem");
	unknown_before(t, "file->four");
	unknown_before(t, "file->path.dentry");
	unknown_before(t, "last->f_pos");
	unknown_before(t, "ret");
}

static void test_values(void **state)
{
	struct fixture *t = *state;

	entry_of_f(t);
	exit_with(t, 0xfffffff2);
	builder_snapshot(&t->chunk, 0, 32, 6, after);
	begin(t);
	next(t, KDF_B_ENTRY);
	check_entry(t);
	unknown_after(t, "file->f_pos");
	unknown_after(t, "ret");
	/* The exit knows what the entry had. */
	next(t, KDF_B_EXIT);
	check_entry(t);
	became(t, "ret", -14, 32, true);
	became(t, "n", -2, 32, true);
	became(t, "file->f_flags", 7, 32, false);
	became(t, "file->low", -2, 3, true);
	became(t, "file->f_pos", -5, 64, true);
	became(t, "file->four[3]", 9, 16, false);
	unknown_after(t, "file->path.dentry");
	unknown_after(t, "mem.x");
}

static void test_changes(void **state)
{
	static const char *const names[] = { "low", "f_pos", "four" };
	struct fixture *t = *state;
	struct kdf_changes changes;
	struct kdf_change change;

	entry_of_f(t);
	exit_with(t, 0);
	builder_snapshot(&t->chunk, 0, 32, 6, after);
	builder_snapshot(&t->chunk, 7, 32, 6, after);
	begin(t);
	next(t, KDF_B_ENTRY);
	kdf_changes_begin(&changes, &t->names, t->func, &t->b);
	assert_false(kdf_changes_next(&changes, &change));
	next(t, KDF_B_EXIT);
	kdf_changes_begin(&changes, &t->names, t->func, &t->b);
	for (unsigned int i = 0; i < 3; i++) {
		assert_true(kdf_changes_next(&changes, &change));
		assert_true(change.compared);
		assert_int_equal(change.arg, 0);
		assert_int_equal(change.first, !i);
		assert_string_equal(change.member->name, names[i]);
	}
	/* Nobody knows what this one was. */
	assert_true(kdf_changes_next(&changes, &change));
	assert_int_equal(change.arg, 7);
	assert_false(change.compared);
	assert_true(change.readable);
	assert_false(kdf_changes_next(&changes, &change));
}

/* A struct without a description, and one that cannot be read any more. */
static void test_word_changes(void **state)
{
	struct fixture *t = *state;
	struct kdf_changes changes;
	struct kdf_change change;

	builder_boundary(&t->chunk, KCOV_DF_REC_ENTRY, 0, OPAQUE, 2, values);
	builder_snapshot(&t->chunk, 0, 20, 5, before);
	builder_snapshot(&t->chunk, 1, 20, 5, before);
	builder_boundary(&t->chunk, KCOV_DF_REC_EXIT, 0, 0, 0, NULL);
	builder_snapshot(&t->chunk, 0, 20, 5, (uint32_t[]){ 7, 7 | 2 << 3, 6, 0, 1 });
	builder_snapshot(&t->chunk, 1 | KCOV_DF_STRUCT_BAD, 20, 0, NULL);
	builder_boundary(&t->chunk, KCOV_DF_REC_ENTRY, 0, OPAQUE, 2, values);
	builder_snapshot(&t->chunk, 0, 20, 5, before);
	builder_snapshot(&t->chunk, 1, 20, 5, before);
	builder_boundary(&t->chunk, KCOV_DF_REC_EXIT, 0, 0, 0, NULL);
	builder_snapshot(&t->chunk, 0, 20, 5, before);
	builder_snapshot(&t->chunk, 1 | KCOV_DF_STRUCT_BAD, 20, 0, NULL);
	begin(t);
	next(t, KDF_B_ENTRY);
	next(t, KDF_B_EXIT);
	kdf_changes_begin(&changes, &t->names, t->func, &t->b);
	assert_true(kdf_changes_next(&changes, &change));
	assert_null(change.member);
	assert_int_equal(change.offset, 8);
	assert_int_equal(change.bits, 64);
	assert_true(change.first);
	assert_true(kdf_changes_next(&changes, &change));
	assert_int_equal(change.offset, 16);
	assert_int_equal(change.bits, 32);
	assert_false(change.first);
	assert_true(kdf_changes_next(&changes, &change));
	assert_int_equal(change.arg, 1);
	assert_false(change.compared);
	assert_false(change.readable);
	assert_false(kdf_changes_next(&changes, &change));
	/* Nothing is left of words that were compared. */
	next(t, KDF_B_ENTRY);
	next(t, KDF_B_EXIT);
	kdf_changes_begin(&changes, &t->names, t->func, &t->b);
	assert_true(kdf_changes_next(&changes, &change));
	assert_int_equal(change.arg, 1);
	assert_true(change.first);
	assert_false(change.readable);
	assert_int_equal(change.offset, 0);
	assert_int_equal(change.bits, 0);
	assert_false(kdf_changes_next(&changes, &change));
}

/* What is not captured again has not changed, if that is what the kernel does. */
static void test_unchanged(void **state)
{
	struct fixture *t = *state;
	uint64_t many[9];

	memcpy(many, values, sizeof(many));
	many[8] = 0xffff888000002000;
	builder_boundary(&t->chunk, KCOV_DF_REC_ENTRY, 0, F, 9, many);
	builder_snapshot(&t->chunk, 0, 32, 6, before);
	builder_snapshot(&t->chunk, 7, 32, 6, before);
	exit_with(t, 0);
	entry_of_f(t);
	builder_boundary(&t->chunk, KCOV_DF_REC_EXIT_OF, 0, F, 1, values);
	entry_of_f(t);
	exit_with(t, 0);
	builder_snapshot(&t->chunk, 0 | KCOV_DF_STRUCT_BAD, 32, 0, NULL);
	entry_of_f(t);
	exit_with(t, 0);
	t->nest.only_changed = true;
	begin(t);
	next(t, KDF_B_ENTRY);
	next(t, KDF_B_EXIT);
	became(t, "file->f_pos", 5, 64, true);
	/* The kernel notes only so many structs of a call. */
	was(t, "last->f_pos", 5, 64, true);
	unknown_after(t, "last->f_pos");
	/* A call that is too deep for it. */
	next(t, KDF_B_ENTRY);
	next(t, KDF_B_EXIT);
	was(t, "file->f_pos", 5, 64, true);
	unknown_after(t, "file->f_pos");
	next(t, KDF_B_ENTRY);
	next(t, KDF_B_EXIT);
	unknown_after(t, "file->f_pos");
	/* Another session. */
	t->nest.only_changed = false;
	next(t, KDF_B_ENTRY);
	next(t, KDF_B_EXIT);
	unknown_after(t, "file->f_pos");
}

static void error_of(struct fixture *t, unsigned int expected)
{
	struct kdf_argument arg;

	next(t, KDF_B_ENTRY);
	next(t, KDF_B_EXIT);
	assert_true(kdf_return(t->func, &t->b, &arg));
	assert_int_equal(kdf_argument_error(&arg), expected);
}

static void call(struct fixture *t, int32_t site, unsigned int n, uint64_t result)
{
	builder_boundary(&t->chunk, KCOV_DF_REC_ENTRY, 0, site, n, values);
	exit_with(t, result);
}

static void test_errors(void **state)
{
	struct fixture *t = *state;

	call(t, F, 9, 0xfffffff2);
	call(t, F, 9, 0);
	call(t, F, 9, 0xfffff001);
	call(t, F, 9, 0xfffff000);
	call(t, MAKE, 0, -12);
	call(t, MAKE, 0, 0xfffffff2);
	begin(t);
	error_of(t, 14);
	error_of(t, 0);
	error_of(t, 4095);
	error_of(t, 0);
	error_of(t, 12);
	error_of(t, 0);
}

static void test_returned_struct(void **state)
{
	struct fixture *t = *state;
	struct kdf_changes changes;
	struct kdf_change change;

	builder_boundary(&t->chunk, KCOV_DF_REC_ENTRY, 0, MAKE, 0, NULL);
	exit_with(t, values[0]);
	builder_snapshot(&t->chunk, KCOV_DF_RETURN, 32, 6, after);
	begin(t);
	next(t, KDF_B_ENTRY);
	next(t, KDF_B_EXIT);
	became(t, "ret->f_pos", -5, 64, true);
	became(t, "ret", values[0], 64, false);
	unknown_before(t, "ret->f_pos");
	unknown_before(t, "gone");
	kdf_changes_begin(&changes, &t->names, t->func, &t->b);
	assert_false(kdf_changes_next(&changes, &change));
}

/* Values that nothing tells apart, too few of them, an exit without its entry. */
static void test_unknown(void **state)
{
	struct fixture *t = *state;
	struct kdf_argument arg;

	builder_boundary(&t->chunk, KCOV_DF_REC_ENTRY, 0, BARE, 3, values);
	exit_with(t, 0);
	builder_boundary(&t->chunk, KCOV_DF_REC_ENTRY, 0, F, 8, values);
	builder_boundary(&t->chunk, KCOV_DF_REC_EXIT, 0, 0, 2, values);
	builder_boundary(&t->chunk, KCOV_DF_REC_EXIT_OF, 0, F, 1, (uint64_t[]){ 3 });
	begin(t);
	next(t, KDF_B_ENTRY);
	assert_false(kdf_argument(t->func, &t->b, 0, &arg));
	assert_false(kdf_argument(NULL, &t->b, 0, &arg));
	next(t, KDF_B_EXIT);
	assert_false(kdf_return(t->func, &t->b, &arg));
	next(t, KDF_B_ENTRY);
	assert_false(kdf_argument(t->func, &t->b, 0, &arg));
	unknown_before(t, "n");
	next(t, KDF_B_EXIT);
	unknown_after(t, "ret");
	next(t, KDF_B_EXIT);
	unknown_before(t, "n");
	unknown_after(t, "n");
	unknown_after(t, "file->f_pos");
	became(t, "ret", 3, 32, true);
}

static void refused(struct fixture *t, const char *path, const char *expected)
{
	struct kdf_path p;
	struct kdf_error err;

	if (kdf_path_find(&p, &t->names, t->func, path, &err) != -ENOENT)
		fail_msg("%s: accepted", path);
	assert_contains(err.text, expected);
}

static void test_no_path(void **state)
{
	struct fixture *t = *state;
	struct kdf_error err;

	assert_int_equal(kdf_names_function(&t->names, F, &t->func, &err), 0);
	refused(t, "count", "f has no such argument; it has: file n pair mem mode letter ratio last");
	refused(t, "", "no such argument");
	refused(t, "$0", "no such argument");
	refused(t, "$9", "no such argument");
	refused(t, "$99999", "no such argument");
	refused(t, "$", "no such argument");
	refused(t, "file->f_po", "struct file has no such member; it has: f_flags low");
	refused(t, "file->f_posx", "no such member");
	refused(t, "file->", "no such member");
	refused(t, "n->x", "n of f is no struct that is described");
	refused(t, "ret.x", "ret of f is no struct");
	refused(t, "file->four[4]", "four has no such element");
	refused(t, "file->four[", "no such element");
	refused(t, "file->four[1", "no such element");
	refused(t, "file->four[1]x", "no such element");
	refused(t, "file->four[-1]", "no such element");
	refused(t, "file->f_pos[0]", "f_pos has no such element");
	assert_int_equal(kdf_names_function(&t->names, BARE, &t->func, &err), 0);
	refused(t, "n", "bare has no such argument; it has: none");
	refused(t, "ret->x", "no struct");
	assert_int_equal(kdf_names_function(&t->names, OPAQUE, &t->func, &err), 0);
	refused(t, "$2->x", "no struct that is described");
	refused(t, "b", "it has: a ?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_values, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_changes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_word_changes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_unchanged, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_errors, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_returned_struct, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_unknown, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_no_path, set_up, tear_down),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
