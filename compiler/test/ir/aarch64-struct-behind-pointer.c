// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// On arm64 a big struct is passed by a plain pointer to a copy; what is
// reported is the struct, with its own size.
// RUN: %instrument --target=aarch64-linux-gnu -O0 %s | %check %s
// RUN: %instrument --target=aarch64-linux-gnu -O2 %s | %check %s

struct big {
	long a, b, c;
};

// CHECK: @__kcov_df_fields = private {{.*}} [6 x i64] [i64 0, i64 8, i64 8, i64 8, i64 16, i64 8]
// CHECK-LABEL: define {{.*}}@take(
// CHECK: trace_args({{.*}}, i32 0, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 1, i32 24, ptr %{{.*}}, ptr @__kcov_df_fields, i32 3)
// CHECK: trace_args({{.*}}, i32 2, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_ret(
int take(int a, struct big s, int b)
{
	return s.c;
}
