// SPDX-License-Identifier: GPL-2.0-or-later
/* Files of contracts. What they find in a trace is in kdflow/tests/check.t. */
#include <errno.h>
#include <unistd.h>

#include "test.h"

static int parse(struct kdf_contracts *set, const char *text, struct kdf_error *err)
{
	return kdf_contracts_parse(set, "file", text, strlen(text), err);
}

static struct kdf_function function(const char *name, const char *module)
{
	return (struct kdf_function){ .name = name, .module = module };
}

static bool matches(const char *contract, const char *name, const char *module)
{
	struct kdf_function func = function(name, module);
	struct kdf_contracts set;
	struct kdf_error err;
	bool match;

	if (parse(&set, contract, &err))
		fail_msg("%s", err.text);
	match = kdf_target_matches(&set.contracts[0].target, &func);
	kdf_contracts_free(&set);
	return match;
}

static void test_targets(void **state)
{
	(void)state;
	assert_true(matches("f: pre 1", "f", "vmlinux"));
	assert_false(matches("f: pre 1", "ff", "vmlinux"));
	assert_true(matches("f, g h: pre 1", "g", "m"));
	assert_true(matches("f, g h: pre 1", "h", "m"));
	assert_false(matches("f, g h: pre 1", "in", "m"));
	assert_true(matches("f in mod: pre 1", "f", "mod"));
	assert_false(matches("f in mod: pre 1", "f", "vmlinux"));
	assert_true(matches("f in m*: pre 1", "f", "mod"));
	assert_true(matches("vfs_*: pre 1", "vfs_read", "vmlinux"));
	assert_false(matches("vfs_*: pre 1", "kvfs_read", "vmlinux"));
	assert_true(matches("[fg]?: pre 1", "g1", "vmlinux"));
	assert_true(matches("f\\*: pre 1", "f*", "vmlinux"));
	assert_false(matches("f\\*: pre 1", "fx", "vmlinux"));
	assert_true(matches("kernel::Foo::new: pre 1", "kernel::Foo::new", "vmlinux"));
	assert_true(matches("<Foo::Bar>::{closure#0}: pre 1", "<Foo::Bar>::{closure#0}", "vmlinux"));
	assert_true(matches("sequence: pre 1", "sequence", "vmlinux"));
	assert_true(matches("sequence in m: pre 1", "sequence", "m"));
}

static void test_lines(void **state)
{
	static const char text[] = "\n# all\n\tf: pre 1  \r\n  # of it\ng:post never 0 # why\n\n"
				   "h: pre '#' == 35\nsequence s by task: a(ret) -> b|c in m(p->x at entry if x)*!";
	struct kdf_contracts set;
	struct kdf_error err;

	(void)state;
	assert_int_equal(parse(&set, text, &err), -EINVAL);
	assert_string_equal(err.text, "file:5:1: expected FUNCTION: pre, post or unchanged, or sequence NAME: STEPS");
	assert_int_equal(parse(&set, strstr(text, "h: pre"), &err), -EINVAL);
	assert_string_equal(err.text, "file:2:60: found \"!\": expected \"->\" or the end");
	assert_int_equal(kdf_contracts_parse(&set, "file", text, strstr(text, "g:post") - text, &err), 0);
	assert_int_equal(set.count, 1);
	assert_int_equal(set.contracts[0].line, 3);
	assert_int_equal(set.contracts[0].len, strlen("f: pre 1"));
	assert_memory_equal(set.contracts[0].text, "f: pre 1", set.contracts[0].len);
	kdf_contracts_free(&set);
}

static void test_sequence(void **state)
{
	static const char text[] = "sequence s by task: a(ret) -> b|c* in m(p->x at entry if x)* -> d(y)? -> e(z)! "
				   "-> f(p if x)* -> g(p at exit)*";
	static const struct kdf_step expected[] = {
		{ .at_exit = true },
		{ .repeats = true, .optional = true, .has_condition = true },
		{ .at_exit = true, .optional = true },
		{ .at_exit = true, .due = true },
		{ .at_exit = true, .repeats = true, .optional = true, .has_condition = true },
		{ .at_exit = true, .repeats = true, .optional = true },
	};
	const struct kdf_contract *c;
	struct kdf_contracts set;
	struct kdf_error err;

	(void)state;
	if (parse(&set, text, &err))
		fail_msg("%s", err.text);
	c = &set.contracts[0];
	assert_int_equal(c->kind, KDF_SEQUENCE);
	assert_string_equal(c->name, "s");
	assert_true(c->by_task);
	assert_int_equal(c->nsteps, 6);
	for (unsigned int i = 0; i < c->nsteps; i++) {
		assert_int_equal(c->steps[i].at_exit, expected[i].at_exit);
		assert_int_equal(c->steps[i].repeats, expected[i].repeats);
		assert_int_equal(c->steps[i].optional, expected[i].optional);
		assert_int_equal(c->steps[i].due, expected[i].due);
		assert_int_equal(c->steps[i].has_condition, expected[i].has_condition);
	}
	assert_int_equal(c->steps[1].target.count, 2);
	assert_string_equal(c->steps[1].target.module, "m");
	assert_false(c->steps[1].target.exact);
	kdf_contracts_free(&set);
}

static void test_too_large(void **state)
{
	char path[] = "/tmp/contract-test.XXXXXX";
	struct kdf_contracts set;
	struct kdf_error err;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, KDF_CONTRACTS_MAX + 1), 0);
	assert_int_equal(kdf_contracts_read(&set, path, &err), -EFBIG);
	assert_contains(err.text, "expected at most 16777216 bytes");
	assert_int_equal(ftruncate(fd, KDF_CONTRACTS_MAX), 0);
	assert_int_equal(kdf_contracts_read(&set, path, &err), -EINVAL);
	close(fd);
	unlink(path);
}

static void test_too_many(void **state)
{
	static const char line[] = "f: pre 1\n";
	size_t len = (KDF_CONTRACTS_COUNT + 1) * (sizeof(line) - 1);
	char *text = malloc(len);
	struct kdf_contracts set;
	struct kdf_error err;

	(void)state;
	for (size_t i = 0; i < len; i++)
		text[i] = line[i % (sizeof(line) - 1)];
	assert_int_equal(kdf_contracts_parse(&set, "file", text, len, &err), -EINVAL);
	assert_string_equal(err.text, "file:500001:1: expected at most 500000 contracts");
	assert_int_equal(kdf_contracts_parse(&set, "file", text, len - sizeof(line) + 1, &err), 0);
	assert_int_equal(set.count, KDF_CONTRACTS_COUNT);
	kdf_contracts_free(&set);
	free(text);
}

static uint32_t next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return *seed >> 33;
}

/* Whatever the words of contracts are made to say, it is a contract or an error. */
static void test_any_words(void **state)
{
	static const char *const words[] = {
		"f", "g*", "in", "mod", ": ", ":", "pre ", "post ", "never ", "unchanged ", "sequence ", "s ", "by ",
		"task", "->", "(", ")", "*", "?", "!", "ret", "arg", "arg1", "p", "p->m", "p->m[1]", ".", "[", "]",
		"old(", "IS_ERR(", "is_error(", "=>", "==", "&&", "||", "-", "~", "<<", ">>", "/", "%", "1", "0x", "'",
		"'a'", "&", "(u32)", " at ", "entry", "exit", " if ", ",", "|", "#", " ", "\n", "\t", "\x1b", "\xff",
		"99999999999999999999", "1 ", "p ", "f: ", "NULL", "ENOENT",
	};
	uint64_t seed = 1;
	unsigned int good = 0;

	(void)state;
	for (int round = 0; round < 30000; round++) {
		char text[512] = "f: pre ";
		struct kdf_contracts set;
		struct kdf_error err = { 0 };
		unsigned int n = next_random(&seed) % 24;

		if (round % 3 == 0)
			strcpy(text, "sequence s: f(");
		else if (round % 3 == 1)
			*text = '\0';
		for (unsigned int i = 0; i < n; i++)
			strcat(text, words[next_random(&seed) % (sizeof(words) / sizeof(words[0]))]);
		if (parse(&set, text, &err)) {
			assert_int_equal(strncmp(err.text, "file:", 5), 0);
			assert_null(strchr(err.text, '\x1b'));
			assert_null(set.contracts);
		} else {
			good += set.count > 0;
			kdf_contracts_free(&set);
		}
	}
	assert_true(good > 100);
}

/* Any change to what is right. */
static void test_any_change(void **state)
{
	static const char right[] = "vfs_*, f in m: post ret == 0 => (u32)p->a[3] & ~0x1f != old(n ? arg1 : -2)\n"
				    "f: unchanged *p, p->m\nsequence s by task: a(ret)! -> *(arg)* -> b(p at exit if n)?\n";
	uint64_t seed = 2;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char text[sizeof(right)];
		struct kdf_contracts set;
		struct kdf_error err;

		memcpy(text, right, sizeof(text));
		for (unsigned int i = next_random(&seed) % 4 + 1; i; i--)
			text[next_random(&seed) % (sizeof(text) - 1)] = next_random(&seed);
		if (!kdf_contracts_parse(&set, "file", text, next_random(&seed) % sizeof(text), &err))
			kdf_contracts_free(&set);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_targets),	  cmocka_unit_test(test_lines),
		cmocka_unit_test(test_sequence),  cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_too_many),  cmocka_unit_test(test_any_words),
		cmocka_unit_test(test_any_change),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
