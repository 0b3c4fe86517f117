; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
; Arguments without bytes keep their numbers, and are told from unknown ones.
; RUN: %opt -passes='kcov-dataflow<trace-entry;trace-exit>,kcov-dataflow-mark,sroa,kcov-dataflow-lower,instcombine<no-verify-fixpoint>' %s | %gates %s
;
; From rustc 1.96, without attributes that older LLVMs do not know:
;   pub struct Nothing;
;   pub fn nothing(_z: Nothing, x: u8, _u: ()) { let _ = x; }

; CHECK: asciz \22F\\011_RNvC3zst7nothing\\011zst.rs:3\\011v\\011s{{[0-9a-f]*}}\\011_z\\011u1\\011x\\011o0\\011_u\22
; CHECK: c"\01\03\01\00\08\09\08\08"
; CHECK: [[X:%.*]] = zext i8 %x to i64
; CHECK: trace_entry1(i64 [[X]], ptr
; CHECK: trace_exit0(
target datalayout = "e-i64:64"

define void @_RNvC3zst7nothing(i8 %x) !dbg !7 {
start:
  %_u.dbg.spill = alloca [0 x i8], align 1
  %x.dbg.spill = alloca [1 x i8], align 1
  %_z.dbg.spill = alloca [0 x i8], align 1
    #dbg_declare(ptr %_z.dbg.spill, !18, !DIExpression(), !21)
  store i8 %x, ptr %x.dbg.spill, align 1
    #dbg_declare(ptr %x.dbg.spill, !19, !DIExpression(), !22)
    #dbg_declare(ptr %_u.dbg.spill, !20, !DIExpression(), !23)
  ret void, !dbg !24
}
!llvm.module.flags = !{!0, !1, !2, !3}
!llvm.dbg.cu = !{!5}
!0 = !{i32 8, !"PIC Level", i32 2}
!1 = !{i32 2, !"RtLibUseGOT", i32 1}
!2 = !{i32 7, !"Dwarf Version", i32 4}
!3 = !{i32 2, !"Debug Info Version", i32 3}
!5 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !6, producer: "rustc", isOptimized: false, runtimeVersion: 0, emissionKind: FullDebug, splitDebugInlining: false, nameTableKind: None)
!6 = !DIFile(filename: "zst.rs", directory: "/")
!7 = distinct !DISubprogram(name: "nothing", linkageName: "_RNvC3zst7nothing", scope: !9, file: !8, line: 3, type: !10, scopeLine: 3, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !5, retainedNodes: !17)
!8 = !DIFile(filename: "zst.rs", directory: "/")
!9 = !DINamespace(name: "zst", scope: null)
!10 = !DISubroutineType(types: !11)
!11 = !{null, !12, !15, !16}
!12 = !DICompositeType(tag: DW_TAG_structure_type, name: "Nothing", scope: !9, file: !13, align: 8, flags: DIFlagPublic, elements: !14)
!13 = !DIFile(filename: "<unknown>", directory: "")
!14 = !{}
!15 = !DIBasicType(name: "u8", size: 8, encoding: DW_ATE_unsigned)
!16 = !DIBasicType(name: "()", encoding: DW_ATE_unsigned)
!17 = !{!18, !19, !20}
!18 = !DILocalVariable(name: "_z", arg: 1, scope: !7, file: !8, line: 3, type: !12)
!19 = !DILocalVariable(name: "x", arg: 2, scope: !7, file: !8, line: 3, type: !15)
!20 = !DILocalVariable(name: "_u", arg: 3, scope: !7, file: !8, line: 3, type: !16)
!21 = !DILocation(line: 3, column: 16, scope: !7)
!22 = !DILocation(line: 3, column: 29, scope: !7)
!23 = !DILocation(line: 3, column: 36, scope: !7)
!24 = !DILocation(line: 3, column: 58, scope: !7)
