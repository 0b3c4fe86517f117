// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Calls each function and says what it passes. This file is not instrumented,
 * so what it knows of offsets, sizes and values comes from the compiler alone.
 */
#include <setjmp.h>
#include <stdlib.h>

#include "functions.h"
#include "internal.h"
#include "log.h"

static const struct field c1_fields[] = { MEMBER(struct c1, c) };
static const struct field c3_fields[] = { MEMBER(struct c3, c) };
static const struct field c5_fields[] = { MEMBER(struct c5, c) };
static const struct field c7_fields[] = { MEMBER(struct c7, c) };
static const struct field two_u32_fields[] = {
	MEMBER(struct two_u32, a), MEMBER(struct two_u32, b),
};
static const struct field one_pointer_fields[] = { MEMBER(struct one_pointer, p) };
static const struct field three_u32_fields[] = {
	MEMBER(struct three_u32, a), MEMBER(struct three_u32, b),
	MEMBER(struct three_u32, c),
};
static const struct field two_u64_fields[] = {
	MEMBER(struct two_u64, a), MEMBER(struct two_u64, b),
};
static const struct field long_double_fields[] = {
	MEMBER(struct long_double, l), MEMBER(struct long_double, d),
};
static const struct field double_long_fields[] = {
	MEMBER(struct double_long, d), MEMBER(struct double_long, l),
};
static const struct field char_long_fields[] = {
	MEMBER(struct char_long, c), MEMBER(struct char_long, l),
};
static const struct field long_char_fields[] = {
	MEMBER(struct long_char, l), MEMBER(struct long_char, c),
};
static const struct field pointers_fields[] = {
	MEMBER(struct pointers, p), MEMBER(struct pointers, s),
};
static const struct field floats3_fields[] = {
	MEMBER(struct floats3, a), MEMBER(struct floats3, b),
	MEMBER(struct floats3, c),
};
static const struct field floats4_fields[] = {
	MEMBER(struct floats4, a), MEMBER(struct floats4, b),
	MEMBER(struct floats4, c), MEMBER(struct floats4, d),
};
static const struct field doubles2_fields[] = {
	MEMBER(struct doubles2, a), MEMBER(struct doubles2, b),
};
static const struct field skip_first_fields[] = { MEMBER(struct skip_first, l) };
static const struct field only_int128_fields[] = { MEMBER(struct only_int128, v) };
static const struct field three_u64_fields[] = {
	MEMBER(struct three_u64, a), MEMBER(struct three_u64, b),
	MEMBER(struct three_u64, c),
};
static const struct field big_fields[] = {
	MEMBER(struct big, a), MEMBER(struct big, text), MEMBER(struct big, b),
};
static const struct field vector_fields[] = {
	MEMBER(struct vector, v), MEMBER(struct vector, f),
};
static const struct field aligned16_fields[] = {
	MEMBER(struct aligned16, a), MEMBER(struct aligned16, b),
	MEMBER(struct aligned16, c),
};
static const struct field aligned64_fields[] = { MEMBER(struct aligned64, i) };
static const struct field packed_fields[] = {
	MEMBER(struct packed, c), MEMBER(struct packed, l),
	MEMBER(struct packed, s),
};
static const struct field packed_big_fields[] = {
	MEMBER(struct packed_big, c), MEMBER(struct packed_big, l),
	MEMBER(struct packed_big, m), MEMBER(struct packed_big, i),
};
static const struct field nested_fields[] = {
	MEMBER(struct nested, in), MEMBER(struct nested, named),
	MEMBER(struct nested, z),
};
static const struct field anonymous_fields[] = {
	MEMBER(struct anonymous, a),	 MEMBER(struct anonymous, b),
	MEMBER(struct anonymous, lo),	 MEMBER(struct anonymous, hi),
	MEMBER(struct anonymous, bytes), MEMBER(struct anonymous, c),
	MEMBER(struct anonymous, d),
};
static const struct field flexible_fields[] = { MEMBER(struct flexible, count) };
static const struct field list_fields[] = {
	MEMBER(struct list, next), MEMBER(struct list, value),
};
static const struct field array_fields[] = {
	MEMBER(struct array, a), MEMBER(struct array, text),
};
static const struct field number_fields[] = {
	MEMBER(union number, i), MEMBER(union number, f),
	MEMBER(union number, c),
};
static const struct field wide_fields[] = {
	MEMBER(union wide, l), MEMBER(union wide, d), MEMBER(union wide, pair),
};

static struct two_u32 two = { 0x11111111, 0x22222222 };

static void number_of_arguments(void)
{
	static u64 v[] = { 0x11, 0x22, 0x33, 0x44, 0x55, 0x66,
				 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc };

#define SUM(n, ...)                                     \
	do {                                            \
		u64 sum_ = 0;                           \
		CASE(sum##n);                           \
		for (int i_ = 0; i_ < n; i_++) {        \
			ARG(sum##n, i_, v[i_]);         \
			sum_ += v[i_];                  \
		}                                       \
		RET(sum##n, sum_);                      \
		sum##n(__VA_ARGS__);                    \
	} while (0)

	CASE(sum0);
	ENTRY(sum0);
	RET(sum0, (u64)0x5050);
	sum0();

	SUM(1, v[0]);
	SUM(2, v[0], v[1]);
	SUM(3, v[0], v[1], v[2]);
	SUM(4, v[0], v[1], v[2], v[3]);
	SUM(5, v[0], v[1], v[2], v[3], v[4]);
	SUM(6, v[0], v[1], v[2], v[3], v[4], v[5]);
	SUM(7, v[0], v[1], v[2], v[3], v[4], v[5], v[6]);
	SUM(8, v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
	SUM(9, v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8]);
	SUM(10, v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9]);
	SUM(11, v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9],
	    v[10]);
	SUM(12, v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9],
	    v[10], v[11]);
}

#define SAME(name, ...)                                        \
	do {                                                   \
		__typeof__(same_##name(__VA_ARGS__)) v_ = __VA_ARGS__; \
		CASE(same_##name);                             \
		ARG(same_##name, 0, v_);                       \
		RET(same_##name, v_);                          \
		same_##name(v_);                               \
	} while (0)

static void scalars(void)
{
	int i = 5;
	struct two_u32 *p = &two;

	SAME(bool, true);
	SAME(bool, false);
	SAME(char, 'x');
	SAME(schar, -3);
	SAME(uchar, 0xfe);
	SAME(short, -30000);
	SAME(ushort, 60000);
	SAME(int, -2000000000);
	SAME(long, -0x123456789abcdef);
	SAME(int128, ((__int128)0x1122334455667788 << 64) | 0x99aabbccddeeff);
	SAME(float, 1.5f);
	SAME(double, -0.1);
	SAME(long_double, 3.14159265358979323846L);
	SAME(complex_float, 1.25f + 2.5if);
	SAME(complex_double, 1.1 + 2.2i);
	SAME(complex_long_double, 1.1L + 2.2iL);
	SAME(complex_int, 3 + 4i);
	SAME(vector, (v4f){ 1, 2, 3, 4 });
	SAME(bitint, 0x1abcd);
	SAME(small, SMALL_B);
	SAME(negative, MINUS);
	SAME(int_pointer, &i);
	SAME(string, "text");
	SAME(void_pointer, &two);
	SAME(function, sum1);
	SAME(opaque, (struct opaque *)&two);
	SAME(struct_pointer_pointer, &p);
}

/* In and out by value; the object's padding starts as zero. */
#define BY_VALUE(kind, name, table, ...)                              \
	do {                                                          \
		static kind name s_;                                  \
		s_ = (kind name){ __VA_ARGS__ };                      \
		CASE(kind##_##name);                                  \
		STRUCT_ARG(kind##_##name, 0, s_, table);              \
		STRUCT_RET(kind##_##name, s_, table);                 \
		kind##_##name(s_);                                    \
	} while (0)
#define STRUCT(name, ...) BY_VALUE(struct, name, name##_fields, __VA_ARGS__)
#define UNION(name, ...) BY_VALUE(union, name, name##_fields, __VA_ARGS__)

static void by_value(void)
{
	STRUCT(c1, "a");
	STRUCT(c3, "abc");
	STRUCT(c5, "abcde");
	STRUCT(c7, "abcdefg");
	STRUCT(two_u32, 0xaaaa, 0xbbbb);
	STRUCT(one_pointer, &two);
	STRUCT(three_u32, 0x1234, 0x5678, 0x9abc);
	STRUCT(two_u64, 0x1122334455667788, 0x99aabbccddeeff00);
	STRUCT(long_double, -5, 0.5);
	STRUCT(double_long, 0.25, -6);
	STRUCT(char_long, 'c', 0x7777777777777777);
	STRUCT(long_char, 0x7777777777777777, 'c');
	STRUCT(pointers, &two, "text");
	STRUCT(floats3, 1.5, 2.5, 3.5);
	STRUCT(floats4, 1.5, 2.5, 3.5, 4.5);
	STRUCT(doubles2, 1.5, 2.5);
	STRUCT(skip_first, .l = 0x123456789);
	STRUCT(only_int128, ((__int128)7 << 100) + 3);
	STRUCT(three_u64, 1, 2, 3);
	STRUCT(big, 1, "some text", 2);
	STRUCT(vector, { 1, 2, 3, 4 }, 5);
	STRUCT(aligned16, 1, 2, 3);
	STRUCT(aligned64, 64);
	STRUCT(packed, 'p', 0x1122334455667788, -2);
	STRUCT(packed_big, 'p', 0x1122334455667788, 3, 4);
	STRUCT(nested, { 1, 2 }, { { 3, 4 }, { 5, 6 } }, 7);
	STRUCT(anonymous, 1, .lo = 2, .hi = 3, .c = 'd', .d = 5);
	STRUCT(array, { 1, 2, 3 }, "text");
	UNION(number, .f = 1.5);
	UNION(wide, .pair = { 0x123, 0x456 });
}

static void bit_fields(void)
{
	struct field bits_fields[] = {
		BITS(struct bits, a), BITS(struct bits, b),
		BITS(struct bits, c), BITS(struct bits, d),
		BITS(struct bits, e), BITS(struct bits, f),
	};
	struct field packed_bits_fields[] = {
		BITS(struct packed_bits, a), BITS(struct packed_bits, b),
		BITS(struct packed_bits, c), BITS(struct packed_bits, d),
	};
	struct field bools_fields[] = {
		MEMBER(struct bools, a), BITS(struct bools, b),
		BITS(struct bools, c),
	};
	struct bits s = { 5, 99, 0xabc, 0x155555555, 17, -1 };

	STRUCT(bits, 5, 99, 0xabc, 0x155555555, 17, -1);
	STRUCT(packed_bits, 5, 0x1234, 1, 0x123456789a);
	STRUCT(bools, 1, 0, 1);

	CASE(pointer to bit-fields);
	POINTER_ARG(at_bits, 0, &s, bits_fields);
	POINTER_RET(at_bits, &s, bits_fields);
	at_bits(&s);
}

#define AT(name, pointer)                                    \
	do {                                                 \
		__typeof__(pointer) p_ = (pointer);          \
		CASE(at_##name);                             \
		POINTER_ARG(at_##name, 0, p_, name##_fields); \
		POINTER_RET(at_##name, p_, name##_fields);   \
		at_##name(p_);                               \
	} while (0)

static void pointers(void)
{
	struct packed_big packed_big = { 'x', 1, 2, 3 };
	struct nested nested = { { 1, 2 }, { { 3, 4 }, { 5, 6 } }, 7 };
	struct anonymous anonymous = { 1, .lo = 2, .hi = 3, .c = 4, .d = 5 };
	struct flexible *flexible = calloc(1, sizeof(*flexible) + 16);
	struct list tail = { NULL, 2 }, head = { &tail, 1 };
	union number number = { .f = 2.5 };
	union wide wide = { .pair = { 3, 4 } };
	struct big big = { 1, "text", 2 };

	flexible->count = 2;
	AT(two_u32, &two);
	AT(two_u32, (struct two_u32 *)NULL);
	AT(two_u32, (struct two_u32 *)-2L);
	AT(packed_big, &packed_big);
	AT(nested, &nested);
	AT(anonymous, &anonymous);
	AT(flexible, flexible);
	AT(list, &head);
	AT(number, &number);
	AT(wide, &wide);
	AT(big, &big);
	free(flexible);
}

#define FIVE_ARGS(fn)                                        \
	do {                                                 \
		for (int i_ = 0; i_ < 5; i_++)               \
			ARG(fn, i_, i_ + 1);                 \
	} while (0)

static void over_the_edge(void)
{
	__int128 wide = ((__int128)0x1234 << 64) | 0x5678;
	struct two_u64 pair = { 0x1234, 0x5678 };

	CASE(an __int128 that only half fits into registers);
	FIVE_ARGS(int128_over_the_edge);
	ARG(int128_over_the_edge, 5, wide);
	ARG(int128_over_the_edge, 6, 6);
	RET(int128_over_the_edge, (u64)(21 + 0x1234 + 0x5678));
	int128_over_the_edge(1, 2, 3, 4, 5, wide, 6);

	CASE(a struct that only half fits into registers);
	FIVE_ARGS(struct_over_the_edge);
	STRUCT_ARG(struct_over_the_edge, 5, pair, two_u64_fields);
	ARG(struct_over_the_edge, 6, 6);
	RET(struct_over_the_edge, (u64)(21 + 0x1234 + 0x5678));
	struct_over_the_edge(1, 2, 3, 4, 5, pair, 6);
}

static void sixteen_kinds(void)
{
	struct long_double s = { 11, 12.5 };

	CASE(sixteen arguments of many kinds);
	ARG(many_kinds, 0, (bool)1);
	ARG(many_kinds, 1, 2.0f);
	ARG(many_kinds, 2, (short)3);
	ARG(many_kinds, 3, 4.0);
	ARG(many_kinds, 4, (enum small)5);
	ARG(many_kinds, 5, 6.0f);
	ARG(many_kinds, 6, (char)7);
	ARG(many_kinds, 7, 8.0);
	ARG(many_kinds, 8, (u64)9);
	ARG(many_kinds, 9, 10.0f);
	STRUCT_ARG(many_kinds, 10, s, long_double_fields);
	ARG(many_kinds, 11, 13.0);
	ARG(many_kinds, 12, (u64)14);
	ARG(many_kinds, 13, (u64)15);
	ARG(many_kinds, 14, (u64)16);
	ARG(many_kinds, 15, (u32)17);
	RET(many_kinds, 153.5);
	many_kinds(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, s, 13, 14, 15, 16, 17);
}

static void structs_among_scalars(void)
{
	struct big big = { 100, "text", 200 };
	struct big result = big;
	struct empty empty;

	CASE(big struct in between);
	ARG(big_in_between, 0, 1);
	STRUCT_ARG(big_in_between, 1, big, big_fields);
	ARG(big_in_between, 2, 2);
	RET(big_in_between, (u64)103);
	big_in_between(1, big, 2);

	CASE(big struct returned: the hidden argument does not count);
	ARG(big_from, 0, 1);
	STRUCT_ARG(big_from, 1, big, big_fields);
	ARG(big_from, 2, 2);
	result.a += 1;
	result.b += 2;
	STRUCT_RET(big_from, result, big_fields);
	big_from(1, big, 2);

	CASE(empty struct in between);
	ARG(empty_in_between, 0, 1);
	UNKNOWN_ARG(empty_in_between, 1, 0);
	ARG(empty_in_between, 2, 2);
	RET(empty_in_between, (u64)3);
	empty_in_between(1, empty, 2);

	CASE(empty struct returned);
	ENTRY(return_empty);
	UNKNOWN_RET(return_empty, 0);
	return_empty();
}

static void variadic_functions(void)
{
	CASE(variadic: the named arguments);
	ARG(variadic, 0, 3);
	RET(variadic, 6);
	variadic(3, 1, 2, 3);
}

static void declarations(void)
{
	u64 number = 0x99;
	either e = { .l = &number };
	u32 array[3] = { 1, 2, 3 };
	struct two_u32 pair[2] = { { 1, 2 }, { 3, 4 } };
	char text[] = "abc";
	static const struct field either_fields[] = {
		MEMBER(either, i), MEMBER(either, l),
	};

	CASE(transparent union);
	STRUCT_ARG(transparent, 0, e, either_fields);
	RET(transparent, number);
	transparent(&number);

	CASE(arrays are pointers);
	ARG(decayed, 0, 3);
	ARG(decayed, 1, (u32 *)array);
	POINTER_ARG(decayed, 2, (struct two_u32 *)pair, two_u32_fields);
	RET(decayed, (u64)7);
	decayed(3, array, pair);

	CASE(typedefs and qualifiers);
	POINTER_ARG(qualified, 0, &two, two_u32_fields);
	ARG(qualified, 1, 5);
	ARG(qualified, 2, (char *)text);
	RET(qualified, (u64)(two.a + 5 + 'a'));
	qualified(&two, 5, text);

	CASE(definition without prototype);
	ARG(unprototyped, 0, (char)1);
	POINTER_ARG(unprototyped, 1, &two, two_u32_fields);
	RET(unprototyped, (int)(two.a + 1));
	unprototyped(1, &two);
}

static void entry_values(void)
{
	struct two_u32 pair = { 1, 2 };
	struct two_u64 wide = { 3, 4 };
	struct big big = { 7, "text", 6 };
	int n = 4;

	CASE(arguments that the body changes);
	ARG(reassigned, 0, 5);
	POINTER_ARG(reassigned, 1, &pair, two_u32_fields);
	STRUCT_ARG(reassigned, 2, big, big_fields);
	RET(reassigned, 5 * 3 + 1 + 8 + 0xbeef);
	reassigned(5, &pair, big);

	CASE(arguments whose address is taken);
	ARG(address_taken, 0, (u64)5);
	STRUCT_ARG(address_taken, 1, wide, two_u64_fields);
	RET(address_taken, (u64)(6 + 3 + 5));
	address_taken(5, wide);

	CASE(body starts with a loop);
	ARG(starts_with_a_loop, 0, 10);
	RET(starts_with_a_loop, -2);
	starts_with_a_loop(10);

	CASE(variable-length array);
	ARG(vla, 0, n);
	RET(vla, n);
	vla(n);

	CASE(optnone);
	ARG(optnone, 0, 1);
	STRUCT_ARG(optnone, 1, wide, two_u64_fields);
	RET(optnone, 4);
	optnone(1, wide);

	CASE(inline assembly that needs every register);
	ARG(every_register, 0, (u64)3);
	ARG(every_register, 1, (u64)4);
	RET(every_register, (u64)10);
	every_register(3, 4);
}

static void exits(void)
{
	static int returned[] = { -1, 100, 50, 7, 6 };
	jmp_buf env;

	for (int i = -1; i < 4; i++) {
		CASE(many returns);
		ARG(many_returns, 0, i);
		RET(many_returns, returned[i + 1]);
		many_returns(i);
	}

	CASE(recursion);
	for (u64 n = 5; n; n--)
		ARG(factorial, 0, n);
	for (u64 n = 1, product = 1; n <= 5; n++) {
		product *= n;
		RET(factorial, product);
	}
	factorial(5);

	CASE(recursion without a result);
	for (int n = 3; n >= 0; n--)
		ARG(countdown, 0, n);
	for (int n = 0; n <= 3; n++)
		EXIT(countdown);
	countdown(3);

	CASE(a function that does not return);
	ARG(no_return, 0, 9);
	ARG(no_return, 1, (void *)&env);
	if (!setjmp(env))
		no_return(9, &env);
	NO_EXIT(no_return);
}

static void tail_calls(void)
{
	struct big big = { .a = 4, .text = "tail", .b = 2 };

	CASE(musttail);
	ARG(tail, 0, 1);
	ARG(tail, 1, (u64)2);
	POINTER_ARG(tail, 2, &two, two_u32_fields);
	UNKNOWN_RET(tail, sizeof(int));
	ARG(tail_target, 0, 2);
	ARG(tail_target, 1, (u64)3);
	POINTER_ARG(tail_target, 2, &two, two_u32_fields);
	RET(tail_target, (int)(5 + two.a));
	tail(1, 2, &two);

	CASE(musttail that returns a struct);
	ARG(tail_big, 0, 3);
	UNKNOWN_RET(tail_big, sizeof(struct big));
	ARG(tail_big_target, 0, 4);
	STRUCT_RET(tail_big_target, big, big_fields);
	tail_big(3);

	CASE(arguments change places);
	ARG(swap_arguments, 0, 1);
	ARG(swap_arguments, 1, 2);
	ARG(swapped, 0, 2);
	ARG(swapped, 1, 1);
	RET(swapped, 1);
	RET(swap_arguments, 1);
	swap_arguments(1, 2);
}

static void filled(void)
{
	struct three_u64 s = { 0x10, 0x11, 0x12 };

	CASE(a struct filled just before the call);
	ARG(filled_just_before, 0, s.a);
	POINTER_ARG(fill, 0, &s, three_u64_fields);
	EXIT(fill);
	s.a = 0x66;
	s.b = 0x77;
	POINTER_ARG(read_filled, 0, &s, three_u64_fields);
	RET(read_filled, s.c);
	RET(filled_just_before, s.c);
	filled_just_before(0x10);
}

int main(void)
{
	number_of_arguments();
	scalars();
	by_value();
	bit_fields();
	pointers();
	over_the_edge();
	sixteen_kinds();
	structs_among_scalars();
	variadic_functions();
	declarations();
	entry_values();
	exits();
	tail_calls();
	filled();
	internal();
}
