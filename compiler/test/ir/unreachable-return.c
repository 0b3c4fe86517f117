// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A return that cannot be reached has no callback once the optimiser knows.
// RUN: %instrument -O2 %s | %check %s

// CHECK-LABEL: define {{.*}}@one_way(
// CHECK: trace_args({{.*}}, i32 0, i32 4,
// CHECK: trace_ret({{.*}}, i32 4,
// CHECK: ret i32 1
int one_way(int a)
{
	if (a >= 0)
		return 1;
	__builtin_unreachable();
}
