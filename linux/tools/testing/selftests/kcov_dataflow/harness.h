/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The harness of the tests, for kernels that are emulated, instrumented
 * everywhere, and share their processors with others: what takes a second on a
 * machine has taken more than 30 there.
 */
#ifndef _KCOV_DATAFLOW_HARNESS_H
#define _KCOV_DATAFLOW_HARNESS_H

#include "../kselftest_harness.h"

#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT	240

#endif /* _KCOV_DATAFLOW_HARNESS_H */
