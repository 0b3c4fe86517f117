// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names are lines in a section of mergeable strings, entries that say which
// line a site has in another; neither is loaded.
// RUN: clang -g %plug %variable -O2 -c %s -o %t.o
// RUN: llvm-readelf -SW %t.o | FileCheck --check-prefix=SECTION %s
// RUN: llvm-readelf -p .kcov_dataflow.str %t.o | FileCheck %s
// RUN: clang -g %plug %nop -O0 -c %s -o %t.nop.o
// RUN: llvm-readelf -SW %t.nop.o | FileCheck --check-prefix=SECTION %s
// RUN: llvm-readelf -p .kcov_dataflow.str %t.nop.o | FileCheck %s
// RUN: llvm-readelf -rW %t.o %t.nop.o | FileCheck --check-prefix=RELOC %s

// SECTION-DAG: .kcov_dataflow.str PROGBITS {{[0-9a-f]+ [0-9a-f]+ [0-9a-f]+}} 01 MS 0
// SECTION-DAG: .kcov_dataflow     PROGBITS {{[0-9a-f]+ [0-9a-f]+}} 00000c 00    0
// RELOC: '.rela.kcov_dataflow'
// RELOC: R_X86_64_64
// RELOC: R_X86_64_32
// RELOC: '.rela.kcov_dataflow'
// RELOC: R_X86_64_64
// RELOC: R_X86_64_32

enum color { RED, GREEN = 5, BLUE = -1 };
struct inner { char c[4]; struct inner *next; };
union either { int i; float f; };
struct outer {
	int a : 3, b : 7;
	enum color color;
	struct inner in;
	union either either;
	struct { short x; };
	struct inner many[2];
	long table[3][2];
	void (*callback)(void);
	const char *text;
	_Bool flag;
	double d;
};

// Bit-fields by their bits; embedded members by
// their path, unions and arrays of structs opaque.
// CHECK-DAG: E.[[COLOR:[0-9a-f]+]].color.4.0.RED.5.GREEN.-1.BLUE
// CHECK-DAG: S.[[OUTER:[0-9a-f]+]].outer.{{[0-9]+}}.0.3.i4.a.3.7.i4.b.32.32.e[[COLOR]].color.64.32.x4:c1.in.c.128.64.p.in.next.192.32.o4.either.224.16.i2.x.256.256.o32.many.512.384.x6:i8.table.896.64.pf.callback.960.64.pc.text.1024.8.b1.flag.1088.64.f8.d
// CHECK-DAG: F.f.{{.*}}names.c:{{[0-9]+}}.p[[OUTER]].p[[OUTER]].p.e[[COLOR]].color.u8.unnamed
struct outer *f(struct outer *p, enum color color, unsigned long unnamed)
{
	return color ? p : (struct outer *)unnamed;
}
