// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// No-op gate: what does not fit into registers, or is in vector registers, is
// passed by a cold block that a patched no-op jumps to.
// RUN: %instrument %nop -O0 %s | %gates %s
// RUN: %instrument %nop -O2 %s | %gates %s

// CHECK-LABEL: define {{.*}}@seven(
// CHECK: callbr void asm sideeffect "771:\09.byte 0x0f,0x1f,0x44,0x00,0x00\0A
// CHECK-SAME: .pushsection __kcov_df_jumps,\22a\22,%progbits\0A
// CHECK-SAME: .long 771b - .\0A\09.long ${0:l} - .\0A
// CHECK-SAME: "!i,
// CHECK-NEXT: to label %[[GO:.*]] [label %[[COLD:.*]]]
// CHECK: [[GO]]:
// CHECK: call i64 asm sideeffect "\09.byte 0x66,0x66,0x0f,{{.*}}"={rax},i,0,
// CHECK-SAME: (ptr @[[SITE:__kcov_df_site.*]], i64 %
// CHECK: ret i64
// CHECK: [[COLD]]:
// CHECK: call preserve_mostcc void @__sanitizer_cov_trace_entry_array(ptr %kcov_df.values, ptr @[[SITE]])
// CHECK: br label %[[GO]]
long seven(long a, long b, long c, long d, long e, long f, long g)
{
	return a + b + c + d + e + f + g;
}

// CHECK-LABEL: define {{.*}}@floats(
// CHECK: callbr
// CHECK: callbr
// CHECK: call preserve_mostcc void @__sanitizer_cov_trace_entry2(i64 %{{.*}}, i64 %{{.*}}, ptr @[[FLOATS:__kcov_df_site.*]])
// CHECK: call preserve_mostcc void @__sanitizer_cov_trace_exit1(i64 %{{.*}}, ptr @[[FLOATS]])
double floats(float a, int b)
{
	return a + b;
}
