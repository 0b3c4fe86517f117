// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A copy that exists for inlining only is not instrumented.
// RUN: %instrument -O2 %s | %check %s

// CHECK-LABEL: define {{.*}}@use(
// CHECK: trace_args({{.*}}ptr @use
// CHECK: trace_ret({{.*}}ptr @use
// CHECK-NOT: ptr @copy to i64
extern inline __attribute__((gnu_inline)) int copy(int a)
{
	return a + 1;
}
int use(int a)
{
	return copy(a);
}
