// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A pointer of which only the pointee is used stays a pointer: source-level
// arguments are what is reported.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O3 %s | %check %s
// RUN: %plain -O3 %s | FileCheck --check-prefix=PLAIN %s

struct s {
	long a, b;
};

long work(long);

// Without the pass the optimiser does promote.
// PLAIN: define internal {{.*}}@promoted(i64 {{[^,]*}})

// CHECK-LABEL: define {{.*}}@caller(
// CHECK: trace_args(
// CHECK: trace_ret(
static long promoted(struct s *p);
long caller(long a)
{
	struct s s = { a, a + 1 };

	return promoted(&s);
}

// CHECK-LABEL: define internal {{.*}}@promoted(ptr {{.*}}%p)
// CHECK: trace_args({{.*}}, i32 0, i32 8, ptr %{{.*}}, ptr @__kcov_df_fields, i32 2)
// CHECK: trace_ret({{.*}}, i32 8, ptr %kcov_df.slot, ptr null, i32 0)
__attribute__((noinline)) static long promoted(struct s *p)
{
	return work(p->b);
}
