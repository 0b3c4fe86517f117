// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// An __int128 is one argument of 16 bytes.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

// CHECK-LABEL: define {{.*}}@wide(
// CHECK: %kcov_df.slot = alloca [2 x i64], align 8
// CHECK: trace_args({{.*}}, i32 0, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 1, i32 16, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 2, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_ret({{.*}}, i32 16, ptr %kcov_df.slot, ptr null, i32 0)
__int128 wide(int a, __int128 b, int c)
{
	return a + b + c;
}
