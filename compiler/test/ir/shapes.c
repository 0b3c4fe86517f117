// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Shapes, byte by byte: number of values (bit 7: something has a struct),
// number of arguments, widths, arguments, return value.
// RUN: %instrument %variable -O0 %s | FileCheck %s
// RUN: %instrument %variable -O2 %s | FileCheck %s
// RUN: %instrument %nop -O0 %s | FileCheck %s
// RUN: %instrument %nop -O2 %s | FileCheck %s

struct s {
	int a, b;
};
struct two {
	long a, b;
};
struct big {
	char c[100];
};

// Widths 1, 2, 4, 8: 0x39, and 8 for what is returned.
// CHECK-DAG: linkonce_odr hidden constant <{ [12 x i8], [0 x i32] }> <{ [12 x i8] c"\04\049\00\09\11!AA\00\00\00", {{.*}} section ".rodata.kcov_df", comdat, align 4
long scalars(char a, short b, int c, long d) { return a + b + c + d; }

// Void: kind 0, count 1.
// CHECK-DAG: <{ [8 x i8] c"\01\01\01\00\09\08\00\00", [0 x i32]
void is_void(_Bool a) { (void)a; }

// A pointer to a struct, twice; the last bytes are distances to the struct.
// CHECK-DAG: @[[P:__kcov_df_shape.[0-9a-f]+]] = {{.*}}<{ [8 x i8], [2 x i32] }> <{ [8 x i8] c"\81\01\00\00CC\00\00", [2 x i32] [i32 trunc (i64 sub (i64 ptrtoint (ptr @[[S:__kcov_df_struct.[0-9a-f]+]] to i64), i64 ptrtoint (ptr getelementptr (i8, ptr @[[P]], i64 8) to i64)) to i32), i32 trunc (i64 sub (i64 ptrtoint (ptr @[[S]] to i64), i64 ptrtoint (ptr getelementptr (i8, ptr @[[P]], i64 12) to i64)) to i32)] }>
struct s *pointer(struct s *p) { return p; }

// Words: kind 2, count 2.
// CHECK-DAG: <{ [8 x i8] c"\02\01\00\00\12\12\00\00", [0 x i32]
__int128 words(__int128 a) { return a; }

// An object in two values: kind 5, count 2; in memory: kind 4.
// CHECK-DAG: <{ [8 x i8] c"\82\01\00\00\15A\00\00", [1 x i32]
long object(struct two t) { return t.a; }
// CHECK-DAG: <{ [8 x i8] c"\81\01\00\00\04\04\00\00", [2 x i32]
struct big memory(struct big b) { return b; }
