// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where no boundary is patched, a section lists the sites and nothing else: two
// words for each function, of which the second leads there.
// RUN: clang -g --target=aarch64-linux-gnu %plug %nop -O2 -fno-pic -c %s -o %t.o
// RUN: llvm-readelf -SrW %t.o | FileCheck %s

// CHECK: .rodata.kcov_df_sites PROGBITS {{[0-9a-f]+ [0-9a-f]+}} 000010 00 A 0 0 4
// CHECK: '.rela.rodata.kcov_df_sites' {{.*}} 4 entries
// CHECK-DAG: 0000000000000000 {{.*}} R_AARCH64_PREL32 {{.*}} __kcov_df_shape
// CHECK-DAG: 0000000000000004 {{.*}} R_AARCH64_PREL32 {{.*}} {{([fg]|.text)}} + 
// CHECK-DAG: 0000000000000008 {{.*}} R_AARCH64_PREL32 {{.*}} __kcov_df_shape
// CHECK-DAG: 000000000000000c {{.*}} R_AARCH64_PREL32 {{.*}} {{([fg]|.text)}} + 

int f(int a)
{
	return a;
}

long g(long b)
{
	return b;
}
