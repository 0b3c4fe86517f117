// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What refers to a COMDAT function goes where the function goes: another
// object's copy is linked without complaint, and listed once.
// RUN: clang++ -g %plug %nop -O1 -fPIC -c %s -o %t1.o
// RUN: clang++ -g %plug %nop -O1 -fPIC -c -DOTHER %s -o %t2.o
// RUN: ld.lld -shared %t1.o %t2.o -o %t.so
// RUN: llvm-readelf -SW %t.so | FileCheck %s
// RUN: clang++ -g %plug %variable -O1 -fPIC -c %s -o %t1.o
// RUN: clang++ -g %plug %variable -O1 -fPIC -c -DOTHER %s -o %t2.o
// RUN: ld.lld -shared %t1.o %t2.o -o %t.so
// RUN: ld.bfd -shared %t1.o %t2.o -o %t.so

// Two boundaries in each of user(), other(), shared(), one of half() in place.
// CHECK-DAG: __kcov_df_entries PROGBITS {{[0-9a-f]+ [0-9a-f]+}} 00000c
// CHECK-DAG: __kcov_df_exits   PROGBITS {{[0-9a-f]+ [0-9a-f]+}} 00000c
// CHECK-DAG: __kcov_df_jumps   PROGBITS {{[0-9a-f]+ [0-9a-f]+}} 000010

struct s {
	int a;
	__attribute__((noinline)) int shared(int b) { return a + b; }
	__attribute__((noinline)) float half(float b) { return b / 2; }
};

#ifdef OTHER
#define user other
#endif
int user(s *p)
{
	return p->shared(5) + p->half(6);
}
