// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A struct returned in two registers is put together in the slot.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

struct mixed {
	long l;
	double d;
};

// CHECK: @__kcov_df_fields = private {{.*}} [4 x i64] [i64 0, i64 8, i64 8, i64 8]
// CHECK-LABEL: define {{.*}}{ i64, double } @make()
// CHECK: store i64 {{.*}}, ptr %kcov_df.slot, align 8
// CHECK: [[HIGH:%.*]] = getelementptr inbounds {{.*}}ptr %kcov_df.slot, i64 8
// CHECK: store double {{.*}}, ptr [[HIGH]], align 8
// CHECK: trace_ret({{.*}}, i32 16, ptr %kcov_df.slot, ptr @__kcov_df_fields, i32 2)
// CHECK: ret { i64, double }
struct mixed make(void)
{
	return (struct mixed){ 1, 2.5 };
}
