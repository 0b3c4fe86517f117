// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The callbacks are not instrumented, and a file that declares or defines them
// in another way than the pass still compiles.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

void __sanitizer_cov_trace_args(long pc, int idx, int size, char *ptr, long *offsets, int n);
void __sanitizer_cov_trace_ret();

// CHECK-LABEL: define {{.*}}@f(
// CHECK: trace_args(
// CHECK: call {{.*}}@work(
// CHECK: trace_ret(
int work(int);
int f(int a)
{
	return work(a);
}

// CHECK-LABEL: define {{.*}}@__sanitizer_cov_trace_args(
void __sanitizer_cov_trace_args(long pc, int idx, int size, char *ptr, long *offsets, int n)
{
	f(n);
}
