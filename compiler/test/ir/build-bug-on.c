// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What must fold still folds: BUILD_BUG_ON behind an inlined function, and
// __builtin_constant_p of an argument.
// RUN: %instrument -O2 -Werror %s | %check %s

void build_bug(void) __attribute__((error("BUILD_BUG_ON")));

struct s {
	int a;
};

static inline int checked(int n, struct s *p, struct s v)
{
	if (n > 8 || v.a != 3)
		build_bug();
	return p->a + n;
}

static inline int is_constant(int n)
{
	return __builtin_constant_p(n) ? 1000 : 2000;
}

// CHECK-LABEL: define {{.*}}@caller(
// CHECK: trace_args({{.*}}ptr @caller
// CHECK-NOT: @build_bug
// CHECK: add{{.*}} 1005
// CHECK: trace_ret({{.*}}ptr @caller
int caller(struct s *p)
{
	return checked(5, p, (struct s){ 3 }) + is_constant(6);
}
