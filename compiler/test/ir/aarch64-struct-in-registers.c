// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// On arm64 a struct of up to 16 bytes is passed as [2 x i64].
// RUN: %instrument --target=aarch64-linux-gnu -O0 %s | %check %s
// RUN: %instrument --target=aarch64-linux-gnu -O2 %s | %check %s

struct s {
	long a;
	int b;
};

// CHECK: @__kcov_df_fields = private {{.*}} [4 x i64] [i64 0, i64 8, i64 8, i64 4]
// CHECK-LABEL: define {{.*}}[2 x i64] @same([2 x i64] {{.*}}%s.coerce)
// CHECK: trace_args({{.*}}, i32 0, i32 16, ptr %kcov_df.slot, ptr @__kcov_df_fields, i32 2)
// CHECK: store i64 {{.*}}, ptr %kcov_df.slot, align 8
// CHECK: [[HIGH:%.*]] = getelementptr inbounds {{.*}}ptr %kcov_df.slot, i64 8
// CHECK: store i64 {{.*}}, ptr [[HIGH]], align 8
// CHECK: trace_ret({{.*}}, i32 16, ptr %kcov_df.slot, ptr @__kcov_df_fields, i32 2)
struct s same(struct s s)
{
	return s;
}
