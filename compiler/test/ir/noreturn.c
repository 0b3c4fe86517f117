// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A function that does not return has an entry and no return.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

void stop(void) __attribute__((noreturn));

// CHECK-LABEL: define {{.*}}@fail(
// CHECK: trace_args({{.*}}, i32 0, i32 4,
// CHECK: call void @stop()
// CHECK-NEXT: unreachable
__attribute__((noreturn)) int fail(int a)
{
	stop();
}
