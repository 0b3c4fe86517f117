; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
; The value that is returned was loaded from the end of another object, but it
; begins where the returned object begins: as the first of one value.
; RUN: %opt -passes='kcov-dataflow<trace-entry;trace-exit>,kcov-dataflow-mark,sroa,kcov-dataflow-lower,instcombine<no-verify-fixpoint>' %s | %gates %s
;
; From rustc 1.96, without attributes that older LLVMs do not know:
;   pub struct Large { a: u64, b: u64, c: u64 }
;   pub struct Newtype(pub u64);
;   pub fn member(v: [u64; 3]) -> Newtype { let l = Large { a: v[0], b: v[1], c: v[2] }; let _ = (l.a, l.b); Newtype(l.c) }

; CHECK: c"\81\01\00\00\04\0D\00\00"
; CHECK-LABEL: define i64 @_RNvC6member6member(
; CHECK: trace_entry1(
; CHECK: [[C:%_9]] = load i64
; CHECK: trace_exit1(i64 [[C]], ptr
target datalayout = "e-i64:64"

define i64 @_RNvC6member6member(ptr align 8 %v) !dbg !7 {
start:
  %l = alloca [24 x i8], align 8
    #dbg_declare(ptr %v, !22, !DIExpression(), !30)
    #dbg_declare(ptr %l, !23, !DIExpression(), !31)
  %0 = getelementptr inbounds nuw i64, ptr %v, i64 0, !dbg !32
  %_3 = load i64, ptr %0, align 8, !dbg !32
  %1 = getelementptr inbounds nuw i64, ptr %v, i64 1, !dbg !33
  %_6 = load i64, ptr %1, align 8, !dbg !33
  %2 = getelementptr inbounds nuw i64, ptr %v, i64 2, !dbg !34
  %_9 = load i64, ptr %2, align 8, !dbg !34
  store i64 %_3, ptr %l, align 8, !dbg !35
  %3 = getelementptr inbounds i8, ptr %l, i64 8, !dbg !35
  store i64 %_6, ptr %3, align 8, !dbg !35
  %4 = getelementptr inbounds i8, ptr %l, i64 16, !dbg !35
  store i64 %_9, ptr %4, align 8, !dbg !35
  %_13 = load i64, ptr %l, align 8, !dbg !36
  %5 = getelementptr inbounds i8, ptr %l, i64 8, !dbg !37
  %_14 = load i64, ptr %5, align 8, !dbg !37
  %6 = getelementptr inbounds i8, ptr %l, i64 16, !dbg !38
  %_15 = load i64, ptr %6, align 8, !dbg !38
  ret i64 %_15, !dbg !39
}
!llvm.module.flags = !{!0, !1, !2, !3}
!llvm.dbg.cu = !{!5}
!0 = !{i32 8, !"PIC Level", i32 2}
!1 = !{i32 2, !"RtLibUseGOT", i32 1}
!2 = !{i32 7, !"Dwarf Version", i32 4}
!3 = !{i32 2, !"Debug Info Version", i32 3}
!5 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !6, producer: "rustc", isOptimized: false, runtimeVersion: 0, emissionKind: FullDebug, splitDebugInlining: false, nameTableKind: None)
!6 = !DIFile(filename: "member.rs", directory: "/")
!7 = distinct !DISubprogram(name: "member", linkageName: "_RNvC6member6member", scope: !9, file: !8, line: 4, type: !10, scopeLine: 4, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !5, retainedNodes: !21)
!8 = !DIFile(filename: "member.rs", directory: "/")
!9 = !DINamespace(name: "member", scope: null)
!10 = !DISubroutineType(types: !11)
!11 = !{!12, !18}
!12 = !DICompositeType(tag: DW_TAG_structure_type, name: "Newtype", scope: !9, file: !13, size: 64, align: 64, flags: DIFlagPublic, elements: !14)
!13 = !DIFile(filename: "<unknown>", directory: "")
!14 = !{!15}
!15 = !DIDerivedType(tag: DW_TAG_member, name: "__0", scope: !12, file: !13, baseType: !16, size: 64, align: 64, flags: DIFlagPrivate)
!16 = !DIBasicType(name: "u64", size: 64, encoding: DW_ATE_unsigned)
!17 = !{}
!18 = !DICompositeType(tag: DW_TAG_array_type, baseType: !16, size: 192, align: 64, elements: !19)
!19 = !{!20}
!20 = !DISubrange(count: 3, lowerBound: 0)
!21 = !{!22, !23}
!22 = !DILocalVariable(name: "v", arg: 1, scope: !7, file: !8, line: 4, type: !18)
!23 = !DILocalVariable(name: "l", scope: !24, file: !8, line: 4, type: !25, align: 64)
!24 = distinct !DILexicalBlock(scope: !7, file: !8, line: 4, column: 41)
!25 = !DICompositeType(tag: DW_TAG_structure_type, name: "Large", scope: !9, file: !13, size: 192, align: 64, flags: DIFlagPublic, elements: !26)
!26 = !{!27, !28, !29}
!27 = !DIDerivedType(tag: DW_TAG_member, name: "a", scope: !25, file: !13, baseType: !16, size: 64, align: 64, flags: DIFlagPrivate)
!28 = !DIDerivedType(tag: DW_TAG_member, name: "b", scope: !25, file: !13, baseType: !16, size: 64, align: 64, offset: 64, flags: DIFlagPrivate)
!29 = !DIDerivedType(tag: DW_TAG_member, name: "c", scope: !25, file: !13, baseType: !16, size: 64, align: 64, offset: 128, flags: DIFlagPrivate)
!30 = !DILocation(line: 4, column: 15, scope: !7)
!31 = !DILocation(line: 4, column: 45, scope: !24)
!32 = !DILocation(line: 4, column: 60, scope: !7)
!33 = !DILocation(line: 4, column: 69, scope: !7)
!34 = !DILocation(line: 4, column: 78, scope: !7)
!35 = !DILocation(line: 4, column: 49, scope: !7)
!36 = !DILocation(line: 4, column: 95, scope: !24)
!37 = !DILocation(line: 4, column: 100, scope: !24)
!38 = !DILocation(line: 4, column: 114, scope: !24)
!39 = !DILocation(line: 4, column: 120, scope: !7)
