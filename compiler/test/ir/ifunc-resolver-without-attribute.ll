; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
; An ifunc's resolver is left alone also where the front end, unlike clang, does
; not say so.
; RUN: %opt -passes=kcov-dataflow-mark,kcov-dataflow-lower %s | %check %s

; CHECK-LABEL: define internal ptr @resolver()
define internal ptr @resolver() !dbg !4 {
  ret ptr null, !dbg !10
}

@resolved = ifunc i32 (), ptr @resolver

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2, !3}
!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "f.c", directory: "/")
!2 = !{i32 7, !"Dwarf Version", i32 5}
!3 = !{i32 2, !"Debug Info Version", i32 3}
!4 = distinct !DISubprogram(name: "resolver", file: !1, line: 1, type: !5, scopeLine: 2, spFlags: DISPFlagDefinition, unit: !0)
!5 = !DISubroutineType(types: !6)
!6 = !{!7}
!7 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: null, size: 64)
!10 = !DILocation(line: 3, column: 2, scope: !4)
