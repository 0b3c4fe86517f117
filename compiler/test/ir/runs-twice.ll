; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
; Any of the passes may run again; it finds its own work and leaves it.
; RUN: %opt -passes=kcov-dataflow-mark,kcov-dataflow-mark %s | FileCheck --check-prefix=MARKED %s
; RUN: %opt -passes=kcov-dataflow-mark,kcov-dataflow-mark,kcov-dataflow-drop,kcov-dataflow-drop,kcov-dataflow-lower,kcov-dataflow-lower %s | %check %s
; RUN: %opt -passes=kcov-dataflow-mark,kcov-dataflow-lower %s | %opt -passes=kcov-dataflow-mark,kcov-dataflow-lower | %check %s

; MARKED-COUNT-1: call void (...) @__kcov_df_marker_entry
; MARKED-COUNT-1: call void (...) @__kcov_df_marker_exit
; MARKED-NOT: call void (...) @__kcov_df_marker

; CHECK-LABEL: define i32 @f(
; CHECK: trace_args(
; CHECK: trace_ret(
; CHECK-NOT: @__kcov_df_marker
define i32 @f(i32 %a) !dbg !4 {
  %a.addr = alloca i32
  store i32 %a, ptr %a.addr
    #dbg_declare(ptr %a.addr, !8, !DIExpression(), !9)
  %v = load i32, ptr %a.addr, !dbg !10
  ret i32 %v, !dbg !10
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2, !3}
!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "f.c", directory: "/")
!2 = !{i32 7, !"Dwarf Version", i32 5}
!3 = !{i32 2, !"Debug Info Version", i32 3}
!4 = distinct !DISubprogram(name: "f", file: !1, line: 1, type: !5, scopeLine: 2, spFlags: DISPFlagDefinition, unit: !0)
!5 = !DISubroutineType(types: !6)
!6 = !{!7, !7}
!7 = !DIBasicType(name: "int", size: 32, encoding: DW_ATE_signed)
!8 = !DILocalVariable(name: "a", arg: 1, scope: !4, file: !1, line: 1, type: !7)
!9 = !DILocation(line: 1, column: 7, scope: !4)
!10 = !DILocation(line: 3, column: 2, scope: !4)
