// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The slot asks for eight bytes of alignment, whatever it holds: the kernel's
// stacks are not realigned for it.
// RUN: clang -g %plug -O2 -S -o - -mstack-alignment=8 -mno-sse -msoft-float %s | FileCheck %s

// CHECK-LABEL: f:
// CHECK-NOT: andq {{.*}}, %rsp
// CHECK: callq {{.*}}__sanitizer_cov_trace_ret
__int128 f(__int128 a)
{
	return a + 1;
}
