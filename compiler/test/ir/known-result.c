// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A noinline function is called and reports, even where its result is known.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s
// RUN: %plain -O2 %s | FileCheck --check-prefix=PLAIN %s

__attribute__((noinline)) static int known(int a)
{
	return 42;
}

// Without the pass the optimiser does remove the call.
// PLAIN-NOT: call {{.*}}@known(

// CHECK-LABEL: define {{.*}}@caller(
// CHECK: trace_args({{.*}}ptr @caller
// CHECK: call {{.*}}@known(
// CHECK: trace_ret({{.*}}ptr @caller
// CHECK-LABEL: define {{.*}}@known(
// CHECK: trace_args({{.*}}ptr @known
// CHECK: store i32 42, ptr %kcov_df.slot
// CHECK: trace_ret({{.*}}ptr @known
int caller(int a)
{
	return known(a);
}
