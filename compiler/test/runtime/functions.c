// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The functions whose boundaries are watched. This file is instrumented. */
#include <setjmp.h>

#include "functions.h"

u64 sum0(void)
{
	return 0x5050;
}

u64 sum1(u64 a)
{
	return a;
}

u64 sum2(u64 a, u64 b)
{
	return a + b;
}

u64 sum3(u64 a, u64 b, u64 c)
{
	return a + b + c;
}

u64 sum4(u64 a, u64 b, u64 c, u64 d)
{
	return a + b + c + d;
}

u64 sum5(u64 a, u64 b, u64 c, u64 d, u64 e)
{
	return a + b + c + d + e;
}

u64 sum6(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f)
{
	return a + b + c + d + e + f;
}

u64 sum7(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f, u64 g)
{
	return a + b + c + d + e + f + g;
}

u64 sum8(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f, u64 g, u64 h)
{
	return a + b + c + d + e + f + g + h;
}

u64 sum9(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f, u64 g, u64 h,
	  u64 i)
{
	return a + b + c + d + e + f + g + h + i;
}

u64 sum10(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f, u64 g, u64 h,
	  u64 i, u64 j)
{
	return a + b + c + d + e + f + g + h + i + j;
}

u64 sum11(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f, u64 g, u64 h,
	  u64 i, u64 j, u64 k)
{
	return a + b + c + d + e + f + g + h + i + j + k;
}

u64 sum12(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f, u64 g, u64 h,
	  u64 i, u64 j, u64 k, u64 l)
{
	return a + b + c + d + e + f + g + h + i + j + k + l;
}

bool same_bool(bool v)
{
	return v;
}

char same_char(char v)
{
	return v;
}

signed char same_schar(signed char v)
{
	return v;
}

unsigned char same_uchar(unsigned char v)
{
	return v;
}

short same_short(short v)
{
	return v;
}

unsigned short same_ushort(unsigned short v)
{
	return v;
}

int same_int(int v)
{
	return v;
}

long same_long(long v)
{
	return v;
}

__int128 same_int128(__int128 v)
{
	return v;
}

float same_float(float v)
{
	return v;
}

double same_double(double v)
{
	return v;
}

long double same_long_double(long double v)
{
	return v;
}

_Complex float same_complex_float(_Complex float v)
{
	return v;
}

_Complex double same_complex_double(_Complex double v)
{
	return v;
}

_Complex long double same_complex_long_double(_Complex long double v)
{
	return v;
}

_Complex int same_complex_int(_Complex int v)
{
	return v;
}

v4f same_vector(v4f v)
{
	return v;
}

unsigned _BitInt(17) same_bitint(unsigned _BitInt(17) v)
{
	return v;
}

enum small same_small(enum small v)
{
	return v;
}

enum negative same_negative(enum negative v)
{
	return v;
}

int *same_int_pointer(int *v)
{
	return v;
}

const char *same_string(const char *v)
{
	return v;
}

void *same_void_pointer(void *v)
{
	return v;
}

function same_function(function v)
{
	return v;
}

struct opaque *same_opaque(struct opaque *v)
{
	return v;
}

struct two_u32 **same_struct_pointer_pointer(struct two_u32 **v)
{
	return v;
}

struct c1 struct_c1(struct c1 s)
{
	return s;
}

struct c3 struct_c3(struct c3 s)
{
	return s;
}

struct c5 struct_c5(struct c5 s)
{
	return s;
}

struct c7 struct_c7(struct c7 s)
{
	return s;
}

struct two_u32 struct_two_u32(struct two_u32 s)
{
	return s;
}

struct one_pointer struct_one_pointer(struct one_pointer s)
{
	return s;
}

struct three_u32 struct_three_u32(struct three_u32 s)
{
	return s;
}

struct two_u64 struct_two_u64(struct two_u64 s)
{
	return s;
}

struct long_double struct_long_double(struct long_double s)
{
	return s;
}

struct double_long struct_double_long(struct double_long s)
{
	return s;
}

struct char_long struct_char_long(struct char_long s)
{
	return s;
}

struct long_char struct_long_char(struct long_char s)
{
	return s;
}

struct pointers struct_pointers(struct pointers s)
{
	return s;
}

struct floats3 struct_floats3(struct floats3 s)
{
	return s;
}

struct floats4 struct_floats4(struct floats4 s)
{
	return s;
}

struct doubles2 struct_doubles2(struct doubles2 s)
{
	return s;
}

struct skip_first struct_skip_first(struct skip_first s)
{
	return s;
}

struct only_int128 struct_only_int128(struct only_int128 s)
{
	return s;
}

struct three_u64 struct_three_u64(struct three_u64 s)
{
	return s;
}

struct big struct_big(struct big s)
{
	return s;
}

struct vector struct_vector(struct vector s)
{
	return s;
}

struct aligned16 struct_aligned16(struct aligned16 s)
{
	return s;
}

struct aligned64 struct_aligned64(struct aligned64 s)
{
	return s;
}

struct packed struct_packed(struct packed s)
{
	return s;
}

struct packed_big struct_packed_big(struct packed_big s)
{
	return s;
}

struct bits struct_bits(struct bits s)
{
	return s;
}

struct packed_bits struct_packed_bits(struct packed_bits s)
{
	return s;
}

struct bools struct_bools(struct bools s)
{
	return s;
}

struct nested struct_nested(struct nested s)
{
	return s;
}

struct anonymous struct_anonymous(struct anonymous s)
{
	return s;
}

struct array struct_array(struct array s)
{
	return s;
}

union number union_number(union number s)
{
	return s;
}

union wide union_wide(union wide s)
{
	return s;
}

struct two_u32 *at_two_u32(struct two_u32 *p)
{
	return p;
}

struct packed_big *at_packed_big(struct packed_big *p)
{
	return p;
}

struct bits *at_bits(struct bits *p)
{
	return p;
}

struct nested *at_nested(struct nested *p)
{
	return p;
}

struct anonymous *at_anonymous(struct anonymous *p)
{
	return p;
}

struct flexible *at_flexible(struct flexible *p)
{
	return p;
}

struct list *at_list(struct list *p)
{
	return p;
}

union number *at_number(union number *p)
{
	return p;
}

union wide *at_wide(union wide *p)
{
	return p;
}

struct big *at_big(struct big *p)
{
	return p;
}

u64 int128_over_the_edge(int a, int b, int c, int d, int e, __int128 v, int f)
{
	return a + b + c + d + e + f + (u64)v + (u64)(v >> 64);
}

u64 struct_over_the_edge(int a, int b, int c, int d, int e, struct two_u64 s,
			 int f)
{
	return a + b + c + d + e + f + s.a + s.b;
}

double many_kinds(bool a, float b, short c, double d, enum small e, float f,
		  char g, double h, u64 i, float j, struct long_double k,
		  double l, u64 m, u64 n, u64 o, u32 p)
{
	return a + b + c + d + e + f + g + h + i + j + k.l + k.d + l + m + n +
	       o + p;
}

u64 big_in_between(int a, struct big s, int b)
{
	return a + s.a + b;
}

struct big big_from(int a, struct big s, int b)
{
	s.a += a;
	s.b += b;
	return s;
}

u64 empty_in_between(int a, struct empty e, int b)
{
	(void)e;
	return a + b;
}

struct empty return_empty(void)
{
	return (struct empty){};
}

int variadic(int n, ...)
{
	va_list ap;
	int sum = 0;

	va_start(ap, n);
	while (n--)
		sum += va_arg(ap, int);
	va_end(ap);
	return sum;
}

u64 transparent(either e)
{
	return *e.i;
}

u64 decayed(int n, u32 array[n], struct two_u32 two[2])
{
	return array[n - 1] + two[1].b;
}

u64 qualified(const_two_u32 p, volatile int i, char *restrict s)
{
	return p->a + i + *s;
}

int unprototyped(a, b)
	char a;
	struct two_u32 *b;
{
	return a + b->a;
}

int reassigned(int a, struct two_u32 *p, struct big s)
{
	static struct two_u32 other = { 8, 9 };

	a = a * 3 + p->a;
	p->a = 0xdead;
	p = &other;
	s.a = 0xbeef;
	return a + p->a + s.a;
}

/* Tells the compiler that @p may be read and written here. */
static inline __attribute__((always_inline)) void escape(void *p)
{
	asm volatile("" : : "r"(p) : "memory");
}

u64 address_taken(u64 a, struct two_u64 s)
{
	escape(&a);
	escape(&s);
	a++;
	s.b++;
	escape(&a);
	escape(&s);
	return a + s.a + s.b;
}

int starts_with_a_loop(int n)
{
	do {
		n -= 3;
	} while (n > 0);
	return n;
}

int many_returns(int n)
{
	if (n < 0)
		return -1;
	switch (n) {
	case 0:
		return 100;
	case 1:
		return 50;
	case 2:
		return 7;
	}
	return n * 2;
}

int vla(int n)
{
	int array[n];

	escape(array);
	array[n - 1] = n;
	return array[n - 1];
}

u64 factorial(u64 n)
{
	return n < 2 ? 1 : n * factorial(n - 1);
}

void countdown(int n)
{
	if (n)
		countdown(n - 1);
}

void no_return(int a, void *env)
{
	longjmp(*(jmp_buf *)env, a);
}

int tail(int a, u64 b, struct two_u32 *p)
{
	__attribute__((musttail)) return tail_target(a + 1, b + 1, p);
}

int tail_target(int a, u64 b, struct two_u32 *p)
{
	return a + b + p->a;
}

struct big tail_big(int a)
{
	__attribute__((musttail)) return tail_big_target(a + 1);
}

struct big tail_big_target(int a)
{
	return (struct big){ .a = a, .text = "tail", .b = 2 };
}

u64 filled_just_before(u64 a)
{
	struct three_u64 s = { a, a + 1, a + 2 };

	fill(&s);
	s.b = 0x77;
	return read_filled(&s);
}

void fill(struct three_u64 *p)
{
	p->a = 0x66;
}

u64 read_filled(struct three_u64 *p)
{
	return p->c;
}

int swap_arguments(int a, int b)
{
	return swapped(b, a);
}

int swapped(int a, int b)
{
	return a - b;
}

u64 every_register(u64 a, u64 b)
{
	u64 x = a;

	asm volatile("add %1, %0" : "+r"(x) : "r"(b)
		     : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10",
		       "r11", "r12", "r13", "r14");
	return x + a;
}

__attribute__((optnone)) noinline int optnone(int a, struct two_u64 s)
{
	return a + s.a;
}
