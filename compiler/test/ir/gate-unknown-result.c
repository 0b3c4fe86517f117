// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Boundary ABI: where one exit knows the value, one that does not says so.
// RUN: %instrument %variable -O2 %s | %gates %s
// RUN: %instrument %nop -O2 %s | %gates --check-prefix=NOP %s

int next(int a);

// CHECK-LABEL: define {{.*}}@sometimes(
// CHECK: @__sanitizer_cov_trace_entry1(
// CHECK-DAG: @__sanitizer_cov_trace_exit1(
// CHECK-DAG: @__sanitizer_cov_trace_exit_unknown(ptr
// NOP-LABEL: define {{.*}}@sometimes(
// NOP: 0x66,0x66,0x0f,{{.*}}__kcov_df_entries
// NOP-DAG: 0x66,0x66,0x0f,{{.*}}__kcov_df_exits
// NOP-DAG: callbr
// NOP-DAG: @__sanitizer_cov_trace_exit_unknown(ptr
int sometimes(int a)
{
	if (a > 5)
		return a * 3;
	__attribute__((musttail)) return next(a + 1);
}
