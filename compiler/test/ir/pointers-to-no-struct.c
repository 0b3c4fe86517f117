// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A pointer to anything but a struct or union is a plain value.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

struct s { int a; };

// CHECK-NOT: @__kcov_df_fields
// CHECK-LABEL: define {{.*}}@plain(
// CHECK: store ptr {{.*}}, ptr %kcov_df.slot, align 8
// CHECK-NEXT: trace_args({{.*}}, i32 0, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 1, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 2, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 3, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 4, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_ret({{.*}}, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
void *plain(void *a, const char *b, struct s **c, int (*d)(void), struct s (*e)[4])
{
	return a;
}
