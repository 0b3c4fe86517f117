// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Boundary ABI: a function without arguments has an entry, one without a
// return value an exit.
// RUN: %instrument %variable -O0 %s | %gates %s
// RUN: %instrument %variable -O2 %s | %gates %s
// RUN: %instrument %nop -O0 %s | %gates --check-prefix=NOP %s
// RUN: %instrument %nop -O2 %s | %gates --check-prefix=NOP %s

// CHECK-LABEL: define {{.*}}@nothing(
// CHECK: call preserve_mostcc void @__sanitizer_cov_trace_entry0(ptr @__kcov_df_site
// CHECK: call preserve_mostcc void @__sanitizer_cov_trace_exit0(ptr @__kcov_df_site
// CHECK: ret void
// NOP-LABEL: define {{.*}}@nothing(
// NOP: call void asm sideeffect "{{.*}}0x66,0x66,0x0f,{{.*}}__kcov_df_entries,{{.*}}", "i,~{r11},~{memory},~{dirflag},~{fpsr},~{flags}"(
// NOP: call void asm sideeffect "{{.*}}0x66,0x66,0x0f,{{.*}}__kcov_df_exits,{{.*}}", "i,~{r11},~{memory},~{dirflag},~{fpsr},~{flags}"(
// NOP-NEXT: ret void
void nothing(void)
{
}
