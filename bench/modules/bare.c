// SPDX-License-Identifier: GPL-2.0
/* What is in calls.c, not instrumented. */
#include "calls.h"

#define call4		call4_bare
#define struct16	struct16_bare
#define run_call4	run_call4_bare
#define run_struct16	run_struct16_bare

#include "calls.c"
