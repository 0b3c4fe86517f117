// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The members of a union, all at its start, by pointer and by value.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

union number {
	char c;
	float f;
	long l;
};

// CHECK: @__kcov_df_fields = private {{.*}} [6 x i64] [i64 0, i64 1, i64 0, i64 4, i64 0, i64 8]
// CHECK: trace_args({{.*}}, i32 0, i32 8, ptr %{{.*}}, ptr @__kcov_df_fields, i32 3)
// CHECK: trace_args({{.*}}, i32 1, i32 8, ptr %kcov_df.slot, ptr @__kcov_df_fields, i32 3)
// CHECK: trace_ret({{.*}}, i32 8, ptr %kcov_df.slot, ptr @__kcov_df_fields, i32 3)
union number both(union number *p, union number v)
{
	return v;
}
