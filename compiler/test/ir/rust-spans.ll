; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
; A slice or a string is a span: a pointer and how many elements are behind it,
; whose size the shape has. What is more than a slice is an object. Without
; "span" all of them are, and names know nothing of elements.
; RUN: %opt -passes='kcov-dataflow<trace-entry;trace-exit;span>,kcov-dataflow-mark,kcov-dataflow-lower' %s | FileCheck %s
; RUN: %opt -passes='kcov-dataflow<trace-entry;trace-exit>,kcov-dataflow-mark,kcov-dataflow-lower' %s | FileCheck %s --check-prefix=OLD
; RUN: %opt -passes='kcov-dataflow<trace-args;trace-ret;span>,kcov-dataflow-mark,kcov-dataflow-lower' %s | FileCheck %s --check-prefix=RFC
; RUN: %opt -passes='kcov-dataflow<trace-entry;trace-exit;span>,kcov-dataflow-mark' %s | FileCheck %s --check-prefix=MARK
;
; From rustc 1.96, without attributes that older LLVMs do not know:
;   pub struct BStr([u8]);
;   pub struct Header { pub n: u32, pub tail: [u8] }
;   pub fn spans<'a>(s: &'a str, _b: &mut [u16], _o: Option<&str>, _c: &BStr, _h: &Header) -> &'a str { s }

; CHECK-DAG: asciz \22S\\011[[STR:[0-9a-f]*]]\\011&str\\01116\\0110\\01164\\011p\\011data_ptr\\01164\\01164\\011u8\\011length\22
; CHECK-DAG: asciz \22S\\011[[SLICE:[0-9a-f]*]]\\011&mut [u16]\\011
; CHECK-DAG: asciz \22V\\011[[OPTION:[0-9a-f]*]]\\011Option<&str>\\011
; CHECK-DAG: asciz \22S\\011[[BSTR:[0-9a-f]*]]\\011&spans::BStr\\011
; CHECK-DAG: asciz \22S\\011[[HEADER:[0-9a-f]*]]\\011&spans::Header\\011
; CHECK: \\011s[[STR]]:c1\\011s[[STR]]:c1\\011s\\011s[[SLICE]]:u2\\011_b\\011s[[OPTION]]:c1\\011_o\\011s[[BSTR]]:c1\\011_c\\011s[[HEADER]]\\011_h\22
; One byte, two bytes, and two words: the elements, and what is an object.
; CHECK-DAG: [[ONE:@__kcov_df_struct.[0-9a-f]*]] = {{.*}} c"\01\00\00\00\00\00\00\00"
; CHECK-DAG: [[TWO:@__kcov_df_struct.[0-9a-f]*]] = {{.*}} c"\02\00\00\00\00\00\00\00"
; CHECK-DAG: [[FAT:@__kcov_df_struct.[0-9a-f]*]] = {{.*}} c"\10\00\00\00\18\00\00\00"
; CHECK: constant {{.*}} c"\8A\05\00\00\16\16\16\16\15\16\00\00"
; CHECK-SAME: [[ONE]]{{.*}}[[TWO]]{{.*}}[[ONE]]{{.*}}[[ONE]]{{.*}}[[FAT]]{{.*}}[[ONE]]
; CHECK: trace_exit2(

; OLD-NOT: {{s[0-9a-f]+:}}
; OLD: constant {{.*}} c"\8A\05\00\00\15\15\15\15\15\15\00\00"

; To the RFC ABI, it is a struct of two words.
; RFC: [[FIELDS:@__kcov_df_fields]] = {{.*}} [i64 0, i64 8, i64 8, i64 8]
; RFC: trace_args(i64 {{.*}}, i32 0, i32 16, ptr {{.*}}, ptr [[FIELDS]], i32 2)
; RFC: trace_ret(i64 {{.*}}, i32 16, ptr {{.*}}, ptr [[FIELDS]], i32 2)

; What is behind the pointers is read, so that a store to it stays in front.
; MARK: call void (...) @__kcov_df_marker_entry(i32 0, i32 3, i32 0, ptr {{[^%]*}}readonly{{[^%]*}}%{{[0-9]+}}, i32 0, i32 1, i32 8, i64
; MARK: call void (...) @__kcov_df_marker_exit(i32 0, i32 3, i32 0, ptr {{[^%]*}}readonly{{[^%]*}}%{{[0-9]+}}, i32 0, i32 1, i32 8, i64
target datalayout = "e-i64:64"

define { ptr, i64 } @_RNvC5spans5spans(ptr %s.0, i64 %s.1, ptr align 2 %_b.0, i64 %_b.1, ptr %_o.0, i64 %_o.1, ptr %_c.0, i64 %_c.1, ptr align 4 %_h.0, i64 %_h.1) !dbg !7 {
start:
  %_h.dbg.spill = alloca [16 x i8], align 8
  %_c.dbg.spill = alloca [16 x i8], align 8
  %_o.dbg.spill = alloca [16 x i8], align 8
  %_b.dbg.spill = alloca [16 x i8], align 8
  %s.dbg.spill = alloca [16 x i8], align 8
  store ptr %s.0, ptr %s.dbg.spill, align 8
  %0 = getelementptr inbounds i8, ptr %s.dbg.spill, i64 8
  store i64 %s.1, ptr %0, align 8
    #dbg_declare(ptr %s.dbg.spill, !62, !DIExpression(), !67)
  store ptr %_b.0, ptr %_b.dbg.spill, align 8
  %1 = getelementptr inbounds i8, ptr %_b.dbg.spill, i64 8
  store i64 %_b.1, ptr %1, align 8
    #dbg_declare(ptr %_b.dbg.spill, !63, !DIExpression(), !68)
  store ptr %_o.0, ptr %_o.dbg.spill, align 8
  %2 = getelementptr inbounds i8, ptr %_o.dbg.spill, i64 8
  store i64 %_o.1, ptr %2, align 8
    #dbg_declare(ptr %_o.dbg.spill, !64, !DIExpression(), !69)
  store ptr %_c.0, ptr %_c.dbg.spill, align 8
  %3 = getelementptr inbounds i8, ptr %_c.dbg.spill, i64 8
  store i64 %_c.1, ptr %3, align 8
    #dbg_declare(ptr %_c.dbg.spill, !65, !DIExpression(), !70)
  store ptr %_h.0, ptr %_h.dbg.spill, align 8
  %4 = getelementptr inbounds i8, ptr %_h.dbg.spill, i64 8
  store i64 %_h.1, ptr %4, align 8
    #dbg_declare(ptr %_h.dbg.spill, !66, !DIExpression(), !71)
  %5 = insertvalue { ptr, i64 } poison, ptr %s.0, 0, !dbg !72
  %6 = insertvalue { ptr, i64 } %5, i64 %s.1, 1, !dbg !72
  ret { ptr, i64 } %6, !dbg !72
}
!llvm.module.flags = !{!0, !1, !2, !3}
!llvm.dbg.cu = !{!5}
!0 = !{i32 8, !"PIC Level", i32 2}
!1 = !{i32 2, !"RtLibUseGOT", i32 1}
!2 = !{i32 7, !"Dwarf Version", i32 4}
!3 = !{i32 2, !"Debug Info Version", i32 3}
!5 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !6, producer: "rustc", isOptimized: false, runtimeVersion: 0, emissionKind: FullDebug, splitDebugInlining: false, nameTableKind: None)
!6 = !DIFile(filename: "spans.rs", directory: "/")
!7 = distinct !DISubprogram(name: "spans", linkageName: "_RNvC5spans5spans", scope: !9, file: !8, line: 4, type: !10, scopeLine: 4, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !5, retainedNodes: !61)
!8 = !DIFile(filename: "spans.rs", directory: "/")
!9 = !DINamespace(name: "spans", scope: null)
!10 = !DISubroutineType(types: !11)
!11 = !{!12, !12, !21, !27, !43, !51}
!12 = !DICompositeType(tag: DW_TAG_structure_type, name: "&str", file: !13, size: 128, align: 64, elements: !14)
!13 = !DIFile(filename: "<unknown>", directory: "")
!14 = !{!15, !18}
!15 = !DIDerivedType(tag: DW_TAG_member, name: "data_ptr", scope: !12, file: !13, baseType: !16, size: 64, align: 64)
!16 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !17, size: 64, align: 64, dwarfAddressSpace: 0)
!17 = !DIBasicType(name: "u8", size: 8, encoding: DW_ATE_unsigned)
!18 = !DIDerivedType(tag: DW_TAG_member, name: "length", scope: !12, file: !13, baseType: !19, size: 64, align: 64, offset: 64)
!19 = !DIBasicType(name: "usize", size: 64, encoding: DW_ATE_unsigned)
!20 = !{}
!21 = !DICompositeType(tag: DW_TAG_structure_type, name: "&mut [u16]", file: !13, size: 128, align: 64, elements: !22)
!22 = !{!23, !26}
!23 = !DIDerivedType(tag: DW_TAG_member, name: "data_ptr", scope: !21, file: !13, baseType: !24, size: 64, align: 64)
!24 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !25, size: 64, align: 64, dwarfAddressSpace: 0)
!25 = !DIBasicType(name: "u16", size: 16, encoding: DW_ATE_unsigned)
!26 = !DIDerivedType(tag: DW_TAG_member, name: "length", scope: !21, file: !13, baseType: !19, size: 64, align: 64, offset: 64)
!27 = !DICompositeType(tag: DW_TAG_structure_type, name: "Option<&str>", scope: !28, file: !13, size: 128, align: 64, flags: DIFlagPublic, elements: !30)
!28 = !DINamespace(name: "option", scope: !29)
!29 = !DINamespace(name: "core", scope: null)
!30 = !{!31}
!31 = !DICompositeType(tag: DW_TAG_variant_part, scope: !27, file: !13, size: 128, align: 64, elements: !32, discriminator: !41)
!32 = !{!33, !37}
!33 = !DIDerivedType(tag: DW_TAG_member, name: "None", scope: !31, file: !13, baseType: !34, size: 128, align: 64, extraData: i64 0)
!34 = !DICompositeType(tag: DW_TAG_structure_type, name: "None", scope: !27, file: !13, size: 128, align: 64, flags: DIFlagPublic, elements: !20)
!37 = !DIDerivedType(tag: DW_TAG_member, name: "Some", scope: !31, file: !13, baseType: !38, size: 128, align: 64)
!38 = !DICompositeType(tag: DW_TAG_structure_type, name: "Some", scope: !27, file: !13, size: 128, align: 64, flags: DIFlagPublic, elements: !39)
!39 = !{!40}
!40 = !DIDerivedType(tag: DW_TAG_member, name: "__0", scope: !38, file: !13, baseType: !12, size: 128, align: 64, flags: DIFlagPublic)
!41 = !DIDerivedType(tag: DW_TAG_member, scope: !27, file: !13, baseType: !42, size: 64, align: 64, flags: DIFlagArtificial)
!42 = !DIBasicType(name: "u64", size: 64, encoding: DW_ATE_unsigned)
!43 = !DICompositeType(tag: DW_TAG_structure_type, name: "&spans::BStr", file: !13, size: 128, align: 64, elements: !44)
!44 = !{!45, !50}
!45 = !DIDerivedType(tag: DW_TAG_member, name: "data_ptr", scope: !43, file: !13, baseType: !46, size: 64, align: 64)
!46 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !47, size: 64, align: 64, dwarfAddressSpace: 0)
!47 = !DICompositeType(tag: DW_TAG_structure_type, name: "BStr", scope: !9, file: !13, align: 8, flags: DIFlagPublic, elements: !48)
!48 = !{!49}
!49 = !DIDerivedType(tag: DW_TAG_member, name: "__0", scope: !47, file: !13, baseType: !17, align: 8, flags: DIFlagPrivate)
!50 = !DIDerivedType(tag: DW_TAG_member, name: "length", scope: !43, file: !13, baseType: !19, size: 64, align: 64, offset: 64)
!51 = !DICompositeType(tag: DW_TAG_structure_type, name: "&spans::Header", file: !13, size: 128, align: 64, elements: !52)
!52 = !{!53, !60}
!53 = !DIDerivedType(tag: DW_TAG_member, name: "data_ptr", scope: !51, file: !13, baseType: !54, size: 64, align: 64)
!54 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !55, size: 64, align: 64, dwarfAddressSpace: 0)
!55 = !DICompositeType(tag: DW_TAG_structure_type, name: "Header", scope: !9, file: !13, size: 32, align: 32, flags: DIFlagPublic, elements: !56)
!56 = !{!57, !59}
!57 = !DIDerivedType(tag: DW_TAG_member, name: "n", scope: !55, file: !13, baseType: !58, size: 32, align: 32, flags: DIFlagPublic)
!58 = !DIBasicType(name: "u32", size: 32, encoding: DW_ATE_unsigned)
!59 = !DIDerivedType(tag: DW_TAG_member, name: "tail", scope: !55, file: !13, baseType: !17, align: 8, offset: 32, flags: DIFlagPublic)
!60 = !DIDerivedType(tag: DW_TAG_member, name: "length", scope: !51, file: !13, baseType: !19, size: 64, align: 64, offset: 64)
!61 = !{!62, !63, !64, !65, !66}
!62 = !DILocalVariable(name: "s", arg: 1, scope: !7, file: !8, line: 4, type: !12)
!63 = !DILocalVariable(name: "_b", arg: 2, scope: !7, file: !8, line: 4, type: !21)
!64 = !DILocalVariable(name: "_o", arg: 3, scope: !7, file: !8, line: 4, type: !27)
!65 = !DILocalVariable(name: "_c", arg: 4, scope: !7, file: !8, line: 4, type: !43)
!66 = !DILocalVariable(name: "_h", arg: 5, scope: !7, file: !8, line: 4, type: !51)
!67 = !DILocation(line: 4, column: 18, scope: !7)
!68 = !DILocation(line: 4, column: 30, scope: !7)
!69 = !DILocation(line: 4, column: 46, scope: !7)
!70 = !DILocation(line: 4, column: 64, scope: !7)
!71 = !DILocation(line: 4, column: 75, scope: !7)
!72 = !DILocation(line: 4, column: 104, scope: !7)
