// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Without PIC the gate's address does not come from a GOT: a kernel module has none.
// RUN: clang -g --target=aarch64-linux-gnu -fno-pic %plug %variable -O2 -S -o - %s | FileCheck %s
// RUN: clang -g --target=aarch64-linux-gnu -fPIC %plug %variable -O2 -S -o - %s | FileCheck %s --check-prefix=PIC

// CHECK-NOT: :got{{.*}}__sanitizer_cov_trace_gate
// CHECK: adrp [[REG:x[0-9]+]], __sanitizer_cov_trace_gate
// CHECK-NOT: :got{{.*}}__sanitizer_cov_trace_gate
// PIC: :got:__sanitizer_cov_trace_gate
long f(int a, long b)
{
	return a + b;
}
