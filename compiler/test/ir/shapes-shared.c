// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Equal shapes and equal structs are one, in the module and after linking: the
// name is a hash of the contents.
// RUN: %instrument %variable -O2 %s | FileCheck %s
// RUN: clang -g %plug %variable -O2 -c %s -o %t1.o
// RUN: clang -g %plug %variable -O2 -c -DTWICE %s -o %t2.o
// RUN: ld.lld -r %t1.o %t2.o -o %t.o
// RUN: llvm-readelf -sW %t.o | FileCheck --check-prefix=LINKED %s

// CHECK-COUNT-1: @__kcov_df_struct.{{[0-9a-f]+}} = linkonce_odr hidden constant
// CHECK-NOT: @__kcov_df_struct.{{[0-9a-f]+}} =
// LINKED-COUNT-1: HIDDEN {{.*}} __kcov_df_struct.
// LINKED-NOT: __kcov_df_struct.

#ifdef TWICE
#define first third
#define second fourth
#endif
struct s {
	int a, b;
};
struct same {
	int x, y;
};

int first(struct s *p)
{
	return p->a;
}

int second(struct same *p)
{
	return p->y;
}
