// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// An argument that the body does not use is still passed and reported.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

// CHECK-LABEL: define {{.*}}@caller(
// CHECK: trace_args({{.*}}@caller {{.*}}, i32 0, i32 4,
// CHECK: call {{.*}}@dead(i32 {{.*}}, i32 {{.*}})
// CHECK: trace_ret({{.*}}@caller
static int dead(int unused, int used);
int caller(int a)
{
	return dead(a, a + 1);
}

// CHECK-LABEL: define internal {{.*}}@dead(i32 {{.*}}%unused, i32 {{.*}}%used)
// CHECK: store i32 {{.*}}, ptr %kcov_df.slot
// CHECK-NEXT: trace_args({{.*}}@dead {{.*}}, i32 0, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: store i32 {{.*}}, ptr %kcov_df.slot
// CHECK-NEXT: trace_args({{.*}}@dead {{.*}}, i32 1, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_ret({{.*}}@dead
__attribute__((noinline)) static int dead(int unused, int used)
{
	return used;
}
