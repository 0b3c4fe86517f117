// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Code in the kernel's noinstr, entry and idle sections is left alone, and so
// is what was inlined into it.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

#define SECTION(name) __attribute__((noinline, section(name)))

static inline __attribute__((always_inline)) int helper(int a)
{
	return a * 3;
}

// CHECK-LABEL: define {{.*}}@noinstr(
SECTION(".noinstr.text") int noinstr(int a)
{
	return helper(a);
}

// CHECK-LABEL: define {{.*}}@entry(
SECTION(".entry.text") int entry(int a)
{
	return helper(a);
}

// CHECK-LABEL: define {{.*}}@idle(
SECTION(".cpuidle.text") int idle(int a)
{
	return helper(a);
}

// CHECK-LABEL: define {{.*}}@init(
// CHECK: trace_args(
// CHECK: trace_ret(
SECTION(".init.text") int init(int a)
{
	return helper(a);
}
