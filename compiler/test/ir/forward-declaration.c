// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A pointer to a struct that is only declared is a plain value; one that is
// defined further down is not.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

struct never;
struct later;

// CHECK: @__kcov_df_fields = private {{.*}} [2 x i64] [i64 0, i64 4]
// CHECK: trace_args({{.*}}, i32 0, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 1, i32 8, ptr %{{.*}}, ptr @__kcov_df_fields, i32 1)
void take(struct never *a, struct later *b)
{
}

struct later {
	int a;
};
