// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// An array is one member with all its bytes.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

struct s {
	char name[13];
	int matrix[2][3];
};

// CHECK: @__kcov_df_fields = private {{.*}} [4 x i64] [i64 0, i64 13, i64 16, i64 24]
// CHECK: trace_args({{.*}}, i32 0, i32 8, ptr %{{.*}}, ptr @__kcov_df_fields, i32 2)
void take(struct s *p)
{
}
