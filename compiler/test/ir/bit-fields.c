// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A bit-field is the bytes that hold it; one without a name is left out.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

struct bits {
	unsigned a : 3;		// byte 0
	unsigned b : 7;		// bytes 0 and 1
	unsigned c : 14;	// bytes 1 and 2
	unsigned : 4;
	unsigned d : 1;		// byte 3
	unsigned long e : 33;	// bytes 3 to 7
};

// CHECK: @__kcov_df_fields = private {{.*}} [10 x i64] [i64 0, i64 1, i64 0, i64 2, i64 1, i64 2, i64 3, i64 1, i64 3, i64 5]
// CHECK: trace_args({{.*}}, i32 0, i32 8, ptr %{{.*}}, ptr @__kcov_df_fields, i32 5)
void take(struct bits *p)
{
}
