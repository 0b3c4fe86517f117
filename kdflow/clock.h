/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Time that nobody sets. */
#ifndef KDFLOW_CLOCK_H
#define KDFLOW_CLOCK_H

#include <stdint.h>
#include <time.h>

#define NS_PER_SECOND 1000000000ULL

/** clock_now - nanoseconds since some time or other */
static inline uint64_t clock_now(void)
{
	struct timespec ts;

	return clock_gettime(CLOCK_MONOTONIC, &ts) ? 0 : ts.tv_sec * NS_PER_SECOND + ts.tv_nsec;
}

#endif /* KDFLOW_CLOCK_H */
