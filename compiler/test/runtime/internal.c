// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Functions that the optimiser may rewrite, because it sees all their callers.
 * This file is instrumented; the cases themselves have no boundary values.
 */
#include "internal.h"
#include "log.h"
#include "types.h"

#define noinline __attribute__((noinline))
/* The cases themselves are not watched. */
#define unwatched noinline __attribute__((no_sanitize("coverage")))

static const struct field two_u32_fields[] = {
	MEMBER(struct two_u32, a), MEMBER(struct two_u32, b),
};
static const struct field two_u64_fields[] = {
	MEMBER(struct two_u64, a), MEMBER(struct two_u64, b),
};
static const struct field three_u64_fields[] = {
	MEMBER(struct three_u64, a), MEMBER(struct three_u64, b),
	MEMBER(struct three_u64, c),
};

/* What the optimiser cannot know. */
static volatile int five = 5;

static noinline int dead(int unused, int used, struct two_u32 *also_unused)
{
	(void)unused;
	(void)also_unused;
	return used + 1;
}

static unwatched void dead_argument(void)
{
	struct two_u32 s = { five, 6 };
	int v = five;

	CASE(dead arguments);
	ARG(dead, 0, v);
	ARG(dead, 1, v);
	POINTER_ARG(dead, 2, &s, two_u32_fields);
	RET(dead, v + 1);
	dead(v, v, &s);
}

static noinline int promoted(const int *a, const struct two_u32 *s)
{
	return *a + s->b;
}

static unwatched void promoted_arguments(void)
{
	int v = five;
	struct two_u32 s = { 3, five };

	CASE(arguments that could be passed as what they point to);
	ARG(promoted, 0, (const int *)&v);
	POINTER_ARG(promoted, 1, &s, two_u32_fields);
	RET(promoted, v + 5);
	promoted(&v, &s);
}

static noinline u64 one_member(struct three_u64 s, struct two_u64 t)
{
	return s.b + t.a;
}

static unwatched void one_member_used(void)
{
	struct three_u64 s = { 1, five, 3 };
	struct two_u64 t = { five, 7 };

	CASE(structs by value of which one member is used);
	STRUCT_ARG(one_member, 0, s, three_u64_fields);
	STRUCT_ARG(one_member, 1, t, two_u64_fields);
	RET(one_member, s.b + t.a);
	one_member(s, t);
}

static struct two_u32 global = { 8, 9 };

static noinline int constants(int a, double d, struct two_u32 *p, const char *s)
{
	return a + d + p->a + *s;
}

static unwatched void constant_arguments(void)
{
	static const char text[] = "t";

	CASE(arguments that are always the same);
	ARG(constants, 0, 7);
	ARG(constants, 1, 1.0);
	POINTER_ARG(constants, 2, &global, two_u32_fields);
	ARG(constants, 3, (const char *)text);
	RET(constants, 7 + 1 + 8 + 't');
	constants(7, 1.0, &global, text);
}

static noinline int forty_two(int a)
{
	(void)a;
	return 42;
}

static noinline struct two_u32 *always_global(void)
{
	return &global;
}

static unwatched void known_result(void)
{
	CASE(calls whose result is known still happen);
	ARG(forty_two, 0, 3);
	RET(forty_two, 42);
	ENTRY(always_global);
	POINTER_RET(always_global, &global, two_u32_fields);
	five += forty_two(3) - 42;
	five += always_global()->a - 8;
}

static noinline struct two_u64 pair(u64 a)
{
	return (struct two_u64){ a, a + 1 };
}

static noinline struct three_u64 triple(u64 a)
{
	return (struct three_u64){ a, a + 1, a + 2 };
}

static unwatched void unused_result(void)
{
	struct two_u64 two = { 5, 6 };
	struct three_u64 three = { 5, 6, 7 };

	CASE(results that nobody uses);
	ARG(pair, 0, two.a);
	STRUCT_RET(pair, two, two_u64_fields);
	ARG(triple, 0, three.a);
	STRUCT_RET(triple, three, three_u64_fields);
	pair(five);
	triple(five);
}

static noinline int add_one(int a)
{
	return a + 1;
}

static noinline int apply(int (*f)(int), int a)
{
	return f(a);
}

static unwatched void function_argument(void)
{
	CASE(a function as argument);
	ARG(apply, 0, &add_one);
	ARG(apply, 1, 5);
	ARG(add_one, 0, 5);
	RET(add_one, 6);
	RET(apply, 6);
	apply(add_one, five);
}

static inline __attribute__((always_inline)) int leaf(int a, struct two_u32 *p)
{
	return a * 2 + p->b;
}

static noinline int around(int a)
{
	struct two_u32 s = { a, a };

	return leaf(a * 2, &s);
}

static unwatched void inlined(void)
{
	CASE(an inlined function has no boundary);
	ARG(around, 0, 5);
	RET(around, 25);
	around(five);
}

__attribute__((weak)) noinline int weak(int a)
{
	return a + 1;
}

static unwatched void weak_function(void)
{
	CASE(weak function);
	ARG(weak, 0, 5);
	RET(weak, 6);
	weak(five);
}

unwatched void internal(void)
{
	dead_argument();
	promoted_arguments();
	one_member_used();
	constant_arguments();
	known_result();
	unused_result();
	function_argument();
	inlined();
	weak_function();
}
