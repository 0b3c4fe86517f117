// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Records and the calls made of them, both as text. Records: "f0" is the entry
 * record of function f for argument 0, "F" the return of f, "~3" three lost
 * records. Calls: "f2" is an entry of two records, "F" a return, "~3" a loss,
 * each after as many dots as it is deep; "f2!" and "F!" have no other half.
 */
#include <ctype.h>
#include <errno.h>

#include "test.h"

#define MAX_WORDS 4096

static uint64_t words[MAX_WORDS];
static uint32_t first_seq;

static struct kdf_stream records(const char *text)
{
	uint32_t seq = first_seq;
	size_t n = 0;

	for (const char *p = text; *p; p++) {
		if (*p == ' ')
			continue;
		if (*p == '~') {
			seq += strtoul(p + 1, (char **)&p, 10);
			p--;
			continue;
		}
		assert_true(n + 4 <= MAX_WORDS);
		if (islower(*p)) {
			words[n++] = test_header(KCOV_DF_TYPE_ENTRY, seq++, p[1] - '0', 8, 1);
			words[n++] = *p++;
		} else {
			words[n++] = test_header(KCOV_DF_TYPE_RET, seq++, 0, 8, 1);
			words[n++] = tolower(*p);
		}
		words[n++] = 0;
		words[n++] = 1;
	}
	return (struct kdf_stream){ "test", words, n };
}

static void render(const struct kdf_calls *calls, struct kdf_text *out)
{
	for (uint32_t i = 0; i < calls->count; i++) {
		const struct kdf_event *e = &calls->events[i];

		kdf_text_add(out, "%s%.*s", i ? " " : "", (int)e->depth, "................");
		if (e->type == KDF_ENTRY)
			kdf_text_add(out, "%c%u", (int)e->pc, e->records);
		else if (e->type == KDF_RETURN)
			kdf_text_add(out, "%c", toupper((int)e->pc));
		else
			kdf_text_add(out, "~%u", e->records);
		if (e->type != KDF_LOST && e->pair == KDF_NONE)
			kdf_text_add(out, "!");
	}
}

static void check(const char *text, const char *expected)
{
	struct kdf_stream stream = records(text);
	struct kdf_text out = { 0 };
	struct kdf_calls calls;
	struct kdf_error err;

	assert_int_equal(kdf_calls_build(&calls, &stream, &err), 0);
	render(&calls, &out);
	assert_string_equal(out.str ? out.str : "", expected);
	assert_int_equal(calls.words, stream.count);
	kdf_text_free(&out);
	kdf_calls_free(&calls);
}

static void test_pairs(void **state)
{
	(void)state;
	check("", "");
	check("f0 F", "f1 F");
	check("f0 f1 f2 F", "f3 F");
	check("f0 g0 G F", "f1 .g1 .G F");
	check("f0 g0 g1 h0 H G h0 H F", "f1 .g2 ..h1 ..H .G .h1 .H F");
	check("f0 F f0 F", "f1 F f1 F");
}

static void test_recursion(void **state)
{
	(void)state;
	check("f0 f0 f0 F F F", "f1 .f1 ..f1 ..F .F F");
	check("f0 f1 f0 f1 F F", "f2 .f2 .F F");
	/* Through another function. */
	check("f0 g0 f0 F G F", "f1 .g1 ..f1 ..F .G F");
	/* Void: nobody returns, so nothing is known to be inside. */
	check("v0 v0 v0", "v1! v1! v1!");
	/* The inner f did not return, nobody can know: the pair is the innermost. */
	check("f0 f0 F", "f1! f1 F");
}

static void test_void_functions(void **state)
{
	(void)state;
	/* What v calls stands beside v, and what follows is not shifted. */
	check("f0 v0 g0 G F h0 H", "f1 .v1! .g1 .G F h1 H");
	check("v0 g0 G w0 g0 G", "v1! g1 G w1! g1 G");
	check("f0 v0 F f0 v0 F", "f1 .v1! F f1 .v1! F");
	/* Only an enclosing return closes v. */
	check("f0 v0 F v0", "f1 .v1! F v1!");
}

static void test_no_argument_functions(void **state)
{
	(void)state;
	/* Printed at the depth where it happened; what z called is beside it. */
	check("Z", "Z!");
	check("f0 Z F", "f1 .Z! F");
	check("f0 g0 G Z F", "f1 .g1 .G .Z! F");
	check("f0 Z Z Z F Z", "f1 .Z! .Z! .Z! F Z!");
	/* It closes nothing: g is still open and gets its return. */
	check("g0 Z G", "g1 .Z! G");
}

static void test_noreturn(void **state)
{
	(void)state;
	check("f0 d0 g0 G", "f1! d1! g1 G");
	/* An entry that never returned must not take a later return of the same function. */
	check("f0 g0 F G", "f1 .g1! F G!");
}

/* Enabled inside of functions: their returns come without entries. */
static void test_recording_starts_inside(void **state)
{
	(void)state;
	check("F G f0 F", "F! G! f1 F");
	check("g0 G F h0", "g1 G F! h1!");
}

static void test_arguments(void **state)
{
	(void)state;
	/* The index does not grow: another call. */
	check("f0 f0 F", "f1! f1 F");
	check("f0 f1 f1", "f2! f1!");
	check("f0 g1 f1", "f1! g1! f1!");
	/* An index without a record, nothing lost: nothing else can have happened. */
	check("f0 f2 F", "f2 F");
}

static void test_losses(void **state)
{
	(void)state;
	check("f0 ~3 F", "f1 .~3 F");
	check("f0 F ~1 g0 G", "f1 F ~1 g1 G");
	/* Two lost records, two missing arguments: the same call. */
	check("f0 ~2 f3 F", "f2 F");
	check("f0 ~1 f3 F", "f2 F");
	/* Three lost ones may have been a whole call and the start of this one. */
	check("f0 ~3 f3 F", "f1! ~3 f1 F");
	check("f0 ~1 f1 F", "f1! ~1 f1 F");
	/* An entry that begins late is an entry all the same. */
	check("~2 f2 F", "f1 F");
	check("g0 ~2 f2 F G", "g1 .~2 .f1 .F G");
}

static void test_sequence_wraps(void **state)
{
	(void)state;
	first_seq = 0xfffffe;
	check("f0 f1 f2 F", "f3 F");
	first_seq = 0xffffff;
	check("f0 ~1 F", "f1 .~1 F");
	first_seq = 0;
}

static void test_counts(void **state)
{
	struct kdf_stream stream = records("f0 f1 v0 Z ~4 F");
	struct kdf_calls calls;
	struct kdf_error err;

	(void)state;
	assert_int_equal(kdf_calls_build(&calls, &stream, &err), 0);
	assert_int_equal(calls.records, 5);
	assert_int_equal(calls.calls, 3);
	assert_true(calls.lost == 4);
	kdf_calls_free(&calls);
}

static void test_shown(void **state)
{
	struct kdf_stream stream = records("a0 b0 c0 C B A");
	bool no_b[] = { true, false, true, true, false, true };
	bool half_a[] = { true, true, true, true, true, false };
	struct kdf_text out = { 0 };
	struct kdf_calls calls;
	struct kdf_error err;

	(void)state;
	assert_int_equal(kdf_calls_build(&calls, &stream, &err), 0);
	kdf_calls_nest(&calls, no_b);
	assert_int_equal(calls.events[2].depth, 1);
	/* A call whose return is hidden opens no level. */
	kdf_calls_nest(&calls, half_a);
	assert_int_equal(calls.events[1].depth, 0);
	assert_int_equal(calls.events[2].depth, 1);
	kdf_calls_nest(&calls, NULL);
	render(&calls, &out);
	assert_string_equal(out.str, "a1 .b1 ..c1 ..C .B A");
	kdf_text_free(&out);
	kdf_calls_free(&calls);
}

/* A malformed record: what was before it is there. */
static void test_malformed(void **state)
{
	struct kdf_stream stream = records("f0 F g0 G");
	struct kdf_calls calls;
	struct kdf_error err;

	(void)state;
	words[8] = 0;
	assert_int_equal(kdf_calls_build(&calls, &stream, &err), -EBADMSG);
	assert_contains(err.text, "test: record at word 8 of 16");
	assert_int_equal(calls.count, 2);
	assert_int_equal(calls.words, 8);
	kdf_calls_free(&calls);
}

/* Addresses without a pattern that would suit a hash table. */
static uint64_t scattered_pc(uint64_t i)
{
	return i * i + 7;
}

/* Many functions, many open entries, many returns without entry: still fast, and still right. */
static void test_many(void **state)
{
	const uint32_t n = 200000;
	uint64_t *w = calloc(n * 3, 4 * sizeof(*w));
	struct kdf_calls calls;
	struct kdf_error err;
	size_t used = 0;

	(void)state;
	assert_non_null(w);
	for (uint32_t i = 0; i < n * 3; i++, used += 4) {
		bool ret = i >= n;

		/* n entries; then n returns of functions without entry; then theirs. */
		w[used] = test_header(ret ? KCOV_DF_TYPE_RET : KCOV_DF_TYPE_ENTRY, i, 0, 8, 1);
		w[used + 1] = i < n ? scattered_pc(i) :
			      i < 2 * n ? 1 : scattered_pc(3 * n - 1 - i);
		w[used + 3] = 1;
	}
	struct kdf_stream stream = { "test", w, used };

	assert_int_equal(kdf_calls_build(&calls, &stream, &err), 0);
	assert_int_equal(calls.count, 3 * n);
	for (uint32_t i = 0; i < n; i++) {
		assert_int_equal(calls.events[i].pair, 3 * n - 1 - i);
		assert_int_equal(calls.events[i].depth, i);
		assert_int_equal(calls.events[n + i].pair, KDF_NONE);
		assert_int_equal(calls.events[n + i].depth, n);
	}
	kdf_calls_free(&calls);
	free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_recursion),
		cmocka_unit_test(test_void_functions),
		cmocka_unit_test(test_no_argument_functions),
		cmocka_unit_test(test_noreturn),
		cmocka_unit_test(test_recording_starts_inside),
		cmocka_unit_test(test_arguments),
		cmocka_unit_test(test_losses),
		cmocka_unit_test(test_sequence_wraps),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_shown),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_many),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
