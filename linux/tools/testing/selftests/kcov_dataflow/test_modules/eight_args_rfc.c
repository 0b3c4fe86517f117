// SPDX-License-Identifier: GPL-2.0
/* The same, compiled for the callbacks of the RFC. */
#include "eight_args_c.c"
