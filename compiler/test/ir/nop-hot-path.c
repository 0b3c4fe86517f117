// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// No-op gate, closed: each boundary costs its no-op and no other instruction.
// RUN: clang -g %plug %nop -O2 -c %s -o %t.o
// RUN: llvm-objdump -d --no-show-raw-insn %t.o | FileCheck --check-prefixes=CHECK,NOP %s
// RUN: clang -g -O2 -c %s -o %t.plain.o
// RUN: llvm-objdump -d --no-show-raw-insn %t.plain.o | FileCheck --check-prefixes=CHECK,PLAIN %s

struct s {
	int a;
};

// CHECK: <f>:
// NOP-COUNT-5: {{^ +[0-9a-f]+:}}
// NOP-NOT: {{^ +[0-9a-f]+:}}
// PLAIN-COUNT-3: {{^ +[0-9a-f]+:}}
// PLAIN-NOT: {{^ +[0-9a-f]+:}}
int f(int a, struct s *p)
{
	return a + p->a;
}
