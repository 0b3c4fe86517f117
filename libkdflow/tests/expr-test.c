// SPDX-License-Identifier: GPL-2.0-or-later
/* Expressions: what they mean, and what is none. */
#include <errno.h>

#include "test.h"

/* f(struct file *p, int n, unsigned int u, bool on, unsigned long arg) and its structs. */
static const char names_text[] =
	"E\t00000000000000e1\tstate\t4\t0\tIDLE\t1\tBUSY\t-1\tDEAD\n"
	"E\t00000000000000e2\tother\t4\t0\tIDLE\t7\tGONE\t5\tTWICE\n"
	"E\t00000000000000e3\tthird\t4\t6\tTWICE\n"
	"S\t00000000000000a1\tfile\t32\t0\t32\tu4\tflags\t32\t32\ti4\tpos.off\t64\t32\te00000000000000e1\tstate"
	"\t96\t32\tx4:u1\tbytes\t128\t64\tpf\tcall\t192\t64\to8\tunion\n"
	"N\tffffffff81000000\tmod\t434121210921\tf\tf.c:1\ti4\tp00000000000000a1\tp\ti8\tlen\tu4\tu\ti4\tn\tb1\ton\n"
	"N\tffffffff81000100\tmod\t4141\tg\tg.c:1\tp\tu8\targ\n"
	"N\tffffffff81000200\tmod\t4108\tuntyped\n"
	"N\tffffffff81000300\tmod\t2108\th\th.c:1\tv\tf4\tratio\n";

struct env {
	struct kdf_trace trace;
	struct kdf_boundary b;
	uint64_t values[5];
	uint64_t ret;
	struct {
		uint32_t header, size, flags;
		int32_t off, state;
		uint8_t bytes[4];
		uint64_t call;
		uint8_t opaque[8];
	} __attribute__((packed)) before, after;
};

static struct env env;

/* An exit: f(p, -2, 0xfffffffe, 7, true) = -22, which has changed flags from 1 to 3. */
static void fill(void)
{
	env.values[0] = 0xffff888000001000;
	env.values[1] = -2;
	env.values[2] = 0xfffffffe;
	env.values[3] = 7;
	env.values[4] = 1;
	env.ret = (uint32_t)-22;
	env.before.header = KCOV_DF_REC_STRUCT | sizeof(env.before) / 4 << 4;
	env.before.size = 32;
	env.before.flags = 1;
	env.before.off = -5;
	env.before.state = 1;
	memcpy(env.before.bytes, "\1\2\3\4", 4);
	env.before.call = 0xffffffff81002230;
	env.before.opaque[5] = 0xff;
	env.after = env.before;
	env.after.flags = 3;
	env.b = (struct kdf_boundary){
		.type = KDF_B_EXIT, .has_site = true, .nvalues = 1, .values = (void *)&env.ret,
		.structs = (void *)&env.after, .structs_len = sizeof(env.after),
		.has_entry = true, .entry_nvalues = 5, .entry_values = (void *)env.values,
		.entry_structs = (void *)&env.before, .entry_structs_len = sizeof(env.before),
	};
}

static int setup(void **state)
{
	static const char symbols[] = "ffffffff81001230 T release\n";
	struct kdf_error err;

	(void)state;
	fill();
	env.trace.kaslr_offset = 0x1000;
	if (kdf_names_add_text(&env.trace.names, "test", names_text, strlen(names_text), &err))
		fail_msg("%s", err.text);
	if (kdf_symbols_parse(&env.trace.symbols, "test", strdup(symbols), strlen(symbols), &err))
		fail_msg("%s", err.text);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	kdf_names_free(&env.trace.names);
	kdf_symbols_free(&env.trace.symbols);
	return 0;
}

static struct kdf_source source(const char *text)
{
	return (struct kdf_source){ "file", 3, text, text, text + strlen(text) };
}

static const struct kdf_function *function(uint64_t site)
{
	const struct kdf_function *func;
	struct kdf_error err;

	assert_int_equal(kdf_names_function(&env.trace.names, site, &func, &err), 0);
	assert_non_null(func);
	return func;
}

/* The error of binding, or ""; the value in *value. */
static const char *evaluate(const char *text, unsigned int arg, struct kdf_int *value)
{
	static struct kdf_error err;
	struct kdf_source s = source(text);
	struct kdf_bound bound;
	struct kdf_expr expr;

	if (kdf_expr_parse(&expr, &s, KDF_EXPR_POST, &err))
		return err.text;
	*value = (struct kdf_int){ 0 };
	err.text[0] = '\0';
	if (!kdf_bound_init(&bound, &expr, &env.trace, function(0xffffffff81000000), arg, &err)) {
		*value = kdf_bound_value(&bound, &env.b);
		kdf_bound_free(&bound);
	}
	kdf_expr_free(&expr);
	return err.text;
}

static void value_is(const char *text, long long expected)
{
	struct kdf_int value;
	const char *err = evaluate(text, KDF_NO_ARGUMENT, &value);

	if (*err)
		fail_msg("%s: %s", text, err);
	if (!value.known || value.value != expected)
		fail_msg("%s: expected %lld, got %s%lld", text, expected,
			 value.known ? "" : "unknown, ", (long long)value.value);
}

static void is_unknown(const char *text)
{
	struct kdf_int value;
	const char *err = evaluate(text, KDF_NO_ARGUMENT, &value);

	if (*err)
		fail_msg("%s: %s", text, err);
	if (value.known)
		fail_msg("%s: expected that it is unknown, got %lld", text, (long long)value.value);
}

static void refused(const char *text, const char *expected)
{
	struct kdf_int value;
	const char *err = evaluate(text, KDF_NO_ARGUMENT, &value);

	assert_string_equal(err, expected);
}

static void test_numbers(void **state)
{
	(void)state;
	value_is("0x10 + 010 + 10 + 0b101", 39);
	value_is("10ull", 10);
	value_is("'a' + '\\n' + '\\0' + '\\''", 97 + 10 + 39);
	value_is("true + false + NULL", 1);
	value_is("ENOENT", 2);
	value_is("ERESTARTSYS", 512);
	value_is("BUSY + GONE", 8);
	value_is("IDLE", 0);
	value_is("&release == 0xffffffff81002230", 1);
}

/* Against the compiler: text and meaning are the same. */
#pragma GCC diagnostic ignored "-Wparentheses"
#define as_in_c(expression) value_is(#expression, expression)

static void test_precedence(void **state)
{
	(void)state;
	as_in_c(1 + 2 * 3 - 4 / 2 % 3);
	as_in_c((1 + 2) * 3);
	as_in_c(10 - 4 - 3);
	as_in_c(100 / 5 / 2);
	as_in_c(1 << 2 + 1);
	as_in_c(256 >> 2 >> 1);
	as_in_c(1 < 2 == 2 > 1);
	as_in_c(5 & 3 == 3);
	as_in_c(1 | 2 ^ 3 & 4);
	as_in_c(1 || 0 && 0);
	as_in_c(0 ? 1 : 0 ? 2 : 3);
	as_in_c(1 ? 0 ? 4 : 5 : 6);
	as_in_c(- -3 + +2 - -1);
	as_in_c(!0 + !5 + ~6);
	as_in_c(-7 / 2);
	as_in_c(-7 % 2);
	as_in_c(-8 >> 1);
	as_in_c(3 <= 3 && 3 >= 3 && 3 != 4);
	value_is("(u8)300 + (s8)200 + (u32)-1 + (i16)0xffff", 44 - 56 + 0xffffffffLL - 1);
	value_is("(u8)1 + 1", 2);
	value_is("0 => 0", 1);
	value_is("1 => 0", 0);
	value_is("1 => 0 => 0", 1);
	value_is("1 || 0 => 0", 0);
	value_is("1 => 0 ? 1 : 1", 1);
}

/* As numbers, not as C converts them. */
static void test_exact(void **state)
{
	(void)state;
	value_is("len < u", 1);
	value_is("len == u", 0);
	value_is("u - 0xffffffff", -1);
	value_is("(u + u) >> 1", 0xfffffffeLL);
	value_is("0xffffffffffffffff + 1 == (1 << 64)", 1);
	value_is("(u64)(0xffffffffffffffff + 1)", 0);
	value_is("(u32)len == u", 1);
	is_unknown("1 / 0");
	is_unknown("1 % (n - 7)");
	is_unknown("1 << 127");
	is_unknown("1 << -1");
	is_unknown("(1 << 126) * 4");
	is_unknown("(1 << 126) + (1 << 126)");
}

static void test_values(void **state)
{
	(void)state;
	value_is("n", 7);
	value_is("arg4", 7);
	value_is("len", -2);
	value_is("on", 1);
	value_is("ret", -22);
	value_is("ret == -EINVAL", 1);
	value_is("is_error(ret)", 1);
	value_is("p->flags", 3);
	value_is("old(p->flags)", 1);
	value_is("old(p->flags + n) * 2", 16);
	value_is("old(p->flags) + p->flags", 4);
	value_is("p->pos.off", -5);
	value_is("p->state == BUSY", 1);
	value_is("p->bytes[2]", 3);
	value_is("p->union[5]", 255);
	value_is("p->call == &release", 1);
	value_is("p != NULL && !IS_ERR(p)", 1);
	value_is("IS_ERR_OR_NULL(p)", 0);
	value_is("PTR_ERR(p + 0) < 0", 1);
	value_is("IS_ERR(-22)", 1);
	value_is("IS_ERR((u64)-4095)", 1);
	value_is("IS_ERR((u64)-4096)", 0);
}

static void test_unknown(void **state)
{
	(void)state;
	is_unknown("&nobody");
	is_unknown("&nobody == 0");
	is_unknown("!&nobody");
	value_is("&nobody == 0 && 0", 0);
	value_is("0 && &nobody", 0);
	value_is("1 || &nobody", 1);
	value_is("&nobody || 1", 1);
	is_unknown("&nobody && 1");
	is_unknown("0 || &nobody");
	value_is("0 => &nobody", 1);
	value_is("&nobody => 1", 1);
	is_unknown("&nobody => 0");
	is_unknown("&nobody ? 1 : 2");
	value_is("&nobody ? 2 : 2", 2);
	env.b.entry_structs_len = 0;
	is_unknown("old(p->flags)");
	value_is("p->flags", 3);
	fill();
	env.b.structs_len = 0;
	is_unknown("p->flags");
	env.b.only_changed = true;
	value_is("p->flags", 1);
	fill();
	env.b.has_entry = false;
	is_unknown("n");
	value_is("ret", -22);
	fill();
}

static void test_each(void **state)
{
	struct kdf_int value;

	(void)state;
	assert_string_equal(evaluate("arg", 3, &value), "");
	assert_true(value.known && value.value == 7);
	assert_string_equal(evaluate("arg->flags", 0, &value), "");
	assert_true(value.known && value.value == 3);
	assert_string_equal(evaluate("IS_ERR(arg)", 3, &value), "file:3:8: arg of f is no pointer");
}

static void test_refused(void **state)
{
	(void)state;
	refused("", "file:3:1: found the end: expected a name, a number or \"(\"");
	refused("n = 1", "file:3:3: found \"=\": expected an operator or the end");
	refused("n == ", "file:3:6: found the end: expected a name, a number or \"(\"");
	refused("(n == 1", "file:3:8: found the end: expected an operator or \")\"");
	refused("n == 1)", "file:3:7: found \")\": expected an operator or the end");
	refused("n ? 1", "file:3:6: found the end: expected an operator or \":\"");
	refused("n == 08", "file:3:6: found \"08\": expected a number");
	refused("1x", "file:3:1: found \"1x\": expected a number");
	refused("0x10000000000000000",
		"file:3:1: found \"0x10000000000000000\": expected a number of at most 64 bits");
	refused("'ab'", "file:3:1: found \"'\": expected a character as 'a'");
	refused("n # 1", "file:3:3: found \"#\": expected an expression");
	refused("\033[2J", "file:3:1: found \"?\": expected an expression");
	refused("p->", "file:3:4: found the end: expected the name of a member");
	refused("p->bytes[n]", "file:3:10: found \"n\": expected the number of an element");
	refused("p->a->b",
		"file:3:5: found \"->\": expected an operator: a struct behind a member is not recorded");
	refused("p->bytes[1].x",
		"file:3:12: found \".\": expected an operator: a struct behind a member is not recorded");
	refused("p->bytes[1", "file:3:11: found the end: expected \"]\"");
	refused("p ->flags", "file:3:3: found \"->\": expected an operator or the end");
	refused("*p",
		"file:3:1: found \"*\": expected a member, as p->m: only structs are recorded, not what other pointers point to");
	refused("old(ret)", "file:3:5: found \"ret\": expected what is known at the entry");
	refused("old(old(n))", "file:3:5: found \"old\": expected no old() in old()");
	refused("(u32 n", "file:3:6: found \"n\": expected \")\" after the type of a cast");
	refused("n + nosuch", "file:3:5: nosuch: f has no such argument; it has: p len u n on");
	refused("arg6", "file:3:1: $6: f has no such argument; it has: p len u n on");
	refused("p->nosuch",
		"file:3:1: p->nosuch: struct file has no such member; it has: flags pos.off state bytes call union");
	refused("p->bytes == 1", "file:3:1: p->bytes of f is an array: expected an element, as [0]");
	refused("p->union[8]", "file:3:1: p->union[8]: union has no such element");
	refused("p->bytes[4]", "file:3:1: p->bytes[4]: bytes has no such element");
	refused("n->x", "file:3:1: n->x: n of f is no struct that is described");
	refused("IS_ERR(n)", "file:3:8: n of f is no pointer");
	refused("is_error(u)",
		"file:3:10: u of f is neither a pointer nor a signed integer of 4 or 8 bytes");
	refused("n + TWICE",
		"file:3:5: TWICE is 5 in one enumeration and 6 in another: expected a number");
}

static void test_before(void **state)
{
	struct kdf_error err;
	struct kdf_expr expr;
	struct kdf_source s = source("ret == 0");

	(void)state;
	assert_int_equal(kdf_expr_parse(&expr, &s, KDF_EXPR_PRE, &err), -EINVAL);
	assert_string_equal(err.text, "file:3:1: found \"ret\": expected what is known at the entry");
	s = source("1 + old(n)");
	assert_int_equal(kdf_expr_parse(&expr, &s, KDF_EXPR_PRE, &err), -EINVAL);
	assert_string_equal(err.text, "file:3:5: found \"old\": expected no old() in a precondition");
}

/* Whoever writes a contract cannot exhaust the stack or the memory. */
static void test_limits(void **state)
{
	static char text[20000];
	struct kdf_int value;

	(void)state;
	memset(text, '(', 60);
	strcpy(text + 60, "1");
	assert_contains(evaluate(text, KDF_NO_ARGUMENT, &value), "nested less deep");
	memset(text, '!', 10000);
	strcpy(text + 10000, "1");
	assert_contains(evaluate(text, KDF_NO_ARGUMENT, &value), "nested less deep");
	*text = '\0';
	for (int i = 0; i < 100; i++)
		strcat(text, "1=>");
	strcat(text, "1");
	assert_contains(evaluate(text, KDF_NO_ARGUMENT, &value), "nested less deep");
	*text = '\0';
	for (int i = 0; i < 100; i++)
		strcat(text, "1?1:");
	strcat(text, "1");
	assert_contains(evaluate(text, KDF_NO_ARGUMENT, &value), "nested less deep");
	strcpy(text, "n");
	for (int i = 0; i < 499; i++)
		strcat(text, "+n");
	value_is(text, 3500);
	strcat(text, "+n");
	assert_contains(evaluate(text, KDF_NO_ARGUMENT, &value), "at most 1000 operators and operands");
	memset(text, 'n', 300);
	text[300] = '\0';
	assert_contains(evaluate(text, KDF_NO_ARGUMENT, &value), "at most 255 bytes");
}

static void test_unchanged(void **state)
{
	static const struct {
		const char *text;
		enum kdf_truth truth;
	} cases[] = {
		{ "p->flags", KDF_FALSE },	      { "p->state", KDF_TRUE },
		{ "p->state, p->pos.off", KDF_TRUE }, { "p->state, p->flags", KDF_FALSE },
		{ "*p", KDF_FALSE },
	};
	struct kdf_error err;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct kdf_source s = source(cases[i].text);
		struct kdf_bound bound;
		struct kdf_expr expr;

		assert_int_equal(kdf_expr_unchanged(&expr, &s, &err), 0);
		assert_int_equal(kdf_bound_init(&bound, &expr, &env.trace, function(0xffffffff81000000),
						KDF_NO_ARGUMENT, &err), 0);
		assert_int_equal(kdf_bound_truth(&bound, &env.b), cases[i].truth);
		env.after.flags = 1;
		assert_int_equal(kdf_bound_truth(&bound, &env.b), KDF_TRUE);
		env.b.entry_structs_len = 0;
		assert_int_equal(kdf_bound_truth(&bound, &env.b), KDF_UNKNOWN);
		fill();
		kdf_bound_free(&bound);
		kdf_expr_free(&expr);
	}
}

/* Parameters of which nobody says what they are, and numbers that are none. */
static void test_functions(void **state)
{
	struct kdf_source s = source("n == 1 || IS_ERR(p)"), f = source("ratio == 1"), r = source("ret == 0");
	struct kdf_bound bound;
	struct kdf_expr expr;
	struct kdf_error err;

	(void)state;
	assert_int_equal(kdf_expr_parse(&expr, &s, KDF_EXPR_POST, &err), 0);
	assert_int_equal(kdf_bound_init(&bound, &expr, &env.trace, function(0xffffffff81000200),
					KDF_NO_ARGUMENT, &err), 0);
	assert_int_equal(kdf_bound_truth(&bound, &env.b), KDF_UNKNOWN);
	kdf_bound_free(&bound);
	kdf_expr_free(&expr);
	assert_int_equal(kdf_expr_parse(&expr, &f, KDF_EXPR_POST, &err), 0);
	assert_int_equal(kdf_bound_init(&bound, &expr, &env.trace, function(0xffffffff81000300),
					KDF_NO_ARGUMENT, &err), -ENOENT);
	assert_string_equal(err.text, "file:3:1: ratio of h is no integer");
	kdf_expr_free(&expr);
	assert_int_equal(kdf_expr_parse(&expr, &r, KDF_EXPR_POST, &err), 0);
	assert_int_equal(kdf_bound_init(&bound, &expr, &env.trace, function(0xffffffff81000300),
					KDF_NO_ARGUMENT, &err), -ENOENT);
	assert_string_equal(err.text, "file:3:1: ret of h is nothing: the function is void");
	kdf_expr_free(&expr);
}

static void test_operands(void **state)
{
	struct kdf_source s = source("old(p->flags) == p->flags || n == BUSY || n == 3 && p->flags");
	static const char *const expected[] = { "p->flags", "p->flags", "n" };
	struct kdf_operand operand;
	struct kdf_bound bound;
	struct kdf_expr expr;
	struct kdf_error err;
	unsigned int i = 0, n = 0;

	(void)state;
	assert_int_equal(kdf_expr_parse(&expr, &s, KDF_EXPR_POST, &err), 0);
	assert_int_equal(kdf_bound_init(&bound, &expr, &env.trace, function(0xffffffff81000000),
					KDF_NO_ARGUMENT, &err), 0);
	for (; kdf_bound_operand(&bound, &env.b, &i, &operand); n++) {
		assert_true(n < 3);
		assert_int_equal(operand.len, strlen(expected[n]));
		assert_memory_equal(operand.name, expected[n], operand.len);
		assert_int_equal(operand.old, n == 0);
		assert_true(operand.number.known);
		assert_int_equal(operand.number.value, n == 0 ? 1 : n == 1 ? 3 : 7);
	}
	assert_int_equal(n, 3);
	kdf_bound_free(&bound);
	kdf_expr_free(&expr);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),	  cmocka_unit_test(test_precedence),
		cmocka_unit_test(test_exact),	  cmocka_unit_test(test_values),
		cmocka_unit_test(test_unknown),	  cmocka_unit_test(test_each),
		cmocka_unit_test(test_refused),	  cmocka_unit_test(test_before),
		cmocka_unit_test(test_limits),	  cmocka_unit_test(test_unchanged),
		cmocka_unit_test(test_functions), cmocka_unit_test(test_operands),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, teardown);
}
