// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A weak function is instrumented. Its pc is the function that the code is in,
// whichever definition the linker chooses for the name.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s
// RUN: clang -g %plug -O2 -c %s -o %t.o
// RUN: clang -g %plug -O2 -fno-pic -mcmodel=kernel -c %s -o %t.kernel.o
// RUN: llvm-readelf -r %t.o %t.kernel.o | FileCheck --check-prefix=RELOC %s

// RELOC-NOT: R_X86_64_{{.*}} weak
// RELOC-COUNT-2: .text + {{[^d]}}

// CHECK: @[[SELF:__kcov_df_self.weak]] = private alias i32 (i32), ptr @weak
// CHECK-LABEL: define weak {{.*}}@weak(
// CHECK: trace_args(i64 ptrtoint (ptr @[[SELF]] to i64), i32 0, i32 4,
// CHECK: trace_ret(i64 ptrtoint (ptr @[[SELF]] to i64), i32 4,
__attribute__((weak)) int weak(int a)
{
	return a;
}
