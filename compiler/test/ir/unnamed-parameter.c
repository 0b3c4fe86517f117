// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A parameter without a name has no home in debug info: its value is unknown,
// and it keeps its number.
// RUN: %instrument -O0 -std=gnu2x %s | %check %s
// RUN: %instrument -O2 -std=gnu2x %s | %check %s

// CHECK: trace_args({{.*}}, i32 0, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 1, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_ret(
int take(int, long b)
{
	return b;
}
