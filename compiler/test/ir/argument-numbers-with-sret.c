// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The hidden pointer to the returned struct is not an argument; the struct is
// the return value.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

struct big {
	long a, b, c;
};

// CHECK: @__kcov_df_fields = private {{.*}} [6 x i64] [i64 0, i64 8, i64 8, i64 8, i64 16, i64 8]
// CHECK-LABEL: define {{.*}}@make({{.*}}sret(%struct.big){{.*}} %agg.result, i32 {{.*}}%a, i32 {{.*}}%b)
// CHECK: trace_args({{.*}}, i32 0, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 1, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: store i64 7, ptr
// CHECK: trace_ret({{.*}}, i32 24, ptr %agg.result, ptr @__kcov_df_fields, i32 3)
struct big make(int a, int b)
{
	struct big s = { a, b, 0 };

	s.c = 7;
	return s;
}
