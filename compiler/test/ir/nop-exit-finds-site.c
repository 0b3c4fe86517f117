// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// No-op gate: an exit in a cold block has the site of an entry in place.
// RUN: %instrument %nop -O0 %s | %gates %s
// RUN: %instrument %nop -O2 %s | %gates %s

// CHECK-NOT: @__kcov_df_site
// CHECK-LABEL: define {{.*}}@half(
// CHECK: call void asm sideeffect "{{.*}}0x66,0x66,0x0f,{{.*}}[[SITE:.Lkcov_df_site[0-9]+]]:\0A
// CHECK: callbr
// CHECK: [[ADDRESS:%.*]] = call ptr asm "leaq [[SITE]] - 6(%rip), $0\0A\09leaq 6($0), $0", "=r"()
// CHECK-NEXT: call preserve_mostcc void @__sanitizer_cov_trace_exit1(i64 %{{.*}}, ptr [[ADDRESS]])
double half(int a)
{
	return a / 2.0;
}
