; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
; Functions of a crate are left out wherever they were compiled, also where
; they were inlined.
; RUN: %opt -passes='default<O2>,kcov-dataflow<trace-entry;inline>' %s | %gates --check-prefixes=ALL,OWN %s
; RUN: %opt -passes='default<O2>,kcov-dataflow<trace-entry;inline;without=core>' %s | %gates --check-prefix=OWN %s
; RUN: %opt -passes='default<O2>,kcov-dataflow<trace-entry;inline;without=alloc;without=core>' %s | %gates --check-prefix=OWN %s
; RUN: %opt -passes='default<O2>,kcov-dataflow<trace-entry;inline;without=core;without=driver>' %s | %gates --check-prefix=NONE %s

; ALL-LABEL: define {{.*}}@inner(
; ALL: call {{.*}}@__sanitizer_cov_trace_entry1(i64
; ALL-LABEL: define {{.*}}@outer(
; ALL: call {{.*}}@__sanitizer_cov_trace_entry1(i64
; OWN: call {{.*}}@__sanitizer_cov_trace_entry1(i64
; NONE: define {{.*}}@outer(
define i32 @inner(i32 %a) !dbg !4 {
  %a.addr = alloca i32
  store i32 %a, ptr %a.addr
    #dbg_declare(ptr %a.addr, !8, !DIExpression(), !9)
  %v = add i32 %a, 3, !dbg !10
  ret i32 %v, !dbg !10
}

define i32 @outer(i32 %b) !dbg !14 {
  %b.addr = alloca i32
  store i32 %b, ptr %b.addr
    #dbg_declare(ptr %b.addr, !18, !DIExpression(), !19)
  %r = call i32 @inner(i32 %b), !dbg !20
  ret i32 %r, !dbg !20
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2, !3}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "driver.rs", directory: "/")
!2 = !{i32 7, !"Dwarf Version", i32 5}
!3 = !{i32 2, !"Debug Info Version", i32 3}
!4 = distinct !DISubprogram(name: "inner", scope: !22, file: !1, line: 1, type: !5, scopeLine: 2, spFlags: DISPFlagDefinition, unit: !0, declaration: !25)
!5 = !DISubroutineType(types: !6)
!6 = !{!7, !7}
!7 = !DIBasicType(name: "u32", size: 32, encoding: DW_ATE_unsigned)
!8 = !DILocalVariable(name: "a", arg: 1, scope: !4, file: !1, line: 1, type: !7)
!9 = !DILocation(line: 1, column: 7, scope: !4)
!10 = !DILocation(line: 3, column: 2, scope: !4)
!14 = distinct !DISubprogram(name: "outer", scope: !24, file: !1, line: 6, type: !5, scopeLine: 6, spFlags: DISPFlagDefinition, unit: !0)
!18 = !DILocalVariable(name: "b", arg: 1, scope: !14, file: !1, line: 6, type: !7)
!19 = !DILocation(line: 6, column: 7, scope: !14)
!20 = !DILocation(line: 8, column: 2, scope: !14)
!21 = !DINamespace(name: "core", scope: null)
; A method: of a type, in a module, in the crate.
!22 = !DICompositeType(tag: DW_TAG_structure_type, name: "Option<u32>", scope: !23, file: !1, size: 64, align: 32, elements: !{}, identifier: "option")
!23 = !DINamespace(name: "option", scope: !21)
!24 = !DINamespace(name: "driver", scope: null)
!25 = !DISubprogram(name: "inner", scope: !22, file: !1, line: 1, type: !5, scopeLine: 1, spFlags: 0)
