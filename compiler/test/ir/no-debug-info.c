// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Without debug info there are no types to read: the function is left alone.
// RUN: %instrument -O0 -g0 %s | %check %s
// RUN: %instrument -O2 -g0 %s | %check %s
// RUN: %instrument -O2 -gline-tables-only %s | %check %s

// CHECK-LABEL: define {{.*}}@f(
// CHECK: ret i32
int f(int a)
{
	return a;
}
