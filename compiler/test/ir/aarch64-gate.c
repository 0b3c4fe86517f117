// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where code is not patched, nop means the variable.
// RUN: %instrument --target=aarch64-linux-gnu %nop -O2 %s | %gates %s
// RUN: clang -g --target=aarch64-linux-gnu %plug %nop -O2 -c %s -o %t.o

// CHECK-LABEL: define {{.*}}@f(
// CHECK: load i8, ptr @__sanitizer_cov_trace_gate
// CHECK: @__sanitizer_cov_trace_entry2(
// CHECK: load i8, ptr @__sanitizer_cov_trace_gate
// CHECK: @__sanitizer_cov_trace_exit1(
long f(int a, long b)
{
	return a + b;
}
