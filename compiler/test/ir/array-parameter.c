// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A parameter that is declared as an array is a pointer to its element.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

struct s {
	int a;
};

// CHECK: @__kcov_df_fields = private {{.*}} [2 x i64] [i64 0, i64 4]
// CHECK: trace_args({{.*}}, i32 0, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 1, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 2, i32 8, ptr %{{.*}}, ptr @__kcov_df_fields, i32 1)
void take(int n, int numbers[n], struct s structs[static 2])
{
}
