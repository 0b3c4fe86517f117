// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The members of anonymous structs and unions stand in their place, nested ones
// too, at offsets from the start of the whole.
// RUN: %instrument -O0 %s | %check %s
// RUN: %instrument -O2 %s | %check %s

struct s {
	int a;
	union {
		int b;
		struct {
			short lo;
			short hi;
		};
	};
	struct {
		char c;
		struct {
			long d;
		};
	};
	struct {
		int x, y;
	} named;
};

// CHECK: @__kcov_df_fields = private {{.*}} [14 x i64] [i64 0, i64 4, i64 4, i64 4, i64 4, i64 2, i64 6, i64 2, i64 8, i64 1, i64 16, i64 8, i64 24, i64 8]
// CHECK: trace_args({{.*}}, i32 0, i32 8, ptr %{{.*}}, ptr @__kcov_df_fields, i32 7)
void take(struct s *p)
{
}
