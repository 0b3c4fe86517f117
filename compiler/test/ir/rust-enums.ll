; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
; An enum with data is one member; its names list the variants, what numbers
; them, and which one counts if no other does. Elements of tuples are numbers.
; RUN: %opt -passes='kcov-dataflow<trace-entry;trace-exit>,kcov-dataflow-mark,kcov-dataflow-lower' %s | FileCheck %s
;
; From rustc 1.96, without attributes that older LLVMs do not know:
;   pub enum Shape { Point, Circle(u32), Rect { w: u32, h: u32 } }
;   pub struct Has { s: Option<u8>, n: (u8, u16) }
;   pub fn enums(_s: &Shape, _o: Option<&u32>, _h: &Has) {}

; CHECK: asciz \22S\\011[[CIRCLE:[0-9a-f]*]]\\011Circle\\01112\\01132\\01132\\011u4\\0110\22
; CHECK: asciz \22S\\011[[RECT:[0-9a-f]*]]\\011Rect\\01112\\01132\\01132\\011u4\\011w\\01164\\01132\\011u4\\011h\22
; CHECK: asciz \22V\\011[[SHAPE:[0-9a-f]*]]\\011Shape\\01112\\0110\\01132\\0110\\011v\\011Point\\0111\\011s[[CIRCLE]]\\011Circle\\0112\\011s[[RECT]]\\011Rect\22
; CHECK: asciz \22S\\011[[SOME:[0-9a-f]*]]\\011Some\\0118\\0110\\01164\\011p\\0110\22
; CHECK: asciz \22V\\011[[OPTION:[0-9a-f]*]]\\011Option<&u32>\\0118\\0110\\01164\\0110\\011v\\011None\\011*\\011s[[SOME]]\\011Some\22
; CHECK: asciz \22V\\011[[INNER:[0-9a-f]*]]\\011Option<u8>\\0112\\0110\\0118\\0110\\011v\\011None
; CHECK: asciz \22S\\011[[HAS:[0-9a-f]*]]\\011Has\\0116\\0110\\01116\\011s[[INNER]]\\011s\\01116\\0118\\011u1\\011n.0\\01132\\01116\\011u2\\011n.1\22
; CHECK: asciz \22F\\011_RNvC5enums5enums\\011enums.rs:4\\011v\\011p[[SHAPE]]\\011_s\\011s[[OPTION]]\\011_o\\011p[[HAS]]\\011_h\22
; CHECK: constant {{.*}} c"\0C\00\00\00\80\00\0C\00"
target datalayout = "e-i64:64"

define void @_RNvC5enums5enums(ptr align 4 %_s, ptr align 4 %_o, ptr align 2 %_h) !dbg !7 {
start:
  %_h.dbg.spill = alloca [8 x i8], align 8
  %_o.dbg.spill = alloca [8 x i8], align 8
  %_s.dbg.spill = alloca [8 x i8], align 8
  store ptr %_s, ptr %_s.dbg.spill, align 8
    #dbg_declare(ptr %_s.dbg.spill, !74, !DIExpression(), !77)
  store ptr %_o, ptr %_o.dbg.spill, align 8
    #dbg_declare(ptr %_o.dbg.spill, !75, !DIExpression(), !78)
  store ptr %_h, ptr %_h.dbg.spill, align 8
    #dbg_declare(ptr %_h.dbg.spill, !76, !DIExpression(), !79)
  ret void, !dbg !80
}
!llvm.module.flags = !{!0, !1, !2, !3}
!llvm.dbg.cu = !{!5}
!0 = !{i32 8, !"PIC Level", i32 2}
!1 = !{i32 2, !"RtLibUseGOT", i32 1}
!2 = !{i32 7, !"Dwarf Version", i32 4}
!3 = !{i32 2, !"Debug Info Version", i32 3}
!5 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !6, producer: "rustc", isOptimized: false, runtimeVersion: 0, emissionKind: FullDebug, splitDebugInlining: false, nameTableKind: None)
!6 = !DIFile(filename: "enums.rs", directory: "/")
!7 = distinct !DISubprogram(name: "enums", linkageName: "_RNvC5enums5enums", scope: !9, file: !8, line: 4, type: !10, scopeLine: 4, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !5, retainedNodes: !73)
!8 = !DIFile(filename: "enums.rs", directory: "/")
!9 = !DINamespace(name: "enums", scope: null)
!10 = !DISubroutineType(types: !11)
!11 = !{null, !12, !32, !49}
!12 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&enums::Shape", baseType: !13, size: 64, align: 64, dwarfAddressSpace: 0)
!13 = !DICompositeType(tag: DW_TAG_structure_type, name: "Shape", scope: !9, file: !14, size: 96, align: 32, flags: DIFlagPublic, elements: !15)
!14 = !DIFile(filename: "<unknown>", directory: "")
!15 = !{!16}
!16 = !DICompositeType(tag: DW_TAG_variant_part, scope: !13, file: !14, size: 96, align: 32, elements: !17, discriminator: !31)
!17 = !{!18, !21, !26}
!18 = !DIDerivedType(tag: DW_TAG_member, name: "Point", scope: !16, file: !14, baseType: !19, size: 96, align: 32, extraData: i32 0)
!19 = !DICompositeType(tag: DW_TAG_structure_type, name: "Point", scope: !13, file: !14, size: 96, align: 32, flags: DIFlagPublic, elements: !20)
!20 = !{}
!21 = !DIDerivedType(tag: DW_TAG_member, name: "Circle", scope: !16, file: !14, baseType: !22, size: 96, align: 32, extraData: i32 1)
!22 = !DICompositeType(tag: DW_TAG_structure_type, name: "Circle", scope: !13, file: !14, size: 96, align: 32, flags: DIFlagPublic, elements: !23)
!23 = !{!24}
!24 = !DIDerivedType(tag: DW_TAG_member, name: "__0", scope: !22, file: !14, baseType: !25, size: 32, align: 32, offset: 32, flags: DIFlagPublic)
!25 = !DIBasicType(name: "u32", size: 32, encoding: DW_ATE_unsigned)
!26 = !DIDerivedType(tag: DW_TAG_member, name: "Rect", scope: !16, file: !14, baseType: !27, size: 96, align: 32, extraData: i32 2)
!27 = !DICompositeType(tag: DW_TAG_structure_type, name: "Rect", scope: !13, file: !14, size: 96, align: 32, flags: DIFlagPublic, elements: !28)
!28 = !{!29, !30}
!29 = !DIDerivedType(tag: DW_TAG_member, name: "w", scope: !27, file: !14, baseType: !25, size: 32, align: 32, offset: 32, flags: DIFlagPublic)
!30 = !DIDerivedType(tag: DW_TAG_member, name: "h", scope: !27, file: !14, baseType: !25, size: 32, align: 32, offset: 64, flags: DIFlagPublic)
!31 = !DIDerivedType(tag: DW_TAG_member, scope: !13, file: !14, baseType: !25, size: 32, align: 32, flags: DIFlagArtificial)
!32 = !DICompositeType(tag: DW_TAG_structure_type, name: "Option<&u32>", scope: !33, file: !14, size: 64, align: 64, flags: DIFlagPublic, elements: !35)
!33 = !DINamespace(name: "option", scope: !34)
!34 = !DINamespace(name: "core", scope: null)
!35 = !{!36}
!36 = !DICompositeType(tag: DW_TAG_variant_part, scope: !32, file: !14, size: 64, align: 64, elements: !37, discriminator: !47)
!37 = !{!38, !43}
!38 = !DIDerivedType(tag: DW_TAG_member, name: "None", scope: !36, file: !14, baseType: !39, size: 64, align: 64, extraData: i64 0)
!39 = !DICompositeType(tag: DW_TAG_structure_type, name: "None", scope: !32, file: !14, size: 64, align: 64, flags: DIFlagPublic, elements: !20)
!40 = !{!41}
!41 = !DITemplateTypeParameter(name: "T", type: !42)
!42 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&u32", baseType: !25, size: 64, align: 64, dwarfAddressSpace: 0)
!43 = !DIDerivedType(tag: DW_TAG_member, name: "Some", scope: !36, file: !14, baseType: !44, size: 64, align: 64)
!44 = !DICompositeType(tag: DW_TAG_structure_type, name: "Some", scope: !32, file: !14, size: 64, align: 64, flags: DIFlagPublic, elements: !45)
!45 = !{!46}
!46 = !DIDerivedType(tag: DW_TAG_member, name: "__0", scope: !44, file: !14, baseType: !42, size: 64, align: 64, flags: DIFlagPublic)
!47 = !DIDerivedType(tag: DW_TAG_member, scope: !32, file: !14, baseType: !48, size: 64, align: 64, flags: DIFlagArtificial)
!48 = !DIBasicType(name: "u64", size: 64, encoding: DW_ATE_unsigned)
!49 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&enums::Has", baseType: !50, size: 64, align: 64, dwarfAddressSpace: 0)
!50 = !DICompositeType(tag: DW_TAG_structure_type, name: "Has", scope: !9, file: !14, size: 48, align: 16, flags: DIFlagPublic, elements: !51)
!51 = !{!52, !67}
!52 = !DIDerivedType(tag: DW_TAG_member, name: "s", scope: !50, file: !14, baseType: !53, size: 16, align: 8, flags: DIFlagPrivate)
!53 = !DICompositeType(tag: DW_TAG_structure_type, name: "Option<u8>", scope: !33, file: !14, size: 16, align: 8, flags: DIFlagPublic, elements: !54)
!54 = !{!55}
!55 = !DICompositeType(tag: DW_TAG_variant_part, scope: !53, file: !14, size: 16, align: 8, elements: !56, discriminator: !66)
!56 = !{!57, !62}
!57 = !DIDerivedType(tag: DW_TAG_member, name: "None", scope: !55, file: !14, baseType: !58, size: 16, align: 8, extraData: i8 0)
!58 = !DICompositeType(tag: DW_TAG_structure_type, name: "None", scope: !53, file: !14, size: 16, align: 8, flags: DIFlagPublic, elements: !20)
!59 = !{!60}
!60 = !DITemplateTypeParameter(name: "T", type: !61)
!61 = !DIBasicType(name: "u8", size: 8, encoding: DW_ATE_unsigned)
!62 = !DIDerivedType(tag: DW_TAG_member, name: "Some", scope: !55, file: !14, baseType: !63, size: 16, align: 8, extraData: i8 1)
!63 = !DICompositeType(tag: DW_TAG_structure_type, name: "Some", scope: !53, file: !14, size: 16, align: 8, flags: DIFlagPublic, elements: !64)
!64 = !{!65}
!65 = !DIDerivedType(tag: DW_TAG_member, name: "__0", scope: !63, file: !14, baseType: !61, size: 8, align: 8, offset: 8, flags: DIFlagPublic)
!66 = !DIDerivedType(tag: DW_TAG_member, scope: !53, file: !14, baseType: !61, size: 8, align: 8, flags: DIFlagArtificial)
!67 = !DIDerivedType(tag: DW_TAG_member, name: "n", scope: !50, file: !14, baseType: !68, size: 32, align: 16, offset: 16, flags: DIFlagPrivate)
!68 = !DICompositeType(tag: DW_TAG_structure_type, name: "(u8, u16)", file: !14, size: 32, align: 16, elements: !69)
!69 = !{!70, !71}
!70 = !DIDerivedType(tag: DW_TAG_member, name: "__0", scope: !68, file: !14, baseType: !61, size: 8, align: 8)
!71 = !DIDerivedType(tag: DW_TAG_member, name: "__1", scope: !68, file: !14, baseType: !72, size: 16, align: 16, offset: 16)
!72 = !DIBasicType(name: "u16", size: 16, encoding: DW_ATE_unsigned)
!73 = !{!74, !75, !76}
!74 = !DILocalVariable(name: "_s", arg: 1, scope: !7, file: !8, line: 4, type: !12)
!75 = !DILocalVariable(name: "_o", arg: 2, scope: !7, file: !8, line: 4, type: !32)
!76 = !DILocalVariable(name: "_h", arg: 3, scope: !7, file: !8, line: 4, type: !49)
!77 = !DILocation(line: 4, column: 14, scope: !7)
!78 = !DILocation(line: 4, column: 26, scope: !7)
!79 = !DILocation(line: 4, column: 44, scope: !7)
!80 = !DILocation(line: 4, column: 56, scope: !7)
