// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A store to a struct before a boundary that reads it is neither moved past the
// boundary nor dropped, though the function overwrites it afterwards.
// RUN: %instrument -O2 %s | %check %s
// RUN: %plain -O2 %s | FileCheck --check-prefix=PLAIN %s

struct s {
	long a, b;
};

// Without a boundary in between, the first store is dead.
// PLAIN-LABEL: define {{.*}}@fill_again(
// PLAIN-NOT: store i64 11,
// PLAIN: store i64 22,
// PLAIN-NOT: store i64 11,

// CHECK-LABEL: define {{.*}}@fill_again(
// CHECK: trace_args({{.*}}ptr @fill_again
// CHECK: store i64 11, ptr
// CHECK: call {{.*}}@look(
// CHECK: store i64 22, ptr
// CHECK: trace_ret({{.*}}ptr @fill_again {{.*}}, i32 8, ptr %p, ptr @__kcov_df_fields, i32 2)
static void look(struct s *p);
struct s *fill_again(struct s *p)
{
	p->a = 11;
	look(p);
	p->a = 22;
	return p;
}

// CHECK-LABEL: define internal {{.*}}@look(
// CHECK: trace_args({{.*}}ptr @look
__attribute__((noinline)) static void look(struct s *p)
{
}
