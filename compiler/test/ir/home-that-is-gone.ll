; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
; An argument whose home an earlier pass has deleted is unknown; the others
; keep their numbers.
; RUN: %opt -passes=kcov-dataflow-mark,kcov-dataflow-lower %s | %check %s

; CHECK-LABEL: define void @f(
; CHECK: trace_args({{.*}}, i32 0, i32 4, ptr null, ptr null, i32 0)
; CHECK: trace_args({{.*}}, i32 1, i32 4, ptr null, ptr null, i32 0)
; CHECK: trace_args({{.*}}, i32 2, i32 4, ptr %kcov_df.slot, ptr null, i32 0)
; CHECK: trace_args({{.*}}, i32 3, i32 4, ptr null, ptr null, i32 0)
define void @f(i32 %a, i32 %b, i32 %c, i32 %d) !dbg !4 {
  %c.addr = alloca i32
  store i32 %c, ptr %c.addr
    #dbg_declare(ptr poison, !8, !DIExpression(), !9)
    #dbg_declare(!{}, !11, !DIExpression(), !9)
    #dbg_declare(ptr %c.addr, !12, !DIExpression(), !9)
    #dbg_assign(i32 poison, !13, !DIExpression(), !14, !{}, !DIExpression(), !9)
  ret void, !dbg !10
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2, !3}
!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "f.c", directory: "/")
!2 = !{i32 7, !"Dwarf Version", i32 5}
!3 = !{i32 2, !"Debug Info Version", i32 3}
!4 = distinct !DISubprogram(name: "f", file: !1, line: 1, type: !5, scopeLine: 2, spFlags: DISPFlagDefinition, unit: !0)
!5 = !DISubroutineType(types: !6)
!6 = !{null, !7, !7, !7, !7}
!7 = !DIBasicType(name: "int", size: 32, encoding: DW_ATE_signed)
!8 = !DILocalVariable(name: "a", arg: 1, scope: !4, file: !1, line: 1, type: !7)
!9 = !DILocation(line: 1, column: 7, scope: !4)
!10 = !DILocation(line: 3, column: 2, scope: !4)
!11 = !DILocalVariable(name: "b", arg: 2, scope: !4, file: !1, line: 1, type: !7)
!12 = !DILocalVariable(name: "c", arg: 3, scope: !4, file: !1, line: 1, type: !7)
!13 = !DILocalVariable(name: "d", arg: 4, scope: !4, file: !1, line: 1, type: !7)
!14 = distinct !DIAssignID()
