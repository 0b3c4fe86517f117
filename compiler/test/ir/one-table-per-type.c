// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One table for each struct type, whoever uses it and however qualified.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

struct a {
	int i;
};
typedef struct a typedef_of_a;
struct b {
	long l;
};

// CHECK-DAG: @[[A:__kcov_df_fields[.0-9]*]] = private {{.*}} [2 x i64] [i64 0, i64 4]
// CHECK-DAG: @[[B:__kcov_df_fields[.0-9]*]] = private {{.*}} [2 x i64] [i64 0, i64 8]
// CHECK-NOT: = private {{.*}} x i64]

// CHECK-LABEL: define {{.*}}@first(
// CHECK: trace_args({{.*}}, i32 0, i32 8, ptr %{{.*}}, ptr @[[A]], i32 1)
// CHECK: trace_args({{.*}}, i32 1, i32 8, ptr %{{.*}}, ptr @[[A]], i32 1)
// CHECK: trace_args({{.*}}, i32 2, i32 8, ptr %{{.*}}, ptr @[[B]], i32 1)
void first(struct a *x, const typedef_of_a *y, struct b *z)
{
}

// CHECK-LABEL: define {{.*}}@second(
// CHECK: trace_args({{.*}}, i32 0, i32 4, ptr %kcov_df.slot, ptr @[[A]], i32 1)
// CHECK: trace_ret({{.*}}, i32 8, ptr {{.*}}, ptr @[[B]], i32 1)
struct b *second(struct a x)
{
	return 0;
}
