// SPDX-License-Identifier: GPL-2.0-or-later
/* Calls for uftrace to record, compiled with -pg: bench-calls N makes at least N of them. */
#include <stdio.h>
#include <stdlib.h>

/* Compiled with -O1: the calls are those that are written here. */
#define FUNCTION __attribute__((noinline)) unsigned long

FUNCTION leaf(unsigned long a)
{
	__asm__ volatile("" : "+r"(a));
	return a ^ 0x5555;
}

FUNCTION add(unsigned long a, unsigned long b)
{
	return leaf(a) + b;
}

FUNCTION descend(unsigned long a, unsigned int depth)
{
	return depth ? descend(a + 1, depth - 1) + leaf(a) : add(a, leaf(a));
}

/* 13 calls */
FUNCTION work(unsigned long a)
{
	return descend(a, 3) + add(a, a);
}

int main(int argc, char **argv)
{
	unsigned long n = argc == 2 ? strtoul(argv[1], NULL, 10) : 0, sum = 0;

	for (unsigned long i = 0; i < n / 13 + 1; i++)
		sum += work(i);
	return printf("%lu\n", sum) < 0;
}
