// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// float, double and long double are stored as what they are; the bytes of a
// long double that hold nothing are zero.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

// CHECK-LABEL: define {{.*}}@floating(
// CHECK: %kcov_df.slot = alloca [2 x i64], align 8
// CHECK: store float {{.*}}, ptr %kcov_df.slot, align 8
// CHECK-NEXT: trace_args({{.*}}, i32 0, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: store double {{.*}}, ptr %kcov_df.slot, align 8
// CHECK-NEXT: trace_args({{.*}}, i32 1, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: store i64 0, ptr %kcov_df.slot, align 8
// CHECK: store i64 0, ptr [[HIGH:%.*]], align 8
// CHECK: store x86_fp80 {{.*}}, ptr %kcov_df.slot, align 8
// CHECK-NEXT: trace_args({{.*}}, i32 2, i32 16, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: store x86_fp80 {{.*}}, ptr %kcov_df.slot, align 8
// CHECK-NEXT: trace_ret({{.*}}, i32 16, ptr %kcov_df.slot, ptr null, i32 0)
long double floating(float a, double b, long double c)
{
	return a + b + c;
}
