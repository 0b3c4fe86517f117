// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Boundary ABI: what must fold still folds, in the inline mode too.
// RUN: %instrument %variable -O2 -Werror %s | FileCheck %s
// RUN: %instrument %nop -O2 -Werror %s | FileCheck %s
// RUN: %instrument -mllvm -kcov-dataflow=trace-entry,trace-exit,inline -O2 -Werror %s | FileCheck %s

void build_bug(void) __attribute__((error("BUILD_BUG_ON")));

static inline int checked(int n, int *p)
{
	if (n > 8)
		build_bug();
	return *p + n + (__builtin_constant_p(n) ? 1000 : 2000);
}

// CHECK-LABEL: define {{.*}}@caller(
// CHECK-NOT: @build_bug
// CHECK: add{{.*}} 1005
int caller(int *p)
{
	return checked(5, p);
}
