// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A struct by value that the ABI splits over registers is one argument, put
// together in the slot.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

struct mixed {
	long l;
	double d;
};

// CHECK: @__kcov_df_fields = private {{.*}} [4 x i64] [i64 0, i64 8, i64 8, i64 8]
// CHECK-LABEL: define {{.*}}@split(i32 {{.*}}%a, i64 %s.coerce0, double %s.coerce1, i32 {{.*}}%b)
// CHECK: %kcov_df.slot = alloca [2 x i64], align 8
// CHECK: trace_args({{.*}}, i32 0, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: store i64 {{.*}}, ptr %kcov_df.slot, align 8
// CHECK: [[HIGH:%.*]] = getelementptr inbounds {{.*}}ptr %kcov_df.slot, i64 8
// CHECK: store i64 {{.*}}, ptr [[HIGH]], align 8
// CHECK: trace_args({{.*}}, i32 1, i32 16, ptr %kcov_df.slot, ptr @__kcov_df_fields, i32 2)
// CHECK: trace_args({{.*}}, i32 2, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_ret({{.*}}, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
int split(int a, struct mixed s, int b)
{
	return a + s.l + s.d + b;
}
