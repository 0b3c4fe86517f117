// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where no part of a struct by value is stored, the slot is zero: what the
// stack held before does not leak. The first eight bytes have no value here.
// RUN: %instrument -O0 %s | %check %s --check-prefixes=CHECK,O0
// RUN: %instrument -O2 %s | %check %s --check-prefixes=CHECK,O2

struct gap {
	int : 32;
	int : 32;
	long l;
};

// CHECK-LABEL: define {{.*}}@take(
// CHECK: %kcov_df.slot = alloca [2 x i64], align 8
// O2: store i64 0, ptr %kcov_df.slot, align 8
// CHECK: trace_args({{.*}}, i32 0, i32 16, ptr %kcov_df.slot, ptr @__kcov_df_fields, i32 1)
// CHECK: trace_ret(
long take(struct gap s)
{
	return s.l;
}

// CHECK-LABEL: define {{.*}}@make(
// CHECK: store i64 0, ptr %kcov_df.slot, align 8
// CHECK: store i64 0, ptr %
// CHECK: [[HIGH:%.*]] = getelementptr inbounds {{.*}}ptr %kcov_df.slot, i64 8
// O0: store i64 %{{.*}}, ptr [[HIGH]], align 8
// O2: store i64 5, ptr [[HIGH]], align 8
// CHECK: trace_ret({{.*}}, i32 16, ptr %kcov_df.slot, ptr @__kcov_df_fields, i32 1)
struct gap make(void)
{
	return (struct gap){ .l = 5 };
}
