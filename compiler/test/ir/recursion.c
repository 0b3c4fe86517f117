// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where the optimiser turns a call of the function itself into a jump, each
// turn is still an entry.
// RUN: %instrument -O2 %s | %check %s
// RUN: %plain -O2 %s | FileCheck --check-prefix=PLAIN %s

void work(int);

// PLAIN-NOT: call void @countdown(

// CHECK-LABEL: define {{.*}}@countdown(
// CHECK: tailrecurse:
// CHECK: trace_args({{.*}}, i32 0, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: br {{.*}}label %tailrecurse
void countdown(int n)
{
	work(n);
	if (n)
		countdown(n - 1);
}
