// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A call of a function that does nothing is removed, and the symbols that it
// passes need not exist: a marker must not keep it. A function that does
// nothing with what exists is reported like any other.
// RUN: %instrument -O2 %s | %check %s
// RUN: clang -g0 -O2 -c %s -o %t.plain.o
// RUN: clang -g %plug -O2 -c %s -o %t.o
// RUN: llvm-nm -u %t.plain.o | not grep missing
// RUN: llvm-nm -u %t.o | not grep missing

extern int missing_start[], missing_end[];

// CHECK-LABEL: define {{.*}}@apply(
__attribute__((noinline)) void apply(int *start, int *end)
{
}

// CHECK-LABEL: define {{.*}}@nothing(
// CHECK: trace_args({{.*}}, i32 0, i32 8,
__attribute__((noinline)) void nothing(int *p)
{
}

// CHECK-LABEL: define {{.*}}@caller(
// CHECK: trace_args({{.*}}, i32 0, i32 8,
// CHECK-NOT: call {{.*}}@apply(
// CHECK: call {{.*}}@nothing(
void caller(int *p)
{
	apply(missing_start, missing_end);
	nothing(p);
}
