// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Boundary ABI: the site of a weak function is that of the function that the
// code is in, whichever definition the linker chooses for the name.
// RUN: %instrument %variable -O2 %s | %gates %s
// RUN: clang -g %plug %variable -O2 -c %s -o %t.o
// RUN: llvm-readelf -rW %t.o | FileCheck --check-prefix=RELOC %s

// RELOC-NOT: R_X86_64_{{.*}} weak
// CHECK: @__kcov_df_site = {{.*}}ptr @[[SELF:__kcov_df_self.weak]] to i64
// CHECK: @[[SELF]] = private alias
// CHECK-LABEL: define weak {{.*}}@weak(
// CHECK: @__sanitizer_cov_trace_entry1(
// CHECK: @__sanitizer_cov_trace_exit1(
__attribute__((weak)) int weak(int a)
{
	return a;
}
