// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// An empty struct takes no register but keeps its number; a pointer to one is
// a plain value.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

struct empty {};

// CHECK: trace_args({{.*}}, i32 0, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 1, i32 0, ptr null, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 2, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_ret({{.*}}, i32 0, ptr null, ptr null, i32 0)
struct empty take(int a, struct empty b, struct empty *c)
{
	return b;
}
