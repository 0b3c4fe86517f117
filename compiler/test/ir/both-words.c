// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Both words are the same as none.
// RUN: %instrument -O0 -mllvm -kcov-dataflow=trace-args,trace-ret %s | %check %s
// RUN: %instrument -O0 %s | %check %s
// RUN: not %instrument -mllvm -kcov-dataflow=nonsense %s 2>&1 | FileCheck --check-prefix=ERROR %s

// CHECK-LABEL: define {{.*}}@f(
// CHECK: trace_args(
// CHECK: trace_ret(
int f(int a)
{
	return a;
}

// ERROR: Cannot find option named 'nonsense'
