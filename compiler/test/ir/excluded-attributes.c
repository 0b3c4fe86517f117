// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// no_sanitize("coverage"), which clang heeds where some coverage is on, and
// disable_sanitizer_instrumentation.
// RUN: %instrument -O0 -Xclang -fsanitize-coverage-indirect-calls %s | %check %s
// RUN: %instrument -O2 -Xclang -fsanitize-coverage-indirect-calls %s | %check %s

// CHECK-LABEL: define {{.*}}@no_coverage(
__attribute__((no_sanitize("coverage"))) int no_coverage(int a)
{
	return a;
}

// CHECK-LABEL: define {{.*}}@disabled(
__attribute__((disable_sanitizer_instrumentation)) int disabled(int a)
{
	return a;
}

// CHECK-LABEL: define {{.*}}@enabled(
// CHECK: trace_args(
// CHECK: trace_ret(
int enabled(int a)
{
	return a;
}
