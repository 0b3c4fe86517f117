// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdio.h>

#include "generated.h"

int ints[8];
char text[8];
volatile int zero, one = 1;
int first_unnamed;

u64 target(u64 a)
{
	return a;
}

void use(const volatile void *p)
{
	(void)p;
}

void check(bool equal, const char *what)
{
	if (!equal)
		printf("saw result that is not %s\n", what);
}
