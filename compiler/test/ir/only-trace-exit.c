// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Without entries, an exit names its site.
// RUN: %instrument -mllvm -kcov-dataflow=trace-exit -O2 %s | %gates %s
// RUN: %instrument -mllvm -kcov-dataflow=trace-exit,nop -O2 %s | %gates --check-prefix=NOP %s

// CHECK-LABEL: define {{.*}}@f(
// CHECK: asm {{.*}}.kcov_dataflow,{{.*}}(ptr @__kcov_df_site)
// CHECK: @__sanitizer_cov_trace_exit1({{.*}}ptr @__kcov_df_site)
// NOP-LABEL: define {{.*}}@f(
// NOP: callbr
// NOP: asm {{.*}}.kcov_dataflow,{{.*}}(ptr @__kcov_df_site)
// NOP: @__sanitizer_cov_trace_exit1({{.*}}ptr @__kcov_df_site)
int f(int a)
{
	return a;
}
