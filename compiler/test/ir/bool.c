// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A bool, one bit in registers, is a byte in the slot.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

// CHECK-LABEL: define {{.*}}@negate(
// CHECK: store i8 {{.*}}, ptr %kcov_df.slot
// CHECK-NEXT: trace_args({{.*}}, i32 0, i32 1, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: store i8 {{.*}}, ptr %kcov_df.slot
// CHECK-NEXT: trace_ret({{.*}}, i32 1, ptr %kcov_df.slot, ptr null, i32 0)
_Bool negate(_Bool b)
{
	return !b;
}
