// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One ABI at a time; unknown parts are refused.
// RUN: not clang -g %plug -mllvm -kcov-dataflow=trace-args,trace-exit -c %s -o %t.o 2>&1 | FileCheck --check-prefix=BOTH %s
// RUN: not clang -g %plug -mllvm -kcov-dataflow=trace-ret,nop -c %s -o %t.o 2>&1 | FileCheck --check-prefix=BOTH %s
// RUN: not clang -g %plug -mllvm -kcov-dataflow=trace-all -c %s -o %t.o 2>&1 | FileCheck --check-prefix=UNKNOWN %s

// BOTH: -kcov-dataflow: trace-args and trace-ret are one ABI, trace-entry and trace-exit another: choose one
// UNKNOWN: for the --kcov-dataflow option: Cannot find option named 'trace-all'!
int f(int a)
{
	return a;
}
