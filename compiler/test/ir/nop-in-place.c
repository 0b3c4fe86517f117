// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// No-op gate: the values are bound to the registers that they are in, and the
// no-op's operand is the shape; that of the exit is the site, which is the
// operand of the entry.
// RUN: %instrument %nop -O0 %s | %gates %s
// RUN: %instrument %nop -O2 %s | %gates %s

struct s {
	int a;
};

// CHECK-LABEL: define {{.*}}@f(
// CHECK: call void asm sideeffect "\09.byte 0x66,0x66,0x0f,0x1f,0x84,0xa9\0A
// CHECK-SAME: [[SITE:.Lkcov_df_site[0-9]+]]:\0A\09.long ${0:c} - .\0A
// CHECK-SAME: .pushsection __kcov_df_entries,\22a\22,%progbits\0A
// CHECK-SAME: .long [[SITE]] - 6 - .\0A\09.popsection\0A
// CHECK-SAME: .pushsection .kcov_dataflow,\22\22,%progbits\0A\09.quad [[SITE]]\0A
// CHECK-SAME: "i,{rdi},{rsi},{rdx},~{r11},~{memory},~{dirflag},~{fpsr},~{flags}"(ptr @[[SHAPE:__kcov_df_shape.[0-9a-f]+]], i8 %{{.*}}, ptr %{{.*}}, i64 %{{.*}}) #[[ONCE:[0-9]+]]
// CHECK: [[RET:%.*]] = call i32 asm sideeffect "\09.byte 0x66,0x66,0x0f,0x1f,0x84,0xa9\0A
// CHECK-SAME: 771:\09.long [[SITE]] - .\0A
// CHECK-SAME: .pushsection __kcov_df_exits,\22a\22,%progbits\0A
// CHECK-SAME: .long 771b - 6 - .\0A
// CHECK-SAME: "={rax},i,0,~{r11},~{memory},~{dirflag},~{fpsr},~{flags}"(ptr @[[SHAPE]], i32 %{{.*}})
// CHECK-NEXT: ret i32 [[RET]]
// The label of the entry is defined once.
// CHECK: attributes #[[ONCE]] = {{.*}}convergent
int f(char a, struct s *p, long b)
{
	return a + p->a + b;
}
