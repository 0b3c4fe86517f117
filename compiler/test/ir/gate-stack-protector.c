// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The array of values is no reason for a stack protector, and takes none away.
// RUN: clang -g %plug %variable -O2 -fstack-protector-strong -S -o - %s | FileCheck %s
// RUN: clang -g %plug %nop -O2 -fstack-protector-strong -S -o - %s | FileCheck %s
// RUN: clang -g %plug %nop -O2 -fstack-protector-all -S -o - %s | FileCheck --check-prefix=ALL %s

void fill(char *);

// CHECK-LABEL: seven:
// CHECK-NOT: __stack_chk_fail
// ALL-LABEL: seven:
// ALL: __stack_chk_fail
long seven(long a, long b, long c, long d, long e, long f, long g)
{
	return a + b + c + d + e + f + g;
}

// CHECK-LABEL: buffer:
// CHECK: __stack_chk_fail
long buffer(long a, long b, long c, long d, long e, long f, long g)
{
	char text[16];

	fill(text);
	return a + b + c + d + e + f + g + text[0];
}
