// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// In the inline mode a function that was inlined reports its entry and exit
// where it is now, with the values it was called with, in order.
// RUN: %instrument -mllvm -kcov-dataflow=trace-entry,trace-exit,inline -O2 %s | %gates %s
// RUN: %instrument -mllvm -kcov-dataflow=trace-args,trace-ret,inline -O2 %s | %check --check-prefix=RFC %s
// RUN: %instrument -mllvm -kcov-dataflow=trace-entry,trace-exit,nop,inline -O2 %s | %gates --check-prefix=NOP %s

static inline int leaf(int a)
{
	return a + 7;
}

// CHECK-LABEL: define {{.*}}@caller(
// CHECK: [[A:%.*]] = zext i32 %a to i64
// CHECK: @__sanitizer_cov_trace_entry1(i64 [[A]], ptr @[[CALLER:__kcov_df_site.*]])
// CHECK: [[TWICE:%.*]] = shl {{.*}}i32 %a, 1
// CHECK: [[ARG:%.*]] = zext {{.*}}i32 [[TWICE]] to i64
// CHECK: @__sanitizer_cov_trace_entry1(i64 [[ARG]], ptr @[[LEAF:__kcov_df_site.*]])
// CHECK: [[SUM:%.*]] = add {{.*}}i32 [[TWICE]], 7
// CHECK: [[RET:%.*]] = zext {{.*}}i32 [[SUM]] to i64
// CHECK: @__sanitizer_cov_trace_exit1(i64 [[RET]], ptr @[[LEAF]])
// CHECK: @__sanitizer_cov_trace_exit1(i64 %{{.*}}, ptr @[[CALLER]])

// RFC-LABEL: define {{.*}}@caller(
// RFC: store i32 %a,
// RFC: trace_args({{.*}}@caller
// RFC: [[TWICE:%.*]] = shl {{.*}}i32 %a, 1
// RFC: store i32 [[TWICE]],
// RFC: trace_args({{.*}}@caller
// RFC: trace_ret({{.*}}@caller
// RFC: trace_ret({{.*}}@caller

// Only the function's own boundaries are in place.
// NOP-LABEL: define {{.*}}@caller(
// NOP: 0x66,0x66,0x0f
// NOP: callbr
// NOP: callbr
// NOP: 0x66,0x66,0x0f
// NOP: @__sanitizer_cov_trace_entry1(
// NOP: @__sanitizer_cov_trace_exit1(
int caller(int a)
{
	return leaf(a * 2) * 5;
}
