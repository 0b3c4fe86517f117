; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
; rustc declares what a closure has captured, and no argument that it is in:
; the environment is what was passed before the others.
; RUN: %opt -passes='kcov-dataflow<trace-entry;trace-exit>,kcov-dataflow-mark,sroa,kcov-dataflow-lower,instcombine<no-verify-fixpoint>' %s | %gates %s
;
; From rustc 1.96, without attributes that older LLVMs do not know:
;   pub fn call(a: u32, b: u64) -> u64 { let f = move |x: u32| (x + a) as u64 + b; f(1) }

; CHECK: c"\82\02\0C\00C!A\00"
; CHECK-LABEL: define internal i64 @_RNCNvC7closure4call0B3_(
; CHECK: [[ENV:%.*]] = ptrtoint ptr %_1 to i64
; CHECK: [[X:%.*]] = zext i32 %x to i64
; CHECK: trace_entry2(i64 [[ENV]], i64 [[X]], ptr
; CHECK: trace_exit1(
; CHECK-LABEL: define i64 @_RNvC7closure4call(
; CHECK: trace_entry2(
; CHECK: trace_exit1(
target datalayout = "e-i64:64"

define internal i64 @_RNCNvC7closure4call0B3_(ptr align 8 %_1, i32 %x) !dbg !7 {
start:
  %x.dbg.spill = alloca [4 x i8], align 4
  %_1.dbg.spill = alloca [8 x i8], align 8
  store ptr %_1, ptr %_1.dbg.spill, align 8
    #dbg_declare(ptr %_1.dbg.spill, !24, !DIExpression(DW_OP_deref, DW_OP_plus_uconst, 8), !26)
    #dbg_declare(ptr %_1.dbg.spill, !25, !DIExpression(DW_OP_deref), !27)
  store i32 %x, ptr %x.dbg.spill, align 4
    #dbg_declare(ptr %x.dbg.spill, !23, !DIExpression(), !28)
  %0 = getelementptr inbounds i8, ptr %_1, i64 8, !dbg !29
  %_6 = load i32, ptr %0, align 8, !dbg !29
  %_4 = add i32 %x, %_6, !dbg !30
  %_3 = zext i32 %_4 to i64, !dbg !30
  %_7 = load i64, ptr %_1, align 8, !dbg !31
  %_0 = add i64 %_3, %_7, !dbg !30
  ret i64 %_0, !dbg !32
}
define i64 @_RNvC7closure4call(i32 %a, i64 %b) !dbg !33 {
start:
  %b.dbg.spill = alloca [8 x i8], align 8
  %a.dbg.spill = alloca [4 x i8], align 4
  %f = alloca [16 x i8], align 8
  store i32 %a, ptr %a.dbg.spill, align 4
    #dbg_declare(ptr %a.dbg.spill, !37, !DIExpression(), !41)
  store i64 %b, ptr %b.dbg.spill, align 8
    #dbg_declare(ptr %b.dbg.spill, !38, !DIExpression(), !42)
    #dbg_declare(ptr %f, !39, !DIExpression(), !43)
  %0 = getelementptr inbounds i8, ptr %f, i64 8, !dbg !44
  store i32 %a, ptr %0, align 8, !dbg !44
  store i64 %b, ptr %f, align 8, !dbg !44
  %_0 = call i64 @_RNCNvC7closure4call0B3_(ptr align 8 %f, i32 1), !dbg !45
  ret i64 %_0, !dbg !46
}
!llvm.module.flags = !{!0, !1, !2, !3}
!llvm.dbg.cu = !{!5}
!0 = !{i32 8, !"PIC Level", i32 2}
!1 = !{i32 2, !"RtLibUseGOT", i32 1}
!2 = !{i32 7, !"Dwarf Version", i32 4}
!3 = !{i32 2, !"Debug Info Version", i32 3}
!5 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !6, producer: "rustc", isOptimized: false, runtimeVersion: 0, emissionKind: FullDebug, splitDebugInlining: false, nameTableKind: None)
!6 = !DIFile(filename: "closure.rs", directory: "/")
!7 = distinct !DISubprogram(name: "{closure#0}", linkageName: "_RNCNvC7closure4call0B3_", scope: !9, file: !8, line: 2, type: !11, scopeLine: 2, flags: DIFlagPrototyped, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition, unit: !5, retainedNodes: !22)
!8 = !DIFile(filename: "closure.rs", directory: "/")
!9 = !DINamespace(name: "call", scope: !10)
!10 = !DINamespace(name: "closure", scope: null)
!11 = !DISubroutineType(types: !12)
!12 = !{!13, !14, !19}
!13 = !DIBasicType(name: "u64", size: 64, encoding: DW_ATE_unsigned)
!14 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&closure::call::{closure_env#0}", baseType: !15, size: 64, align: 64, dwarfAddressSpace: 0)
!15 = !DICompositeType(tag: DW_TAG_structure_type, name: "{closure_env#0}", scope: !9, file: !16, size: 128, align: 64, elements: !17)
!16 = !DIFile(filename: "<unknown>", directory: "")
!17 = !{!18, !20}
!18 = !DIDerivedType(tag: DW_TAG_member, name: "a", scope: !15, file: !16, baseType: !19, size: 32, align: 32, offset: 64)
!19 = !DIBasicType(name: "u32", size: 32, encoding: DW_ATE_unsigned)
!20 = !DIDerivedType(tag: DW_TAG_member, name: "b", scope: !15, file: !16, baseType: !13, size: 64, align: 64)
!21 = !{}
!22 = !{!23, !24, !25}
!23 = !DILocalVariable(name: "x", arg: 2, scope: !7, file: !8, line: 2, type: !19)
!24 = !DILocalVariable(name: "a", scope: !7, file: !8, line: 2, type: !19, align: 32)
!25 = !DILocalVariable(name: "b", scope: !7, file: !8, line: 2, type: !13, align: 64)
!26 = !DILocation(line: 2, column: 13, scope: !7)
!27 = !DILocation(line: 2, column: 21, scope: !7)
!28 = !DILocation(line: 2, column: 52, scope: !7)
!29 = !DILocation(line: 2, column: 65, scope: !7)
!30 = !DILocation(line: 2, column: 60, scope: !7)
!31 = !DILocation(line: 2, column: 77, scope: !7)
!32 = !DILocation(line: 2, column: 78, scope: !7)
!33 = distinct !DISubprogram(name: "call", linkageName: "_RNvC7closure4call", scope: !10, file: !8, line: 2, type: !34, scopeLine: 2, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !5, retainedNodes: !36)
!34 = !DISubroutineType(types: !35)
!35 = !{!13, !19, !13}
!36 = !{!37, !38, !39}
!37 = !DILocalVariable(name: "a", arg: 1, scope: !33, file: !8, line: 2, type: !19)
!38 = !DILocalVariable(name: "b", arg: 2, scope: !33, file: !8, line: 2, type: !13)
!39 = !DILocalVariable(name: "f", scope: !40, file: !8, line: 2, type: !15, align: 64)
!40 = distinct !DILexicalBlock(scope: !33, file: !8, line: 2, column: 38)
!41 = !DILocation(line: 2, column: 13, scope: !33)
!42 = !DILocation(line: 2, column: 21, scope: !33)
!43 = !DILocation(line: 2, column: 42, scope: !40)
!44 = !DILocation(line: 2, column: 46, scope: !33)
!45 = !DILocation(line: 2, column: 80, scope: !40)
!46 = !DILocation(line: 2, column: 86, scope: !33)
