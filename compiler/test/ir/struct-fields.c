// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The members of a struct: runs of equal sizes without gaps, one byte for up to
// eight; all others with offset and size.
// RUN: %instrument %variable -O2 %s | FileCheck %s

// Four of four bytes, two of eight.
// CHECK-DAG: c" \00\00\004\18\00\00"
struct runs { int a, b, c, d; long e, f; };
// CHECK-DAG: c"\10\00\00\00\01\80\08\08\00\00\00\00"
struct gap { char a; long b; };
// Nine of one byte: eight and one.
// CHECK-DAG: c"\09\00\00\00q\01\00\00"
struct nine { char a, b, c, d, e, f, g, h, i; };
// A member of 300 bytes, and one behind it that follows.
// CHECK-DAG: c"0\01\00\00\80\00\AC\02\04\00\00\00"
struct long_member { char text[300]; int a; };
// Three bit-fields in one word cover bytes 0, 0..1 and 1..3.
// CHECK-DAG: c"\04\00\00\00\01\80\00\02\80\01\03\00"
struct bits { unsigned a : 3, b : 10, c : 19; };
// The members of anonymous members; those of a union overlap.
// CHECK-DAG: c"\10\00\00\00\14\80\04\04\08\00\00\00"
struct anonymous { int a; union { int b; float c; }; struct { long d; }; };
// No members that are seen: a plain pointer.
// CHECK-DAG: c"\01\01\00\00A\08\00\00"
struct empty {};

void f1(struct runs *p) { (void)p; }
void f2(struct gap *p) { (void)p; }
void f3(struct nine *p) { (void)p; }
void f4(struct long_member *p) { (void)p; }
void f5(struct bits *p) { (void)p; }
void f6(struct anonymous *p) { (void)p; }
void f7(struct empty *p) { (void)p; }
