// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A struct that points to itself is expanded once, to its direct members.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

struct list {
	struct list *next, *prev;
	int value;
};

// CHECK: @__kcov_df_fields = private {{.*}} [6 x i64] [i64 0, i64 8, i64 8, i64 8, i64 16, i64 4]
// CHECK: trace_args({{.*}}, i32 0, i32 8, ptr %{{.*}}, ptr @__kcov_df_fields, i32 3)
void take(struct list *p)
{
}
