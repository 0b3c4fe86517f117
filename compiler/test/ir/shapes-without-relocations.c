// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What is loaded needs no relocation at run time, however the code is built:
// all distances are 32 bits.
// RUN: clang -g %plug %variable -O2 -fPIC -c %s -o %t.o
// RUN: ld.lld -shared %t.o -o %t.so
// RUN: llvm-readelf -rW %t.so | FileCheck --check-prefix=SHARED %s
// RUN: llvm-objcopy --strip-debug -R .kcov_dataflow -R .kcov_dataflow.str %t.o
// RUN: llvm-readelf -rW %t.o | FileCheck %s
// RUN: clang -g %plug %nop -O2 -fno-pic -mcmodel=kernel -c %s -o %t.kernel.o
// RUN: llvm-objcopy --strip-debug -R .kcov_dataflow -R .kcov_dataflow.str %t.kernel.o
// RUN: llvm-readelf -rW %t.kernel.o | FileCheck --check-prefix=KERNEL %s

// SHARED-NOT: R_X86_64_{{RELATIVE|64}}
// CHECK: '.rela.rodata.kcov_df'
// CHECK-NOT: R_X86_64_{{64|32}}
// CHECK: R_X86_64_PC32
// CHECK-NOT: R_X86_64_{{64|32}}
// KERNEL: '.rela__kcov_df_{{entries|exits|jumps}}'
// KERNEL-NOT: R_X86_64_{{64|32}}
// KERNEL: '.rela__kcov_df_{{entries|exits|jumps}}'
// KERNEL-NOT: R_X86_64_{{64|32}}
// KERNEL: '.rela__kcov_df_{{entries|exits|jumps}}'
// KERNEL-NOT: R_X86_64_{{64|32}}
// KERNEL: '.rela.rodata.kcov_df'
// KERNEL-NOT: R_X86_64_{{64|32}}

struct s {
	int a, b;
};

int f(struct s *p, float x)
{
	return p->a + x;
}

float g(struct s *p)
{
	return p->a;
}

int h(struct s *p)
{
	return p->a;
}
