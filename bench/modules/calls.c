// SPDX-License-Identifier: GPL-2.0
/*
 * The functions whose calls are measured, and the loops that call them. This
 * file is instrumented; bare.c is the same without.
 */
#include <asm/msr.h>

#include "calls.h"

noinline u64 call4(u64 a, u64 b, u64 c, u64 d)
{
	/* Each call has to be made. */
	barrier();
	return (a ^ b) + (c ^ d);
}

noinline void struct16(struct s16 *s)
{
	s->f3++;
	barrier();
}

u64 run_call4(unsigned long n, struct s16 *s)
{
	u64 begin = rdtsc(), sum = 0;

	while (n--)
		sum += call4(n, sum, 3, 4);
	s->f0 = sum;
	return rdtsc() - begin;
}

u64 run_struct16(unsigned long n, struct s16 *s)
{
	u64 begin = rdtsc();

	while (n--)
		struct16(s);
	return rdtsc() - begin;
}
