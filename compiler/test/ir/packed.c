// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Members of a packed struct are where the packing put them.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

struct s {
	char c;
	long l;
	short s;
} __attribute__((packed));

// CHECK: @__kcov_df_fields = private {{.*}} [6 x i64] [i64 0, i64 1, i64 1, i64 8, i64 9, i64 2]
// CHECK: trace_args({{.*}}, i32 0, i32 8, ptr %{{.*}}, ptr @__kcov_df_fields, i32 3)
// CHECK: trace_args({{.*}}, i32 1, i32 11, ptr %{{.*}}, ptr @__kcov_df_fields, i32 3)
void take(struct s *p, struct s v)
{
}
