// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// An argument that is the same in every call is reported with its value.
// RUN: %instrument -O0 %s | %check %s --check-prefixes=CHECK,O0
// RUN: %instrument -O2 %s | %check %s --check-prefixes=CHECK,O2

static int constant(int a, int b);
// CHECK-LABEL: define {{.*}}@caller(
// CHECK: trace_args(
// CHECK: trace_ret(
int caller(int b)
{
	return constant(77, b);
}

// CHECK-LABEL: define internal {{.*}}@constant(
// O0: store i32 %{{.*}}, ptr %kcov_df.slot
// O2: store i32 77, ptr %kcov_df.slot
// CHECK-NEXT: trace_args({{.*}}, i32 0, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 1, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_ret(
__attribute__((noinline)) static int constant(int a, int b)
{
	return a + b;
}
