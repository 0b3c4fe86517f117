// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What is inlined into a function without debug info vanishes too: its debug
// location does not say that it came by inlining.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

static inline __attribute__((always_inline)) int leaf(int a)
{
	return a * 3;
}

// CHECK-LABEL: define {{.*}}@caller(
__attribute__((nodebug)) int caller(int a)
{
	return leaf(a);
}
