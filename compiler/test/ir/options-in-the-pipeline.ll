; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
; Where -mllvm options are not known (rustc), a pipeline says what to
; instrument, before or after its passes.
; RUN: %opt -passes='kcov-dataflow<trace-entry>,kcov-dataflow-mark,kcov-dataflow-lower' %s | %gates --check-prefix=ENTRY %s
; RUN: %opt -passes='kcov-dataflow-mark,kcov-dataflow-lower,kcov-dataflow<trace-exit>' %s | %gates --check-prefix=EXIT %s
; RUN: %opt -passes='default<O2>,kcov-dataflow<trace-entry;trace-exit>' %s | %gates --check-prefixes=ENTRY,EXIT %s
; RUN: not %opt -passes='kcov-dataflow<trace-entry;trace-all>,kcov-dataflow-mark' %s 2>&1 | FileCheck --check-prefix=UNKNOWN %s
; RUN: not %opt -passes='kcov-dataflow<trace-args;trace-exit>,kcov-dataflow-mark' %s 2>&1 | FileCheck --check-prefix=BOTH %s

; ENTRY: call {{.*}}@__sanitizer_cov_trace_entry1(i64
; EXIT: call {{.*}}@__sanitizer_cov_trace_exit1(i64
; UNKNOWN: Cannot find option named 'trace-all'!
; BOTH: choose one
define i32 @f(i32 %a) !dbg !4 {
  %a.addr = alloca i32
  store i32 %a, ptr %a.addr
    #dbg_declare(ptr %a.addr, !8, !DIExpression(), !9)
  %v = load i32, ptr %a.addr, !dbg !10
  ret i32 %v, !dbg !10
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2, !3}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "f.rs", directory: "/")
!2 = !{i32 7, !"Dwarf Version", i32 5}
!3 = !{i32 2, !"Debug Info Version", i32 3}
!4 = distinct !DISubprogram(name: "f", file: !1, line: 1, type: !5, scopeLine: 2, spFlags: DISPFlagDefinition, unit: !0)
!5 = !DISubroutineType(types: !6)
!6 = !{!7, !7}
!7 = !DIBasicType(name: "u32", size: 32, encoding: DW_ATE_unsigned)
!8 = !DILocalVariable(name: "a", arg: 1, scope: !4, file: !1, line: 1, type: !7)
!9 = !DILocation(line: 1, column: 7, scope: !4)
!10 = !DILocation(line: 3, column: 2, scope: !4)
