// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// On arm64 a struct of floats is passed and returned as such.
// RUN: %instrument --target=aarch64-linux-gnu -O0 %s | %check %s
// RUN: %instrument --target=aarch64-linux-gnu -O2 %s | %check %s

struct floats {
	float a, b, c;
};

// CHECK: @__kcov_df_fields = private {{.*}} [6 x i64] [i64 0, i64 4, i64 4, i64 4, i64 8, i64 4]
// CHECK-LABEL: define {{.*}}%struct.floats @same([3 x float] {{.*}}%s.coerce)
// CHECK: trace_args({{.*}}, i32 0, i32 12, ptr %kcov_df.slot, ptr @__kcov_df_fields, i32 3)
// CHECK: store float {{.*}}, ptr %kcov_df.slot, align 8
// CHECK: [[B:%.*]] = getelementptr inbounds {{.*}}ptr %kcov_df.slot, i64 4
// CHECK: store float {{.*}}, ptr [[B]], align 4
// CHECK: [[C:%.*]] = getelementptr inbounds {{.*}}ptr %kcov_df.slot, i64 8
// CHECK: store float {{.*}}, ptr [[C]], align 8
// CHECK: trace_ret({{.*}}, i32 12, ptr %kcov_df.slot, ptr @__kcov_df_fields, i32 3)
struct floats same(struct floats s)
{
	return s;
}
