// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A pointer into another address space cannot be read through a plain one: it
// is a plain value.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

struct s {
	int a;
};

// CHECK: store ptr addrspace(256) {{.*}}, ptr %kcov_df.slot
// CHECK-NEXT: trace_args({{.*}}, i32 0, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_ret(
int take(struct s __seg_gs *p)
{
	return p->a;
}
