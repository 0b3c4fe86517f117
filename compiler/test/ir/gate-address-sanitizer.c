// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Beside -fsanitize=address, neither the gate nor the array of values is
// checked.
// RUN: %instrument %variable -O2 -fsanitize=address -mllvm -asan-stack=0 -mllvm -asan-instrumentation-with-call-threshold=0 %s | %gates %s

// CHECK-LABEL: define {{.*}}@seven(
// CHECK-NOT: @__asan_
// CHECK: @__sanitizer_cov_trace_entry_array(
// CHECK-NOT: @__asan_
// CHECK: @__sanitizer_cov_trace_exit1(
// CHECK: ret i64
long seven(long a, long b, long c, long d, long e, long f, long g)
{
	return a + b + c + d + e + f + g;
}
