/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _BENCH_CALLS_H
#define _BENCH_CALLS_H

#include <linux/types.h>

struct s16 {
	u64 f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15;
};

/* Clock ticks that n calls of a function take. */
u64 run_call4(unsigned long n, struct s16 *s);
u64 run_struct16(unsigned long n, struct s16 *s);
u64 run_call4_bare(unsigned long n, struct s16 *s);
u64 run_struct16_bare(unsigned long n, struct s16 *s);

/* Not static: the compiler must not know what they are called with. */
u64 call4(u64 a, u64 b, u64 c, u64 d);
void struct16(struct s16 *s);
u64 call4_bare(u64 a, u64 b, u64 c, u64 d);
void struct16_bare(struct s16 *s);

#endif
