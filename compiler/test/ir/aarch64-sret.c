// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// On arm64 the hidden pointer to the returned struct is not an argument.
// RUN: %instrument --target=aarch64-linux-gnu -O0 %s | %check %s
// RUN: %instrument --target=aarch64-linux-gnu -O2 %s | %check %s

struct big {
	long a, b, c;
};

// CHECK-LABEL: define {{.*}}@make(
// CHECK: trace_args({{.*}}, i32 0, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_ret({{.*}}, i32 24, ptr %agg.result, ptr @__kcov_df_fields, i32 3)
struct big make(long a)
{
	return (struct big){ a, a, a };
}
