// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A flexible array has no bytes and is left out.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

struct s {
	int count;
	int zero[0];
	long items[];
};

// CHECK: @__kcov_df_fields = private {{.*}} [2 x i64] [i64 0, i64 4]
// CHECK: trace_args({{.*}}, i32 0, i32 8, ptr %{{.*}}, ptr @__kcov_df_fields, i32 1)
void take(struct s *p)
{
}
