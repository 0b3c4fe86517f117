// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The value of each return is what is reported, whichever was taken.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

// CHECK-LABEL: define {{.*}}@early(
// CHECK: trace_args(
// CHECK: store i32 [[R:%.*]], ptr %kcov_df.slot, align 8, !dbg
// CHECK: trace_ret(
// CHECK: ret i32 [[R]],
int work(int);
int early(int a)
{
	if (a < 0)
		return -22;
	if (work(a))
		return -12;
	return 0;
}
