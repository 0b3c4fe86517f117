// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Boundary ABI: each boundary tests the gate and calls out of line, if it is
// open. The branch is unlikely, the site comes last, and what the callback
// preserves is the callee's part.
// RUN: %instrument %variable -O0 %s | %gates %s
// RUN: %instrument %variable -O2 %s | %gates %s

// CHECK: @[[SITE:__kcov_df_site]] = private constant [2 x i32]
// CHECK-LABEL: define {{.*}}@add(
// CHECK: [[GATE:%.*]] = load i8, ptr @__sanitizer_cov_trace_gate
// CHECK-NEXT: [[OPEN:%.*]] = icmp ne i8 [[GATE]], 0
// CHECK-NEXT: br i1 [[OPEN]], label {{.*}} !prof ![[UNLIKELY:[0-9]+]]
// CHECK: call preserve_mostcc void @__sanitizer_cov_trace_entry2(i64 %{{.*}}, i64 %{{.*}}, ptr @[[SITE]]) #[[COLD:[0-9]+]]
// CHECK: load i8, ptr @__sanitizer_cov_trace_gate
// CHECK: call preserve_mostcc void @__sanitizer_cov_trace_exit1(i64 %{{.*}}, ptr @[[SITE]]) #[[COLD]]
// CHECK: attributes #[[COLD]] = { cold
// CHECK: ![[UNLIKELY]] = !{!"branch_weights", i32 1, i32 1048575}
int add(int a, long b)
{
	return a + b;
}
