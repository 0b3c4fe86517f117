// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Of a variadic function the named arguments are reported.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

// CHECK-LABEL: define {{.*}}@variadic(i32 {{.*}}%a, i64 {{.*}}%b, ...)
// CHECK: trace_args({{.*}}, i32 0, i32 4,
// CHECK: trace_args({{.*}}, i32 1, i32 8,
// CHECK: trace_ret({{.*}}, i32 4,
int variadic(int a, long b, ...)
{
	__builtin_va_list ap;
	int v;

	__builtin_va_start(ap, b);
	v = __builtin_va_arg(ap, int);
	__builtin_va_end(ap);
	return v;
}
