// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A shape counts 127 values: what would be beyond is not known, and the shape
// agrees with what is passed.
// RUN: %instrument %variable -O0 %s | %gates %s
// RUN: %instrument %variable -O2 %s | %gates %s

#define FOUR(a) __int128 a##1, __int128 a##2, __int128 a##3, __int128 a##4
#define SIXTEEN(a) FOUR(a##1), FOUR(a##2), FOUR(a##3), FOUR(a##4)

// Sixty-three of two values are known, one is not, and the last one fits.
// CHECK: c"\7FA\00\00\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\12\00AA\00\00"
// CHECK-LABEL: define {{.*}}@f(
// CHECK: %kcov_df.values = alloca [127 x i64]
// CHECK: @__sanitizer_cov_trace_entry_array(
// CHECK: @__sanitizer_cov_trace_exit1(
long f(SIXTEEN(a), SIXTEEN(b), SIXTEEN(c), SIXTEEN(d), long e)
{
	return a11 + d44 + e;
}
