// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// In the inline mode, too, nothing is left in code that must not call out,
// whoever carried it there.
// RUN: %instrument -mllvm -kcov-dataflow=trace-entry,trace-exit,inline -O0 %s | %gates %s
// RUN: %instrument -mllvm -kcov-dataflow=trace-entry,trace-exit,nop,inline -O2 %s | %gates --check-prefix=NOP %s

static inline __attribute__((always_inline)) int helper(int a)
{
	return a * 3;
}

// CHECK-LABEL: define {{.*}}@noinstr(
// NOP-LABEL: define {{.*}}@noinstr(
__attribute__((section(".noinstr.text"))) int noinstr(int a)
{
	return helper(a);
}

// CHECK-LABEL: define {{.*}}@plain(
// CHECK-COUNT-2: @__sanitizer_cov_trace_entry1(
// CHECK-COUNT-2: @__sanitizer_cov_trace_exit1(
// NOP-LABEL: define {{.*}}@plain(
// NOP: 0x66,0x66,0x0f
// NOP-COUNT-2: callbr
// NOP: 0x66,0x66,0x0f
// NOP: @__sanitizer_cov_trace_entry1(
// NOP: @__sanitizer_cov_trace_exit1(
int plain(int a)
{
	return helper(a);
}
