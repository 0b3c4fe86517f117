// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// trace-ret alone: returns and no entries.
// RUN: %instrument -O0 -mllvm -kcov-dataflow=trace-ret %s | %check %s
// RUN: %instrument -O2 -mllvm -kcov-dataflow=trace-ret %s | %check %s

// CHECK-LABEL: define {{.*}}@f(
// CHECK: trace_ret(
int f(int a)
{
	return a;
}
