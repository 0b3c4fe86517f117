// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Boundary ABI: a function whose assembly needs every register still compiles.
// RUN: clang -g %plug %variable -O0 -fomit-frame-pointer -c %s -o %t.o
// RUN: clang -g %plug %variable -O2 -c %s -o %t.o
// RUN: clang -g %plug %nop -O0 -fomit-frame-pointer -c %s -o %t.o
// RUN: clang -g %plug %nop -O2 -c %s -o %t.o
// RUN: clang -g %plug -mllvm -kcov-dataflow=nop,inline -O2 -c %s -o %t.o

static inline long all(long a, long b)
{
	long x = a;

	asm volatile("add %1, %0" : "+r"(x) : "r"(b)
		     : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10",
		       "r11", "r12", "r13", "r14");
	return x + a;
}

double f(long a, long b, double c)
{
	return all(a, b) + c;
}

long g(long a, long b)
{
	return all(a, b);
}

int jumps(int a)
{
	asm goto("jmp %l0" :::: away);
	return a;
away:
	return a + 1;
}
