/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions of bench/modules, called as often as one likes. */
#ifndef CALLS_H
#define CALLS_H

/* Calls in a batch, and batches of which the median is taken */
#define CALLS	1000
#define BATCHES	51
#define WARM_UP	5

/* A function and its twin that is not instrumented */
struct calls {
	int function;
	int bare;
};

void calls_open(struct calls *calls, const char *name);
void calls_close(const struct calls *calls);

/* Makes CALLS calls; the file is that of the function or of its twin. */
void calls_make(int file);

/* Instructions of one of the calls that were made last. */
double calls_cost(int file);

/* Instructions of one call, the median of many batches. */
double calls_median(int file);

#endif
