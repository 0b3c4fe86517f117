; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
; The slot of a reference is an array of bytes; what it holds is a pointer whose
; struct is captured.
; RUN: %opt -passes='kcov-dataflow<trace-entry;trace-exit>,kcov-dataflow-mark,sroa,kcov-dataflow-lower,instcombine<no-verify-fixpoint>' %s | %gates %s
;
; From rustc 1.96, without attributes that older LLVMs do not know:
;   pub struct Pair { pub a: u32, pub b: u32 }
;   pub fn reference(p: &Pair) -> &u32 { &p.b }

; CHECK: c"\81\01\00\00CA\00\00"
; CHECK-LABEL: define align 4 ptr @_RNvC9reference9reference(
; CHECK: [[P:%.*]] = ptrtoint ptr %p to i64
; CHECK: trace_entry1(i64 [[P]], ptr
; CHECK: trace_exit1(
target datalayout = "e-i64:64"

define align 4 ptr @_RNvC9reference9reference(ptr align 4 %p) !dbg !7 {
start:
  %p.dbg.spill = alloca [8 x i8], align 8
  store ptr %p, ptr %p.dbg.spill, align 8
    #dbg_declare(ptr %p.dbg.spill, !22, !DIExpression(), !23)
  %_2 = getelementptr inbounds i8, ptr %p, i64 4, !dbg !24
  ret ptr %_2, !dbg !25
}
!llvm.module.flags = !{!0, !1, !2, !3}
!llvm.dbg.cu = !{!5}
!0 = !{i32 8, !"PIC Level", i32 2}
!1 = !{i32 2, !"RtLibUseGOT", i32 1}
!2 = !{i32 7, !"Dwarf Version", i32 4}
!3 = !{i32 2, !"Debug Info Version", i32 3}
!5 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !6, producer: "rustc", isOptimized: false, runtimeVersion: 0, emissionKind: FullDebug, splitDebugInlining: false, nameTableKind: None)
!6 = !DIFile(filename: "reference.rs", directory: "/")
!7 = distinct !DISubprogram(name: "reference", linkageName: "_RNvC9reference9reference", scope: !9, file: !8, line: 3, type: !10, scopeLine: 3, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !5, retainedNodes: !21)
!8 = !DIFile(filename: "reference.rs", directory: "/")
!9 = !DINamespace(name: "reference", scope: null)
!10 = !DISubroutineType(types: !11)
!11 = !{!12, !14}
!12 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&u32", baseType: !13, size: 64, align: 64, dwarfAddressSpace: 0)
!13 = !DIBasicType(name: "u32", size: 32, encoding: DW_ATE_unsigned)
!14 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&reference::Pair", baseType: !15, size: 64, align: 64, dwarfAddressSpace: 0)
!15 = !DICompositeType(tag: DW_TAG_structure_type, name: "Pair", scope: !9, file: !16, size: 64, align: 32, flags: DIFlagPublic, elements: !17)
!16 = !DIFile(filename: "<unknown>", directory: "")
!17 = !{!18, !19}
!18 = !DIDerivedType(tag: DW_TAG_member, name: "a", scope: !15, file: !16, baseType: !13, size: 32, align: 32, flags: DIFlagPublic)
!19 = !DIDerivedType(tag: DW_TAG_member, name: "b", scope: !15, file: !16, baseType: !13, size: 32, align: 32, offset: 32, flags: DIFlagPublic)
!20 = !{}
!21 = !{!22}
!22 = !DILocalVariable(name: "p", arg: 1, scope: !7, file: !8, line: 3, type: !14)
!23 = !DILocation(line: 3, column: 18, scope: !7)
!24 = !DILocation(line: 3, column: 38, scope: !7)
!25 = !DILocation(line: 3, column: 44, scope: !7)
