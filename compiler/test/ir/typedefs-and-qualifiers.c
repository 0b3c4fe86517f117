// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Typedefs and qualifiers, of the pointer and of the struct, make no difference.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

typedef const struct {
	volatile int a;
	_Atomic long b;
} thing;
typedef thing volatile *const thing_pointer;
typedef unsigned long number;

// CHECK: @__kcov_df_fields = private {{.*}} [4 x i64] [i64 0, i64 4, i64 8, i64 8]
// CHECK: trace_args({{.*}}, i32 0, i32 8, ptr %{{.*}}, ptr @__kcov_df_fields, i32 2)
// CHECK: trace_args({{.*}}, i32 1, i32 8, ptr %{{.*}}, ptr @__kcov_df_fields, i32 2)
// CHECK: trace_args({{.*}}, i32 2, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 3, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
void take(thing_pointer a, thing *restrict b, const number c, _Atomic int d)
{
}
