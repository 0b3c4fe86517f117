; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
; The arguments of a closure are one variable, a tuple, and several arguments of
; the function's type: each is what is passed in its place.
; RUN: %opt -passes='kcov-dataflow<trace-entry;trace-exit>,kcov-dataflow-mark,sroa,kcov-dataflow-lower,instcombine<no-verify-fixpoint>' %s | %gates %s
;
; From rustc 1.96, without attributes that older LLVMs do not know:
;   #![feature(fn_traits, unboxed_closures)]
;   pub struct S(pub u32);
;   impl FnOnce<(u8, u64)> for S { type Output = u64; extern "rust-call" fn call_once(self, args: (u8, u64)) -> u64 { args.1 } }

; CHECK: asciz \22F\\011call_once\\011spread.rs:4\\011u8\\011s{{[0-9a-f]*}}\\011self\\011u1\\011\\011u8\\011\22
; CHECK-LABEL: define i64 @call_once(
; CHECK: [[SELF:%.*]] = zext i32 %self to i64
; CHECK: [[A:%.*]] = zext i8 %0 to i64
; CHECK: trace_entry3(i64 [[SELF]], i64 [[A]], i64 %1, ptr
; CHECK: trace_exit1(i64 %1, ptr
target datalayout = "e-i64:64"

define i64 @call_once(i32 %self, i8 %0, i64 %1) !dbg !7 {
start:
  %self.dbg.spill = alloca [4 x i8], align 4
  %args = alloca [16 x i8], align 8
  store i8 %0, ptr %args, align 8
  %2 = getelementptr inbounds i8, ptr %args, i64 8
  store i64 %1, ptr %2, align 8
  store i32 %self, ptr %self.dbg.spill, align 4
    #dbg_declare(ptr %self.dbg.spill, !22, !DIExpression(), !28)
    #dbg_declare(ptr %args, !23, !DIExpression(), !29)
  %3 = getelementptr inbounds i8, ptr %args, i64 8, !dbg !30
  %_0 = load i64, ptr %3, align 8, !dbg !30
  ret i64 %_0, !dbg !31
}
!llvm.module.flags = !{!0, !1, !2, !3}
!llvm.dbg.cu = !{!5}
!0 = !{i32 8, !"PIC Level", i32 2}
!1 = !{i32 2, !"RtLibUseGOT", i32 1}
!2 = !{i32 7, !"Dwarf Version", i32 4}
!3 = !{i32 2, !"Debug Info Version", i32 3}
!5 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !6, producer: "rustc", isOptimized: false, runtimeVersion: 0, emissionKind: FullDebug, splitDebugInlining: false, nameTableKind: None)
!6 = !DIFile(filename: "spread.rs", directory: "/")
!7 = distinct !DISubprogram(name: "call_once", linkageName: "call_once", scope: !9, file: !8, line: 4, type: !11, scopeLine: 4, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !5, retainedNodes: !21)
!8 = !DIFile(filename: "spread.rs", directory: "/")
!9 = !DINamespace(name: "{impl#0}", scope: !10)
!10 = !DINamespace(name: "spread", scope: null)
!11 = !DISubroutineType(types: !12)
!12 = !{!13, !14, !20, !13}
!13 = !DIBasicType(name: "u64", size: 64, encoding: DW_ATE_unsigned)
!14 = !DICompositeType(tag: DW_TAG_structure_type, name: "S", scope: !10, file: !15, size: 32, align: 32, flags: DIFlagPublic, elements: !16)
!15 = !DIFile(filename: "<unknown>", directory: "")
!16 = !{!17}
!17 = !DIDerivedType(tag: DW_TAG_member, name: "__0", scope: !14, file: !15, baseType: !18, size: 32, align: 32, flags: DIFlagPublic)
!18 = !DIBasicType(name: "u32", size: 32, encoding: DW_ATE_unsigned)
!19 = !{}
!20 = !DIBasicType(name: "u8", size: 8, encoding: DW_ATE_unsigned)
!21 = !{!22, !23}
!22 = !DILocalVariable(name: "self", arg: 1, scope: !7, file: !8, line: 4, type: !14)
!23 = !DILocalVariable(name: "args", arg: 2, scope: !7, file: !8, line: 4, type: !24)
!24 = !DICompositeType(tag: DW_TAG_structure_type, name: "(u8, u64)", file: !15, size: 128, align: 64, elements: !25)
!25 = !{!26, !27}
!26 = !DIDerivedType(tag: DW_TAG_member, name: "__0", scope: !24, file: !15, baseType: !20, size: 8, align: 8)
!27 = !DIDerivedType(tag: DW_TAG_member, name: "__1", scope: !24, file: !15, baseType: !13, size: 64, align: 64, offset: 64)
!28 = !DILocation(line: 4, column: 83, scope: !7)
!29 = !DILocation(line: 4, column: 89, scope: !7)
!30 = !DILocation(line: 4, column: 115, scope: !7)
!31 = !DILocation(line: 4, column: 123, scope: !7)
