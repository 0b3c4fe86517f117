/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What both halves of each generated program have in common. */
#ifndef GENERATED_H
#define GENERATED_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#include "log.h"

typedef unsigned long u64;
typedef unsigned u32;
typedef u64 (*function)(u64);
typedef float v4f __attribute__((vector_size(16)));
typedef int v2i __attribute__((vector_size(8)));
typedef unsigned _BitInt(17) bitint17;
typedef unsigned _BitInt(41) bitint41;

enum small { SMALL_A, SMALL_B = 200 } __attribute__((packed));
enum negative { MINUS = -7, PLUS = 7 };
enum wide { WIDE = 0x123456789abcdefULL };
struct opaque;

/* In support.c: what no compiler can see through. */
extern int ints[8];
extern char text[8];
extern volatile int zero, one;
extern int first_unnamed;
u64 target(u64);
void use(const volatile void *p);

#define clobber()                                                         \
	asm volatile("" ::: "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", \
		     "r9", "r10", "r11", "r12", "r13", "r14", "r15", "memory")

/* Did the program itself compute what it should? */
void check(bool equal, const char *what);

#define CHECK(r, v)                                                     \
	do {                                                            \
		__typeof__(v) v_ = (v);                                 \
		size_t size_ = _Generic(v_, long double: 10, default: sizeof(v_)); \
		check(!memcmp(&(r), &v_, size_), #v);                   \
	} while (0)

#define CHECK_STRUCT(r, v, table)                                           \
	for (size_t i_ = 0; i_ < COUNT(table); i_++)                        \
		check(!memcmp((char *)&(r) + (table)[i_].offset,            \
			      (char *)&(v) + (table)[i_].offset,            \
			      (table)[i_].size), #v)

#endif
