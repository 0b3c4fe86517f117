/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions of bench/modules, called as often as one likes. */
#ifndef CALLS_H
#define CALLS_H

/* A function and its twin that is not instrumented */
struct calls {
	int function;
	int bare;
};

void calls_open(struct calls *calls, const char *name);

/* Makes n calls; the file is that of the function or of its twin. */
void calls_make(int file, unsigned int n);

/* Instructions of one of the calls that were made last. */
double calls_cost(int file, unsigned int n);

#endif
