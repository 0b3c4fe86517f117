// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// trace-args alone: entries and no returns.
// RUN: %instrument -O0 -mllvm -kcov-dataflow=trace-args %s | %check %s
// RUN: %instrument -O2 -mllvm -kcov-dataflow=trace-args %s | %check %s

// CHECK-LABEL: define {{.*}}@f(
// CHECK: trace_args(
int f(int a)
{
	return a;
}
