// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A scalar is passed by the address of a slot that holds it, with its size in
// bytes and no table. Arguments are numbered from 0.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

// CHECK-LABEL: define {{.*}}@scalars(
// CHECK: trace_args(i64 ptrtoint (ptr @scalars to i64), i32 0, i32 1, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args(i64 ptrtoint (ptr @scalars to i64), i32 1, i32 1, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args(i64 ptrtoint (ptr @scalars to i64), i32 2, i32 2, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: store i32 {{.*}}, ptr %kcov_df.slot, align 8
// CHECK-NEXT: trace_args(i64 ptrtoint (ptr @scalars to i64), i32 3, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args(i64 ptrtoint (ptr @scalars to i64), i32 4, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: store i64 {{.*}}, ptr %kcov_df.slot, align 8
// CHECK: trace_ret(i64 ptrtoint (ptr @scalars to i64), i32 8, ptr %kcov_df.slot, ptr null, i32 0)
long scalars(_Bool a, char b, short s, int c, long d)
{
	return a + b + s + c + d;
}
