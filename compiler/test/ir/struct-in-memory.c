// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A struct passed behind byval is read where it is.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

struct big {
	long a, b, c;
};

// CHECK: @__kcov_df_fields = private {{.*}} [6 x i64] [i64 0, i64 8, i64 8, i64 8, i64 16, i64 8]
// CHECK-LABEL: define {{.*}}@take(ptr {{.*}}byval(%struct.big){{.*}} %s)
// CHECK: trace_args({{.*}}, i32 0, i32 24, ptr %s, ptr @__kcov_df_fields, i32 3)
// CHECK: trace_ret({{.*}}, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
long take(struct big s)
{
	return s.c;
}
