/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The functions whose boundaries are watched, by what is special about them. */
#ifndef FUNCTIONS_H
#define FUNCTIONS_H

#include "types.h"

#define noinline __attribute__((noinline))

/* Number of arguments. */
u64 sum0(void);
u64 sum1(u64);
u64 sum2(u64, u64);
u64 sum3(u64, u64, u64);
u64 sum4(u64, u64, u64, u64);
u64 sum5(u64, u64, u64, u64, u64);
u64 sum6(u64, u64, u64, u64, u64, u64);
u64 sum7(u64, u64, u64, u64, u64, u64, u64);
u64 sum8(u64, u64, u64, u64, u64, u64, u64, u64);
u64 sum9(u64, u64, u64, u64, u64, u64, u64, u64, u64);
u64 sum10(u64, u64, u64, u64, u64, u64, u64, u64, u64, u64);
u64 sum11(u64, u64, u64, u64, u64, u64, u64, u64, u64, u64, u64);
u64 sum12(u64, u64, u64, u64, u64, u64, u64, u64, u64, u64, u64, u64);

/* One value in, the same out. */
bool same_bool(bool);
char same_char(char);
signed char same_schar(signed char);
unsigned char same_uchar(unsigned char);
short same_short(short);
unsigned short same_ushort(unsigned short);
int same_int(int);
long same_long(long);
__int128 same_int128(__int128);
float same_float(float);
double same_double(double);
long double same_long_double(long double);
_Complex float same_complex_float(_Complex float);
_Complex double same_complex_double(_Complex double);
_Complex long double same_complex_long_double(_Complex long double);
_Complex int same_complex_int(_Complex int);
v4f same_vector(v4f);
unsigned _BitInt(17) same_bitint(unsigned _BitInt(17));
enum small same_small(enum small);
enum negative same_negative(enum negative);
int *same_int_pointer(int *);
const char *same_string(const char *);
void *same_void_pointer(void *);
function same_function(function);
struct opaque *same_opaque(struct opaque *);
struct two_u32 **same_struct_pointer_pointer(struct two_u32 **);

/* One struct in by value, the same out. */
struct c1 struct_c1(struct c1);
struct c3 struct_c3(struct c3);
struct c5 struct_c5(struct c5);
struct c7 struct_c7(struct c7);
struct two_u32 struct_two_u32(struct two_u32);
struct one_pointer struct_one_pointer(struct one_pointer);
struct three_u32 struct_three_u32(struct three_u32);
struct two_u64 struct_two_u64(struct two_u64);
struct long_double struct_long_double(struct long_double);
struct double_long struct_double_long(struct double_long);
struct char_long struct_char_long(struct char_long);
struct long_char struct_long_char(struct long_char);
struct pointers struct_pointers(struct pointers);
struct floats3 struct_floats3(struct floats3);
struct floats4 struct_floats4(struct floats4);
struct doubles2 struct_doubles2(struct doubles2);
struct skip_first struct_skip_first(struct skip_first);
struct only_int128 struct_only_int128(struct only_int128);
struct three_u64 struct_three_u64(struct three_u64);
struct big struct_big(struct big);
struct vector struct_vector(struct vector);
struct aligned16 struct_aligned16(struct aligned16);
struct aligned64 struct_aligned64(struct aligned64);
struct packed struct_packed(struct packed);
struct packed_big struct_packed_big(struct packed_big);
struct bits struct_bits(struct bits);
struct packed_bits struct_packed_bits(struct packed_bits);
struct bools struct_bools(struct bools);
struct nested struct_nested(struct nested);
struct anonymous struct_anonymous(struct anonymous);
struct array struct_array(struct array);
union number union_number(union number);
union wide union_wide(union wide);

/* One pointer to a struct in, the same out. */
struct two_u32 *at_two_u32(struct two_u32 *);
struct packed_big *at_packed_big(struct packed_big *);
struct bits *at_bits(struct bits *);
struct nested *at_nested(struct nested *);
struct anonymous *at_anonymous(struct anonymous *);
struct flexible *at_flexible(struct flexible *);
struct list *at_list(struct list *);
union number *at_number(union number *);
union wide *at_wide(union wide *);
struct big *at_big(struct big *);

/* Where arguments travel. */
u64 int128_over_the_edge(int, int, int, int, int, __int128, int);
u64 struct_over_the_edge(int, int, int, int, int, struct two_u64, int);
double many_kinds(bool, float, short, double, enum small, float, char, double,
		  u64, float, struct long_double, double, u64, u64, u64, u32);
u64 big_in_between(int, struct big, int);
struct big big_from(int, struct big, int);
u64 empty_in_between(int, struct empty, int);
struct empty return_empty(void);
int variadic(int, ...);
u64 transparent(either);
u64 decayed(int n, u32 array[n], struct two_u32 two[2]);
u64 qualified(const_two_u32, volatile int, char *restrict);
int unprototyped();

/* What the body does. */
int reassigned(int, struct two_u32 *, struct big);
u64 address_taken(u64, struct two_u64);
int starts_with_a_loop(int);
int many_returns(int);
int vla(int);
noinline u64 factorial(u64);
noinline void countdown(int);
void no_return(int, void *env) __attribute__((noreturn));
int tail(int, u64, struct two_u32 *);
noinline int tail_target(int, u64, struct two_u32 *);
struct big tail_big(int);
noinline struct big tail_big_target(int);
u64 filled_just_before(u64);
noinline u64 read_filled(struct three_u64 *);
noinline void fill(struct three_u64 *);
int swap_arguments(int, int);
noinline int swapped(int, int);
u64 every_register(u64, u64);
int optnone(int, struct two_u64);

#endif
