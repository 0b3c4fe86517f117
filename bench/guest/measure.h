/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions, where the guest's clock counts them (lab/lab run --icount).
 *
 * What is measured runs in batches, and the figure is their median: with few
 * enough instructions to a batch, most see no tick of the timer, so that the
 * figure is the same whenever the ticks come.
 */
#ifndef MEASURE_H
#define MEASURE_H

#include <stdint.h>

static inline uint64_t clock_ticks(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
}

/* Ends the program unless the clock counts instructions. */
void need_instruction_clock(void);

/* Instructions of n calls in a loop, and of the loop alone */
uint64_t batch(void (*body)(void), unsigned int n);
uint64_t empty_batch(unsigned int n);

/* Instructions of one call of body, measured in batches of n. */
double measure(void (*body)(void), unsigned int n);

/* The median; sorts values. */
double median(double *values, unsigned int n);

/* One figure of this kernel, for bench/report. */
void print_figure(const char *name, double value);

#endif
