// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Arguments that travel on the stack are numbered on.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

// CHECK-LABEL: define {{.*}}@eight(
// CHECK: trace_args({{.*}}, i32 0, i32 8,
// CHECK: trace_args({{.*}}, i32 1, i32 8,
// CHECK: trace_args({{.*}}, i32 2, i32 8,
// CHECK: trace_args({{.*}}, i32 3, i32 8,
// CHECK: trace_args({{.*}}, i32 4, i32 8,
// CHECK: trace_args({{.*}}, i32 5, i32 8,
// CHECK: store i64 {{.*}}, ptr %kcov_df.slot
// CHECK-NEXT: trace_args({{.*}}, i32 6, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: store i64 {{.*}}, ptr %kcov_df.slot
// CHECK-NEXT: trace_args({{.*}}, i32 7, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_ret({{.*}}, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
long eight(long a, long b, long c, long d, long e, long f, long g, long h)
{
	return h;
}
