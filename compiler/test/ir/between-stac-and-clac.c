// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A marker that inlining carried between stac and clac is gone: no call is
// made while user memory is open.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

static inline __attribute__((always_inline)) int put(int *to, int v)
{
	*to = v;
	return v;
}

// CHECK-LABEL: define {{.*}}@copy(
// CHECK: trace_args({{.*}}ptr @copy {{.*}}, i32 0, i32 8,
// CHECK: trace_args({{.*}}ptr @copy {{.*}}, i32 1, i32 4,
// CHECK: asm {{.*}}"stac"
// CHECK-NOT: __sanitizer
// CHECK: asm {{.*}}"clac"
// CHECK: trace_ret({{.*}}ptr @copy
int copy(int *to, int v)
{
	int r;

	asm volatile("stac" : : : "memory");
	r = put(to, v);
	asm volatile("clac" : : : "memory");
	return r;
}
