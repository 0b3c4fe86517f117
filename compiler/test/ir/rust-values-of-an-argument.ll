; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
; rustc passes a slice and a pair as two values each: they are those of one
; argument, at their offsets, without the padding between them.
; RUN: %opt -passes='kcov-dataflow<trace-entry;trace-exit>,kcov-dataflow-mark,sroa,kcov-dataflow-lower,instcombine<no-verify-fixpoint>' %s | %gates %s
;
; From rustc 1.96, without attributes that older LLVMs do not know:
;   pub fn both(s: &[u32], t: (u32, u64)) -> (u64, u32) { let _ = s; (t.1, t.0) }

; CHECK: constant {{.*}} c"\84\02\00\00\15\15\15\00"
; CHECK-LABEL: define { i64, i32 } @_RNvC6values4both(
; CHECK: [[PTR:%.*]] = ptrtoint ptr %s.0 to i64
; CHECK: [[A:%.*]] = zext i32 %t.0 to i64
; CHECK: trace_entry4(i64 [[PTR]], i64 %s.1, i64 [[A]], i64 %t.1, ptr
; CHECK: [[R:%.*]] = zext i32 %t.0 to i64
; CHECK: trace_exit2(i64 %t.1, i64 [[R]], ptr
target datalayout = "e-i64:64"

define { i64, i32 } @_RNvC6values4both(ptr align 4 %s.0, i64 %s.1, i32 %t.0, i64 %t.1) !dbg !7 {
start:
  %t.dbg.spill = alloca [16 x i8], align 8
  %s.dbg.spill = alloca [16 x i8], align 8
  store ptr %s.0, ptr %s.dbg.spill, align 8
  %0 = getelementptr inbounds i8, ptr %s.dbg.spill, i64 8
  store i64 %s.1, ptr %0, align 8
    #dbg_declare(ptr %s.dbg.spill, !31, !DIExpression(), !33)
  store i32 %t.0, ptr %t.dbg.spill, align 8
  %1 = getelementptr inbounds i8, ptr %t.dbg.spill, i64 8
  store i64 %t.1, ptr %1, align 8
    #dbg_declare(ptr %t.dbg.spill, !32, !DIExpression(), !34)
  %2 = insertvalue { i64, i32 } poison, i64 %t.1, 0, !dbg !35
  %3 = insertvalue { i64, i32 } %2, i32 %t.0, 1, !dbg !35
  ret { i64, i32 } %3, !dbg !35
}
!llvm.module.flags = !{!0, !1, !2, !3}
!llvm.dbg.cu = !{!5}
!0 = !{i32 8, !"PIC Level", i32 2}
!1 = !{i32 2, !"RtLibUseGOT", i32 1}
!2 = !{i32 7, !"Dwarf Version", i32 4}
!3 = !{i32 2, !"Debug Info Version", i32 3}
!5 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !6, producer: "rustc", isOptimized: false, runtimeVersion: 0, emissionKind: FullDebug, splitDebugInlining: false, nameTableKind: None)
!6 = !DIFile(filename: "values.rs", directory: "/")
!7 = distinct !DISubprogram(name: "both", linkageName: "_RNvC6values4both", scope: !9, file: !8, line: 2, type: !10, scopeLine: 2, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !5, retainedNodes: !30)
!8 = !DIFile(filename: "values.rs", directory: "/")
!9 = !DINamespace(name: "values", scope: null)
!10 = !DISubroutineType(types: !11)
!11 = !{!12, !20, !26}
!12 = !DICompositeType(tag: DW_TAG_structure_type, name: "(u64, u32)", file: !13, size: 128, align: 64, elements: !14)
!13 = !DIFile(filename: "<unknown>", directory: "")
!14 = !{!15, !17}
!15 = !DIDerivedType(tag: DW_TAG_member, name: "__0", scope: !12, file: !13, baseType: !16, size: 64, align: 64)
!16 = !DIBasicType(name: "u64", size: 64, encoding: DW_ATE_unsigned)
!17 = !DIDerivedType(tag: DW_TAG_member, name: "__1", scope: !12, file: !13, baseType: !18, size: 32, align: 32, offset: 64)
!18 = !DIBasicType(name: "u32", size: 32, encoding: DW_ATE_unsigned)
!19 = !{}
!20 = !DICompositeType(tag: DW_TAG_structure_type, name: "&[u32]", file: !13, size: 128, align: 64, elements: !21)
!21 = !{!22, !24}
!22 = !DIDerivedType(tag: DW_TAG_member, name: "data_ptr", scope: !20, file: !13, baseType: !23, size: 64, align: 64)
!23 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !18, size: 64, align: 64, dwarfAddressSpace: 0)
!24 = !DIDerivedType(tag: DW_TAG_member, name: "length", scope: !20, file: !13, baseType: !25, size: 64, align: 64, offset: 64)
!25 = !DIBasicType(name: "usize", size: 64, encoding: DW_ATE_unsigned)
!26 = !DICompositeType(tag: DW_TAG_structure_type, name: "(u32, u64)", file: !13, size: 128, align: 64, elements: !27)
!27 = !{!28, !29}
!28 = !DIDerivedType(tag: DW_TAG_member, name: "__0", scope: !26, file: !13, baseType: !18, size: 32, align: 32)
!29 = !DIDerivedType(tag: DW_TAG_member, name: "__1", scope: !26, file: !13, baseType: !16, size: 64, align: 64, offset: 64)
!30 = !{!31, !32}
!31 = !DILocalVariable(name: "s", arg: 1, scope: !7, file: !8, line: 2, type: !20)
!32 = !DILocalVariable(name: "t", arg: 2, scope: !7, file: !8, line: 2, type: !26)
!33 = !DILocation(line: 2, column: 13, scope: !7)
!34 = !DILocation(line: 2, column: 24, scope: !7)
!35 = !DILocation(line: 2, column: 78, scope: !7)
