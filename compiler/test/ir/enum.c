// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// An enum has the size that its type has, packed or not.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

enum normal { A };
enum tiny { B } __attribute__((packed));

// CHECK-LABEL: define {{.*}}@enums(
// CHECK: trace_args({{.*}}, i32 0, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 1, i32 1, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_ret({{.*}}, i32 1, ptr %kcov_df.slot, ptr null, i32 0)
enum tiny enums(enum normal a, enum tiny b)
{
	return b;
}
