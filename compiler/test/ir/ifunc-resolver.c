// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A resolver runs before relocation: it calls nothing.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

// CHECK-LABEL: define {{.*}}@resolver(
__attribute__((used)) static void *resolver(void);
static int implementation(int a);

// CHECK-LABEL: define {{.*}}@implementation(
// CHECK: trace_args(
// CHECK: trace_ret(
static void *resolver(void)
{
	return implementation;
}

static int implementation(int a)
{
	return a;
}

int resolved(int a) __attribute__((ifunc("resolver")));
