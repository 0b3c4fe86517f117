// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A function in a COMDAT group is instrumented; the tables are not in it.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

struct s {
	int a;
};

// CHECK: @__kcov_df_fields = private unnamed_addr constant [2 x i64] [i64 0, i64 4], align 8
// CHECK-LABEL: define linkonce_odr {{.*}}@_Z6comdatP1s({{.*}} comdat
// CHECK: trace_args(i64 ptrtoint (ptr @_Z6comdatP1s to i64), i32 0, i32 8, ptr %{{.*}}, ptr @__kcov_df_fields, i32 1)
// CHECK: trace_ret({{.*}}, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
inline int comdat(s *p)
{
	return p->a;
}
int (*use)(s *) = comdat;
