// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A symbol that only a marker still mentions may not exist: its value is
// reported as unknown, so that the program links without it.
// RUN: %instrument -O2 %s | %check %s
// RUN: clang -g0 -O2 -c %s -o %t.plain.o
// RUN: clang -g %plug -O2 -c %s -o %t.o
// RUN: llvm-nm -u %t.plain.o | not grep missing
// RUN: llvm-nm -u %t.o | not grep missing

#define noinline __attribute__((noinline))

extern char missing[], missing_inside[], missing_in_struct[], missing_result[];
extern char missing_as_number[];

struct pair {
	char *p;
	long l;
};

// CHECK-LABEL: define {{.*}}@caller(
// CHECK: trace_args({{.*}}ptr @caller
// CHECK: trace_ret({{.*}}ptr @caller
static int address(char *p, int a);
static int inside(char *p, int a);
static long in_struct(struct pair s);
static int number(unsigned long p, int a);
static char *result(void);
int caller(int a)
{
	result();
	return address(missing, a) + inside(missing_inside + 8, a) +
	       in_struct((struct pair){ missing_in_struct, a }) +
	       number((unsigned long)missing_as_number, a);
}

// CHECK-LABEL: define internal {{.*}}@result(
// CHECK: trace_ret({{.*}}, i32 8, ptr null, ptr null, i32 0)
noinline static char *result(void)
{
	return missing_result;
}

// CHECK-LABEL: define internal {{.*}}@address(
// CHECK: trace_args({{.*}}, i32 0, i32 8, ptr null, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 1, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_ret(
noinline static int address(char *p, int a)
{
	return a;
}

// CHECK-LABEL: define internal {{.*}}@inside(
// CHECK: trace_args({{.*}}, i32 0, i32 8, ptr null, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 1, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_ret(
noinline static int inside(char *p, int a)
{
	return a;
}

// One word of a struct is unknown, the rest is not.
// CHECK-LABEL: define internal {{.*}}@in_struct(
// CHECK: store i64 0, ptr %kcov_df.slot
// CHECK: trace_args({{.*}}, i32 0, i32 16, ptr %kcov_df.slot, ptr @__kcov_df_fields, i32 2)
// CHECK: trace_ret(
noinline static long in_struct(struct pair s)
{
	return s.l;
}

// CHECK-LABEL: define internal {{.*}}@number(
// CHECK: trace_args({{.*}}, i32 0, i32 8, ptr null, ptr null, i32 0)
// CHECK: trace_args({{.*}}, i32 1, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
// CHECK: trace_ret(
noinline static int number(unsigned long p, int a)
{
	return a;
}
