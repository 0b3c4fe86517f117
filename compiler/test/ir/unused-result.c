// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A result that no caller uses is still reported.
// RUN: %instrument -O2 %s | %check %s

int work(int);

// CHECK-LABEL: define {{.*}}@caller(
// CHECK: trace_args(
static int unused(int a);
void caller(int a)
{
	unused(a);
}

// CHECK-LABEL: define internal {{.*}}@unused(
// CHECK: trace_args(
// CHECK: [[R:%.*]] = {{.*}}call i32 @work(
// CHECK: store i32 [[R]], ptr %kcov_df.slot
// CHECK: trace_ret({{.*}}, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
__attribute__((noinline)) static int unused(int a)
{
	return work(a);
}
