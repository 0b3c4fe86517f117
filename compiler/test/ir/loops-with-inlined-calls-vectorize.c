// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The marker of an inlined function is gone in time for the loop optimiser.
// RUN: %instrument -O2 %s | %check %s

static int scale(int a)
{
	return a * 3;
}

// CHECK-LABEL: define {{.*}}@all(
// CHECK: trace_args({{.*}}, i32 0, i32 8,
// CHECK: mul {{.*}}<4 x i32>
void all(int *p)
{
	for (int i = 0; i < 1024; i++)
		p[i] = scale(p[i]);
}
