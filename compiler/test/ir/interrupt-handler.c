// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// An interrupt handler saves what its own code needs and must not call out.
// RUN: %instrument -O0 -mgeneral-regs-only %s | %check %s
// RUN: %instrument -O2 -mgeneral-regs-only %s | %check %s

struct frame {
	long ip;
};

// CHECK-LABEL: define {{.*}}x86_intrcc {{.*}}@handler(
__attribute__((interrupt)) void handler(struct frame *f)
{
}
