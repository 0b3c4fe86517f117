// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A function that is not optimised, in a file that is.
// RUN: %instrument -O2 %s | %check %s

// CHECK-LABEL: define {{.*}}@f(
// CHECK: trace_args({{.*}}, i32 0, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_ret({{.*}}, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
__attribute__((optnone)) int f(int a)
{
	return a + 1;
}
