// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Before a musttail call the boundary is crossed with an unknown value, in
// registers or in memory; nothing stands between the call and the return.
// RUN: %instrument -O0 %s | %check %s --check-prefixes=CHECK,O0
// RUN: %instrument -O2 %s | %check %s

struct big {
	long a, b, c;
};
int next(int a);
struct big next_big(int a);

// CHECK-LABEL: define {{.*}}@tail(
// CHECK: trace_args({{.*}}, i32 0, i32 4,
// CHECK: trace_ret({{.*}}, i32 4, ptr null, ptr null, i32 0)
// CHECK-NEXT: [[R:%.*]] = musttail call i32 @next(
// CHECK-NEXT: ret i32 [[R]]
// clang left a second return, to which nothing leads.
// O0: trace_ret(
int tail(int a)
{
	__attribute__((musttail)) return next(a + 1);
}

// CHECK-LABEL: define {{.*}}@tail_big(
// CHECK: trace_args({{.*}}, i32 0, i32 4,
// CHECK: trace_ret({{.*}}, i32 24, ptr null, ptr null, i32 0)
// CHECK-NEXT: musttail call void @next_big(
// CHECK-NEXT: ret void
// O0: trace_ret(
struct big tail_big(int a)
{
	__attribute__((musttail)) return next_big(a + 1);
}
