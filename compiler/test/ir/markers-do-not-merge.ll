; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
; Two markers with different values never become one with a phi operand.
; RUN: %opt -passes='kcov-dataflow-mark,function(mem2reg,simplifycfg<sink-common-insts;hoist-common-insts>),kcov-dataflow-lower' %s | %check %s

; CHECK-LABEL: define i32 @f(
; CHECK: trace_args(
; CHECK: store i32 1, ptr %kcov_df.slot
; CHECK-NEXT: trace_ret(
; CHECK: store i32 2, ptr %kcov_df.slot
; CHECK-NEXT: trace_ret(
define i32 @f(i32 %a) !dbg !4 {
  %a.addr = alloca i32
  store i32 %a, ptr %a.addr
    #dbg_declare(ptr %a.addr, !8, !DIExpression(), !9)
  %v = load i32, ptr %a.addr, !dbg !10
  %c = icmp eq i32 %v, 0, !dbg !10
  br i1 %c, label %then, label %else, !dbg !10
then:
  ret i32 1, !dbg !10
else:
  ret i32 2, !dbg !10
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
