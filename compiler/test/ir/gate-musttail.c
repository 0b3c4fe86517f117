// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Boundary ABI: before a musttail call the boundary is crossed without a value.
// The no-op in place would pass one.
// RUN: %instrument %variable -O2 %s | %gates %s
// RUN: %instrument %nop -O2 %s | %gates --check-prefix=NOP %s

int next(int a);

// An argument of four bytes; what is returned is not known, and not void.
// CHECK: c"\01\01\03\00!\00\00\00"
// CHECK-LABEL: define {{.*}}@tail(
// CHECK: @__sanitizer_cov_trace_entry1(
// CHECK: call preserve_mostcc void @__sanitizer_cov_trace_exit0(ptr @__kcov_df_site
// CHECK: musttail call i32 @next(
// CHECK-NEXT: ret i32
// NOP-LABEL: define {{.*}}@tail(
// NOP: 0x66,0x66,0x0f
// NOP: callbr
// NOP: musttail call i32 @next(
// NOP-NEXT: ret i32
// NOP: call preserve_mostcc void @__sanitizer_cov_trace_exit0(ptr %
int tail(int a)
{
	__attribute__((musttail)) return next(a + 1);
}
