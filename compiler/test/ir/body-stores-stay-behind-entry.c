// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The entry reads a struct as the caller left it: the body's stores stay behind.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

struct s {
	long a, b;
};

// CHECK-LABEL: define {{.*}}@overwrite(
// CHECK-NOT: store i64
// CHECK: trace_args({{.*}}, i32 0, i32 8, ptr %{{.*}}, ptr @__kcov_df_fields, i32 2)
// CHECK: store i64 22, ptr
void overwrite(struct s *p)
{
	p->a = 22;
}
