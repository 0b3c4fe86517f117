// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The levels between and beyond -O0 and -O2.
// RUN: %instrument -O1 %s | %check %s
// RUN: %instrument -Os %s | %check %s
// RUN: %instrument -Oz %s | %check %s
// RUN: %instrument -O3 %s | %check %s
// RUN: %instrument -Og %s | %check %s

struct s {
	int a, b;
};

static int helper(struct s *p)
{
	return p->b;
}

// CHECK: @__kcov_df_fields = private {{.*}} [4 x i64] [i64 0, i64 4, i64 4, i64 4]
// CHECK-LABEL: define {{.*}}@f(
// CHECK: trace_args({{.*}}, i32 0, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 1, i32 8, ptr %p, ptr @__kcov_df_fields, i32 2)
// CHECK: trace_ret({{.*}}, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
int f(int a, struct s *p)
{
	return a + helper(p);
}
