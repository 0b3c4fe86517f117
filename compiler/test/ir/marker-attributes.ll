; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
; What a marker promises the optimiser: it touches no memory but what a
; struct's pointer leads to and what nobody sees, costs nothing to inline, and
; stays apart from others. A pointer that is only a value is not read.
; RUN: %opt -passes=kcov-dataflow-mark %s | FileCheck %s

; CHECK: call void (...) @__kcov_df_marker_entry(i32 0, i32 3, i32 0, ptr {{nocapture readonly|readonly captures\(none\)}} %{{.*}}, i32 1, i32 1, i32 0, ptr {{nocapture readnone|readnone captures\(none\)}} %{{.*}}) [[CALL:#[0-9]+]]
; CHECK: declare void @__kcov_df_marker_entry(...) [[DECL:#[0-9]+]]
; CHECK-DAG: attributes [[DECL]] = { nocallback nofree nosync nounwind willreturn memory(argmem: read, inaccessiblemem: readwrite) }
; CHECK-DAG: attributes [[CALL]] = { nomerge "call-inline-cost"="0" }
define void @f(ptr %s, ptr %v) !dbg !4 {
  %s.addr = alloca ptr
  %v.addr = alloca ptr
  store ptr %s, ptr %s.addr
    #dbg_declare(ptr %s.addr, !8, !DIExpression(), !9)
  store ptr %v, ptr %v.addr
    #dbg_declare(ptr %v.addr, !14, !DIExpression(), !9)
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
!6 = !{null, !7, !13}
!7 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !11, size: 64)
!8 = !DILocalVariable(name: "s", arg: 1, scope: !4, file: !1, line: 1, type: !7)
!9 = !DILocation(line: 1, column: 7, scope: !4)
!10 = !DILocation(line: 3, column: 2, scope: !4)
!11 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "s", file: !1, size: 32, elements: !{!12})
!12 = !DIDerivedType(tag: DW_TAG_member, name: "a", scope: !11, file: !1, baseType: !15, size: 32)
!13 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: null, size: 64)
!14 = !DILocalVariable(name: "v", arg: 2, scope: !4, file: !1, line: 1, type: !13)
!15 = !DIBasicType(name: "int", size: 32, encoding: DW_ATE_signed)
