// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A vector whose size only the machine knows is unknown; it keeps its number.
// RUN: %instrument --target=aarch64-linux-gnu -march=armv8-a+sve -O0 %s | %check %s
// RUN: %instrument --target=aarch64-linux-gnu -march=armv8-a+sve -O2 %s | %check %s

// CHECK: trace_args({{.*}}, i32 0, i32 0, ptr null, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 1, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_ret({{.*}}, i32 0, ptr null, ptr null, i32 0)
__SVInt32_t same(__SVInt32_t a, int b)
{
	return a;
}
