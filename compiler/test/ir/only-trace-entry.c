// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %instrument -mllvm -kcov-dataflow=trace-entry -O2 %s | %gates %s
// RUN: %instrument -mllvm -kcov-dataflow=trace-entry,nop -O2 %s | %gates --check-prefix=NOP %s

// CHECK-LABEL: define {{.*}}@f(
// CHECK: @__sanitizer_cov_trace_entry1(
// NOP-LABEL: define {{.*}}@f(
// NOP: 0x66,0x66,0x0f,{{.*}}__kcov_df_entries
int f(int a)
{
	return a;
}
