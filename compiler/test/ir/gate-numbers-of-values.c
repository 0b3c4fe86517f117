// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Boundary ABI: up to six values of an entry and two of an exit are passed in
// registers, more in an array that is filled where the gate is open.
// RUN: %instrument %variable -O0 %s | %gates %s
// RUN: %instrument %variable -O2 %s | %gates %s

struct two {
	long a, b;
};

// CHECK-LABEL: define {{.*}}@six(
// CHECK-NOT: alloca [
// CHECK: call preserve_mostcc void @__sanitizer_cov_trace_entry6(i64 %{{[^,]*}}, i64 %{{[^,]*}}, i64 %{{[^,]*}}, i64 %{{[^,]*}}, i64 %{{[^,]*}}, i64 %{{[^,]*}}, ptr @__kcov_df_site
// CHECK: call preserve_mostcc void @__sanitizer_cov_trace_exit1(
long six(long a, long b, long c, long d, struct two e)
{
	return a + b + c + d + e.a + e.b;
}

// CHECK-LABEL: define {{.*}}@seven(
// CHECK: %kcov_df.values = alloca [7 x i64], align 8, !nosanitize
// CHECK: icmp ne i8
// CHECK: store i64 {{.*}} !nosanitize
// CHECK: [[LAST:%.*]] = getelementptr inbounds i64, ptr %kcov_df.values, i64 6
// CHECK: store i64 %{{.*}}, ptr [[LAST]], align 8, {{.*}} !nosanitize
// CHECK: call preserve_mostcc void @__sanitizer_cov_trace_entry_array(ptr %kcov_df.values, ptr @__kcov_df_site
// CHECK: call preserve_mostcc void @__sanitizer_cov_trace_exit1(
long seven(long a, long b, long c, long d, long e, __int128 f)
{
	return a + b + c + d + e + f;
}

// CHECK-LABEL: define {{.*}}@pair(
// CHECK: call preserve_mostcc void @__sanitizer_cov_trace_entry1(
// CHECK: call preserve_mostcc void @__sanitizer_cov_trace_exit2(i64 %{{[^,]*}}, i64 %{{[^,]*}}, ptr @__kcov_df_site
struct two pair(struct two *p)
{
	return *p;
}

// CHECK-LABEL: define {{.*}}@four(
// CHECK: call preserve_mostcc void @__sanitizer_cov_trace_entry1(
// CHECK: call preserve_mostcc void @__sanitizer_cov_trace_exit_array(ptr %kcov_df.values, ptr @__kcov_df_site
_Complex long double four(float f)
{
	return f;
}
