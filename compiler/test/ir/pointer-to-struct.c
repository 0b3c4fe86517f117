// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A pointer to a struct is passed itself, with the size of the pointer and the
// struct's {offset, size} pairs in bytes.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

struct s {
	char a;
	int b;
	void *c;
	short d;
};

// CHECK: @__kcov_df_fields = private unnamed_addr constant [8 x i64] [i64 0, i64 1, i64 4, i64 4, i64 8, i64 8, i64 16, i64 2], align 8
// CHECK-LABEL: define {{.*}}@next(
// CHECK: trace_args(i64 ptrtoint (ptr @next to i64), i32 0, i32 8, ptr [[P:%.*]], ptr @__kcov_df_fields, i32 4)
// CHECK: trace_ret(i64 ptrtoint (ptr @next to i64), i32 8, ptr %{{.*}}, ptr @__kcov_df_fields, i32 4)
// CHECK-NOT: kcov_df.slot
struct s *next(struct s *p)
{
	return p + 1;
}
