// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A naked function has no frame to call from.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

// CHECK-LABEL: define {{.*}}@naked(
// CHECK: asm
// CHECK-NEXT: unreachable
__attribute__((naked)) int naked(int a)
{
	asm("ret");
}
