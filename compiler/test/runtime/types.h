/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The shapes that an ABI, a front end or an optimiser treats specially. */
#ifndef TYPES_H
#define TYPES_H

#include <stdarg.h>
#include <stdbool.h>

typedef unsigned long u64;
typedef unsigned int u32;
typedef u64 (*function)(u64);
typedef float v4f __attribute__((vector_size(16)));

enum small { SMALL_A, SMALL_B = 200 } __attribute__((packed));
enum negative { MINUS = -7, PLUS = 7 };

/* By value in one register, in odd sizes. */
struct c1 { char c[1]; };
struct c3 { char c[3]; };
struct c5 { char c[5]; };
struct c7 { char c[7]; };
struct two_u32 { u32 a, b; };
struct one_pointer { struct two_u32 *p; };

/* By value in two registers, of two kinds, with padding. */
struct three_u32 { u32 a, b, c; };
struct two_u64 { u64 a, b; };
struct long_double { long l; double d; };
struct double_long { double d; long l; };
struct char_long { char c; long l; };
struct long_char { long l; char c; };
struct pointers { struct two_u32 *p; const char *s; };
struct floats3 { float a, b, c; };
struct floats4 { float a, b, c, d; };
struct doubles2 { double a, b; };
struct skip_first { int : 32; int : 32; long l; };
struct only_int128 { __int128 v; };

/* By value in memory. */
struct three_u64 { u64 a, b, c; };
struct big { u64 a; char text[70]; u32 b; };
struct vector { v4f v; float f; };
struct aligned16 { u64 a, b, c; } __attribute__((aligned(16)));
struct aligned64 { int i; } __attribute__((aligned(64)));

/* Members of all kinds. */
struct empty {};
struct packed { char c; u64 l; short s; } __attribute__((packed));
struct packed_big { char c; u64 l; u64 m; u32 i; } __attribute__((packed));
struct bits { u32 a : 3, b : 7, c : 12; u32 : 0; u64 d : 33, e : 5; int f : 1; };
struct packed_bits { u32 a : 3; u32 b : 13; u32 c : 1; u64 d : 40; } __attribute__((packed));
struct bools { bool a; bool b : 1; bool c : 1; };
struct nested { struct two_u32 in; struct { u32 x, y; } named[2]; u64 z; };
struct anonymous {
	u32 a;
	union {
		u32 b;
		struct { unsigned short lo, hi; };
		char bytes[4];
	};
	struct { char c; struct { u64 d; }; };
};
struct flexible { u32 count; u64 items[]; };
struct list { struct list *next; int value; };
struct array { u32 a[3]; char text[5]; };
union number { u32 i; float f; char c; };
union wide { u64 l; double d; struct two_u64 pair; };
typedef union { int *i; u64 *l; } either __attribute__((transparent_union));
struct opaque;
typedef const struct two_u32 *const const_two_u32;

#endif
