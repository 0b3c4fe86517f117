// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A function that was inlined leaves no boundary in its caller: not one that
// must be inlined, at any level, nor one that the optimiser chose.
// RUN: %instrument -O0 %s | %check %s --check-prefixes=CHECK,O0
// RUN: %instrument -O2 %s | %check %s --check-prefixes=CHECK,O2

static inline __attribute__((always_inline)) int must(int a)
{
	return a * 3;
}
static int chosen(int a)
{
	return a * 5;
}

// CHECK-LABEL: define {{.*}}@caller(
// CHECK: trace_args({{.*}}ptr @caller
// CHECK: trace_ret({{.*}}ptr @caller
// O0-LABEL: define {{.*}}@chosen(
// O0: trace_args(
// O0: trace_ret(
// O2-NOT: define
int caller(int a)
{
	return must(a) + chosen(a);
}
