// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// No-op gate: what a shape says of a value's width is defined in its register,
// also for integers that no register has.
// RUN: %instrument %nop -O0 %s | %gates %s
// RUN: %instrument %nop -O2 %s | %gates %s

struct three {
	char c[3];
};
struct word {
	int a;
} __attribute__((aligned(8)));

// Four bytes of the argument, four of the result.
// CHECK: @[[SHAPE:__kcov_df_shape.[0-9a-f]+]] = {{.*}}c"\01\01\030!!\00\00"
// CHECK-LABEL: define {{.*}}@bits(
// CHECK: zext i17 %{{.*}} to i32
// CHECK: asm {{.*}}0x66,0x66,0x0f,{{.*}}"i,{rdi},{{.*}}(ptr @[[SHAPE]], i32 %
// CHECK: zext i17 %{{.*}} to i32
// CHECK: asm {{.*}}0x66,0x66,0x0f,{{.*}}{rax},{{.*}}, i32 %
unsigned _BitInt(17) bits(unsigned _BitInt(17) v)
{
	return v;
}

// CHECK-LABEL: define {{.*}}@three(
// CHECK: asm {{.*}}0x66,0x66,0x0f,{{.*}}"i,{rdi},
// CHECK: zext i24 %{{.*}} to i32
// CHECK: asm {{.*}}0x66,0x66,0x0f,{{.*}}{rax},{{.*}}, i32 %
struct three three(struct three *p)
{
	return *p;
}

// CHECK-LABEL: define {{.*}}@word(
// CHECK: asm {{.*}}0x66,0x66,0x0f,{{.*}}"i,{rdi},
// CHECK: asm {{.*}}0x66,0x66,0x0f,{{.*}}{rax},{{.*}}, i64 %
struct word word(struct word *p)
{
	return *p;
}
