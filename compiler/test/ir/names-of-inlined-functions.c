// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// In the inline mode, each copy of a function is named after the function.
// RUN: clang -g %plug -mllvm -kcov-dataflow=trace-entry,trace-exit,inline -O2 -c %s -o %t.o
// RUN: llvm-readelf -p .kcov_dataflow.str %t.o | FileCheck %s
// RUN: llvm-readelf -rW %t.o | FileCheck --check-prefix=RELOC %s

// CHECK-DAG: F.leaf.
// CHECK-DAG: F.caller.
// CHECK-NOT: .leaf.
// RELOC: '.rela.kcov_dataflow' at offset {{.*}} contains 6 entries
static inline int leaf(int a)
{
	return a * 3;
}

int caller(int a)
{
	return leaf(a) + leaf(a + 1);
}
