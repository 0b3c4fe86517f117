// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What is reported is the argument at entry, whatever the body does to it.
// RUN: %instrument -O0 %s | %check %s --check-prefixes=CHECK,O0
// RUN: %instrument -O2 %s | %check %s --check-prefixes=CHECK,O2

// CHECK-LABEL: define {{.*}}@changes(i32 {{.*}}%a)
// O0: [[A:%.*]] = load i32, ptr %a.addr
// O0: store i32 [[A]], ptr %kcov_df.slot
// O2: store i32 %a, ptr %kcov_df.slot
// CHECK-NEXT: trace_args({{.*}}, i32 0, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// O0: store i32 {{.*}}, ptr %a.addr
// CHECK: trace_ret(
int changes(int a)
{
	a = a * a + 1;
	return a;
}
