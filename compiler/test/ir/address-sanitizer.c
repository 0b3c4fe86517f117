// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Beside -fsanitize=address, stores to the slot are not checked. (The options
// make every check a call and leave stack variables where they are.)
// RUN: %instrument -O0 -fsanitize=address -mllvm -asan-stack=0 -mllvm -asan-instrumentation-with-call-threshold=0 %s | %check %s --implicit-check-not='call void @__asan_store'
// RUN: %instrument -O2 -fsanitize=address -mllvm -asan-stack=0 -mllvm -asan-instrumentation-with-call-threshold=0 %s | %check %s --implicit-check-not='call void @__asan_store'

// CHECK-LABEL: define {{.*}}@f(
// CHECK: %kcov_df.slot = alloca [2 x i64], align 8, !nosanitize
// CHECK: store i128 {{.*}}, ptr %kcov_df.slot{{.*}}!nosanitize
// CHECK: trace_args({{.*}}, i32 0, i32 16, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_ret(
__int128 f(__int128 a)
{
	return a;
}
