// SPDX-License-Identifier: GPL-2.0-or-later
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

#include "measure.h"

#define WARM_UP	50
#define BATCHES	501

static void nothing(void)
{
	__asm__ volatile("");
}

uint64_t batch(void (*body)(void), unsigned int n)
{
	uint64_t begin = clock_ticks();

	while (n--)
		body();
	return clock_ticks() - begin;
}

uint64_t empty_batch(unsigned int n)
{
	return batch(nothing, n);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double median(double *values, unsigned int n)
{
	qsort(values, n, sizeof(*values), compare);
	return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

static double per_call(void (*body)(void), unsigned int n)
{
	double values[BATCHES];
	unsigned int i;

	for (i = 0; i < WARM_UP; i++)
		batch(body, n);
	for (i = 0; i < BATCHES; i++)
		values[i] = (double)batch(body, n) / n;
	return median(values, BATCHES);
}

double measure(void (*body)(void), unsigned int n)
{
	return per_call(body, n) - per_call(nothing, n);
}

void need_instruction_clock(void)
{
	const uint64_t turns = 10000;
	uint64_t least = UINT64_MAX;
	unsigned int i;

	for (i = 0; i < 10; i++) {
		uint64_t n = turns, begin = clock_ticks(), ticks;

		/* Two instructions each turn */
		__asm__ volatile("1: dec %0; jnz 1b" : "+r"(n));
		ticks = clock_ticks() - begin;
		if (ticks < least)
			least = ticks;
	}
	if (least < 2 * turns || least > 2 * turns + 20)
		errx(1, "the clock does not count instructions (%llu ticks, %llu instructions): "
		     "run this with lab/lab run --icount",
		     (unsigned long long)least, (unsigned long long)(2 * turns));
}

void print_figure(const char *name, double value)
{
	printf("%s %.2f\n", name, value);
	if (fflush(stdout))
		err(1, "standard output");
}
