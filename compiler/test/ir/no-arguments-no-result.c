// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A function without arguments has no entry, a void function no return.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

// CHECK-LABEL: define {{.*}}@neither(
void neither(void)
{
}

// CHECK-LABEL: define {{.*}}@only_argument(
// CHECK: trace_args({{.*}}, i32 0, i32 4,
void only_argument(int a)
{
}

// CHECK-LABEL: define {{.*}}@only_result(
// CHECK: trace_ret({{.*}}, i32 4,
int only_result(void)
{
	return 1;
}
