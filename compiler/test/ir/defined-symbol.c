// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A symbol that other code needs anyway, or that may be undefined when linking,
// is reported with its address.
// RUN: %instrument -O2 %s | %check %s

extern char there[];
extern char perhaps[] __attribute__((weak));

static int take(char *p, int a);
static int take_weak(char *p, int a);
// CHECK-LABEL: define {{.*}}@caller(
// CHECK: trace_args({{.*}}ptr @caller
// CHECK: trace_ret({{.*}}ptr @caller
int caller(int a)
{
	return take(there, a) + take_weak(perhaps, a) + there[0];
}

// CHECK-LABEL: define internal {{.*}}@take(
// CHECK: store ptr @there, ptr %kcov_df.slot
// CHECK-NEXT: trace_args({{.*}}, i32 0, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 1,
// CHECK: trace_ret(
__attribute__((noinline)) static int take(char *p, int a)
{
	return a;
}

// CHECK-LABEL: define internal {{.*}}@take_weak(
// CHECK: store ptr @perhaps, ptr %kcov_df.slot
// CHECK-NEXT: trace_args({{.*}}, i32 0, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 1,
// CHECK: trace_ret(
__attribute__((noinline)) static int take_weak(char *p, int a)
{
	return a;
}
