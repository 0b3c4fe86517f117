// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Inline assembly that needs every register still finds them.
// RUN: clang -g %plug -O0 -fno-omit-frame-pointer -c %s -o %t.o
// RUN: clang -g %plug -O2 -fno-omit-frame-pointer -c %s -o %t.o
// RUN: clang -g %plug -O2 -fomit-frame-pointer -DOMIT -c %s -o %t.o
// RUN: %instrument -O2 -fomit-frame-pointer -DOMIT %s | %check %s

#ifdef OMIT
#define FRAME_POINTER , "rbp"
#else
#define FRAME_POINTER
#endif

// CHECK: trace_args({{.*}}, i32 0, i32 8,
// CHECK: trace_args({{.*}}, i32 1, i32 8,
// CHECK: call {{.*}} asm
// CHECK: trace_ret({{.*}}, i32 8,
long every_register(long a, long b)
{
	asm volatile("add %1, %0" : "+a"(a) : "b"(b)
		     : "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11",
		       "r12", "r13", "r14", "r15" FRAME_POINTER);
	return a;
}
