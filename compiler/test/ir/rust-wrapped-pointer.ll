; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
; A newtype of a pointer is that pointer, and its struct is captured; so is that of
; the pointer that is all the data of an enum, which the type names, too.
; RUN: %opt -passes='kcov-dataflow<trace-entry;trace-exit>,kcov-dataflow-mark,sroa,kcov-dataflow-lower,instcombine<no-verify-fixpoint>' %s | %gates %s
;
; From rustc 1.96, without attributes that older LLVMs do not know:
;   pub struct Pair { pub a: u32, pub b: u32 }
;   pub fn wrapped(p: Option<&Pair>, n: core::ptr::NonNull<Pair>, x: Option<&u32>) {}

; CHECK: asciz \22S\\011[[PAIR:[0-9a-f]*]]\\011Pair
; CHECK: asciz \22V\\011[[OPTION:[0-9a-f]*]]\\011Option<&wrapped::Pair>
; CHECK: asciz \22F\\011_RNvC7wrapped7wrapped\\011wrapped.rs:3\\011v\\011p[[PAIR]]:[[OPTION]]\\011p\\011p[[PAIR]]\\011n\\011s{{[0-9a-f]*}}\\011x\22
; CHECK: constant {{.*}} c"\83\03\00\00CC\0D\08"
; CHECK-LABEL: define void @_RNvC7wrapped7wrapped(
; CHECK: [[P:%.*]] = ptrtoint ptr %p to i64
; CHECK: [[N:%.*]] = ptrtoint ptr %n to i64
; CHECK: [[X:%.*]] = ptrtoint ptr %x to i64
; CHECK: trace_entry3(i64 [[P]], i64 [[N]], i64 [[X]], ptr
; CHECK: trace_exit0(
target datalayout = "e-i64:64"

define void @_RNvC7wrapped7wrapped(ptr align 4 %p, ptr %n, ptr align 4 %x) !dbg !7 {
start:
  %x.dbg.spill = alloca [8 x i8], align 8
  %n.dbg.spill = alloca [8 x i8], align 8
  %p.dbg.spill = alloca [8 x i8], align 8
  store ptr %p, ptr %p.dbg.spill, align 8
    #dbg_declare(ptr %p.dbg.spill, !59, !DIExpression(), !62)
  store ptr %n, ptr %n.dbg.spill, align 8
    #dbg_declare(ptr %n.dbg.spill, !60, !DIExpression(), !63)
  store ptr %x, ptr %x.dbg.spill, align 8
    #dbg_declare(ptr %x.dbg.spill, !61, !DIExpression(), !64)
  ret void, !dbg !65
}
!llvm.module.flags = !{!0, !1, !2, !3}
!llvm.dbg.cu = !{!5}
!0 = !{i32 8, !"PIC Level", i32 2}
!1 = !{i32 2, !"RtLibUseGOT", i32 1}
!2 = !{i32 7, !"Dwarf Version", i32 4}
!3 = !{i32 2, !"Debug Info Version", i32 3}
!5 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !6, producer: "rustc", isOptimized: false, runtimeVersion: 0, emissionKind: FullDebug, splitDebugInlining: false, nameTableKind: None)
!6 = !DIFile(filename: "wrapped.rs", directory: "/")
!7 = distinct !DISubprogram(name: "wrapped", linkageName: "_RNvC7wrapped7wrapped", scope: !9, file: !8, line: 3, type: !10, scopeLine: 3, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !5, retainedNodes: !58)
!8 = !DIFile(filename: "wrapped.rs", directory: "/")
!9 = !DINamespace(name: "wrapped", scope: null)
!10 = !DISubroutineType(types: !11)
!11 = !{null, !12, !36, !44}
!12 = !DICompositeType(tag: DW_TAG_structure_type, name: "Option<&wrapped::Pair>", scope: !14, file: !13, size: 64, align: 64, flags: DIFlagPublic, elements: !16)
!13 = !DIFile(filename: "<unknown>", directory: "")
!14 = !DINamespace(name: "option", scope: !15)
!15 = !DINamespace(name: "core", scope: null)
!16 = !{!17}
!17 = !DICompositeType(tag: DW_TAG_variant_part, scope: !12, file: !13, size: 64, align: 64, elements: !18, discriminator: !34)
!18 = !{!19, !30}
!19 = !DIDerivedType(tag: DW_TAG_member, name: "None", scope: !17, file: !13, baseType: !20, size: 64, align: 64, extraData: i64 0)
!20 = !DICompositeType(tag: DW_TAG_structure_type, name: "None", scope: !12, file: !13, size: 64, align: 64, flags: DIFlagPublic, elements: !21)
!21 = !{}
!22 = !{!23}
!23 = !DITemplateTypeParameter(name: "T", type: !24)
!24 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&wrapped::Pair", baseType: !25, size: 64, align: 64, dwarfAddressSpace: 0)
!25 = !DICompositeType(tag: DW_TAG_structure_type, name: "Pair", scope: !9, file: !13, size: 64, align: 32, flags: DIFlagPublic, elements: !26)
!26 = !{!27, !29}
!27 = !DIDerivedType(tag: DW_TAG_member, name: "a", scope: !25, file: !13, baseType: !28, size: 32, align: 32, flags: DIFlagPublic)
!28 = !DIBasicType(name: "u32", size: 32, encoding: DW_ATE_unsigned)
!29 = !DIDerivedType(tag: DW_TAG_member, name: "b", scope: !25, file: !13, baseType: !28, size: 32, align: 32, offset: 32, flags: DIFlagPublic)
!30 = !DIDerivedType(tag: DW_TAG_member, name: "Some", scope: !17, file: !13, baseType: !31, size: 64, align: 64)
!31 = !DICompositeType(tag: DW_TAG_structure_type, name: "Some", scope: !12, file: !13, size: 64, align: 64, flags: DIFlagPublic, elements: !32)
!32 = !{!33}
!33 = !DIDerivedType(tag: DW_TAG_member, name: "__0", scope: !31, file: !13, baseType: !24, size: 64, align: 64, flags: DIFlagPublic)
!34 = !DIDerivedType(tag: DW_TAG_member, scope: !12, file: !13, baseType: !35, size: 64, align: 64, flags: DIFlagArtificial)
!35 = !DIBasicType(name: "u64", size: 64, encoding: DW_ATE_unsigned)
!36 = !DICompositeType(tag: DW_TAG_structure_type, name: "NonNull<wrapped::Pair>", scope: !37, file: !13, size: 64, align: 64, flags: DIFlagPublic, elements: !39)
!37 = !DINamespace(name: "non_null", scope: !38)
!38 = !DINamespace(name: "ptr", scope: !15)
!39 = !{!40}
!40 = !DIDerivedType(tag: DW_TAG_member, name: "pointer", scope: !36, file: !13, baseType: !41, size: 64, align: 64, flags: DIFlagPrivate)
!41 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "*const wrapped::Pair", baseType: !25, size: 64, align: 64, dwarfAddressSpace: 0)
!42 = !{!43}
!43 = !DITemplateTypeParameter(name: "T", type: !25)
!44 = !DICompositeType(tag: DW_TAG_structure_type, name: "Option<&u32>", scope: !14, file: !13, size: 64, align: 64, flags: DIFlagPublic, elements: !45)
!45 = !{!46}
!46 = !DICompositeType(tag: DW_TAG_variant_part, scope: !44, file: !13, size: 64, align: 64, elements: !47, discriminator: !57)
!47 = !{!48, !53}
!48 = !DIDerivedType(tag: DW_TAG_member, name: "None", scope: !46, file: !13, baseType: !49, size: 64, align: 64, extraData: i64 0)
!49 = !DICompositeType(tag: DW_TAG_structure_type, name: "None", scope: !44, file: !13, size: 64, align: 64, flags: DIFlagPublic, elements: !21)
!50 = !{!51}
!51 = !DITemplateTypeParameter(name: "T", type: !52)
!52 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&u32", baseType: !28, size: 64, align: 64, dwarfAddressSpace: 0)
!53 = !DIDerivedType(tag: DW_TAG_member, name: "Some", scope: !46, file: !13, baseType: !54, size: 64, align: 64)
!54 = !DICompositeType(tag: DW_TAG_structure_type, name: "Some", scope: !44, file: !13, size: 64, align: 64, flags: DIFlagPublic, elements: !55)
!55 = !{!56}
!56 = !DIDerivedType(tag: DW_TAG_member, name: "__0", scope: !54, file: !13, baseType: !52, size: 64, align: 64, flags: DIFlagPublic)
!57 = !DIDerivedType(tag: DW_TAG_member, scope: !44, file: !13, baseType: !35, size: 64, align: 64, flags: DIFlagArtificial)
!58 = !{!59, !60, !61}
!59 = !DILocalVariable(name: "p", arg: 1, scope: !7, file: !8, line: 3, type: !12)
!60 = !DILocalVariable(name: "n", arg: 2, scope: !7, file: !8, line: 3, type: !36)
!61 = !DILocalVariable(name: "x", arg: 3, scope: !7, file: !8, line: 3, type: !44)
!62 = !DILocation(line: 3, column: 16, scope: !7)
!63 = !DILocation(line: 3, column: 34, scope: !7)
!64 = !DILocation(line: 3, column: 63, scope: !7)
!65 = !DILocation(line: 3, column: 82, scope: !7)
