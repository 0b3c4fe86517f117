// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "marker.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Support/ModRef.h"

using namespace llvm;

namespace kcov_df {

static constexpr StringRef Names[] = {"__kcov_df_marker_entry",
                                      "__kcov_df_marker_exit"};
static constexpr unsigned GroupSize = 4;

Function *markerDecl(const Module &M, Boundary B) {
  return M.getFunction(Names[unsigned(B)]);
}

static Function *getOrDeclare(Module &M, Boundary B) {
  if (Function *F = markerDecl(M, B))
    return F;
  LLVMContext &C = M.getContext();
  auto *Ty = FunctionType::get(Type::getVoidTy(C), /*isVarArg=*/true);
  auto *F = Function::Create(Ty, GlobalValue::ExternalLinkage,
                             Names[unsigned(B)], M);
  F->setDoesNotThrow();
  F->setNoSync();
  F->setDoesNotFreeMemory();
  F->addFnAttr(Attribute::WillReturn);
  F->addFnAttr(Attribute::NoCallback);
  // It writes only what no other code sees, so it blocks little; it reads the
  // structs behind its pointers, so a store to one stays before it.
  F->setMemoryEffects(MemoryEffects::argMemOnly(ModRefInfo::Ref) |
                      MemoryEffects::inaccessibleMemOnly());
  return F;
}

static void setPointerAttrs(CallBase *CB, unsigned Op, bool IsRead) {
  LLVMContext &C = CB->getContext();
#if LLVM_VERSION_MAJOR >= 21
  CB->addParamAttr(Op, Attribute::getWithCaptureInfo(C, CaptureInfo::none()));
#else
  CB->addParamAttr(Op, Attribute::NoCapture);
#endif
  CB->addParamAttr(
      Op, Attribute::get(C, IsRead ? Attribute::ReadOnly : Attribute::ReadNone));
}

CallBase *insertMarker(Boundary B, ArrayRef<Piece> Pieces, const DebugLoc &Loc,
                       BasicBlock::iterator Before) {
  Module *M = Before->getModule();
  IRBuilder<> IRB(Before->getParent(), Before);
  IRB.SetCurrentDebugLocation(Loc);

  SmallVector<Value *, 32> Ops;
  for (const Piece &P : Pieces)
    Ops.append({IRB.getInt32(P.Arg), IRB.getInt32(uint32_t(P.Kind)),
                IRB.getInt32(P.Offset), P.Val});
  CallInst *CI = IRB.CreateCall(getOrDeclare(*M, B), Ops);
  for (auto [I, P] : enumerate(Pieces))
    if (P.Val->getType()->isPointerTy())
      setPointerAttrs(CI, I * GroupSize + 3, P.Kind != Where::Piece);

  LLVMContext &C = M->getContext();
  // Inlining decides as if the marker were not there, and two markers never
  // become one with phi operands.
  CI->addFnAttr(Attribute::get(C, "call-inline-cost", "0"));
  CI->addFnAttr(Attribute::NoMerge);
  return CI;
}

SmallVector<Piece, 8> piecesOf(const CallBase &CB) {
  auto Int = [&CB](unsigned Op) {
    return cast<ConstantInt>(CB.getArgOperand(Op))->getZExtValue();
  };
  SmallVector<Piece, 8> Pieces;
  for (unsigned I = 0; I + GroupSize <= CB.arg_size(); I += GroupSize)
    Pieces.push_back({unsigned(Int(I)), Where(Int(I + 1)), Int(I + 2),
                      CB.getArgOperand(I + 3)});
  return Pieces;
}

Boundary boundaryOf(const CallBase &CB) {
  return CB.getCalledFunction()->getName() == Names[0] ? Boundary::Entry
                                                       : Boundary::Exit;
}

const DISubprogram *subprogramOf(const CallBase &CB) {
  return CB.getDebugLoc()->getScope()->getSubprogram();
}

bool wasInlined(const CallBase &Marker) {
  const DebugLoc &Loc = Marker.getDebugLoc();
  // A caller without debug info does not say that it has inlined something.
  const DISubprogram *SP = Marker.getFunction()->getSubprogram();
  if (!Loc || !SP)
    return true;
  return Loc->getInlinedAt() || Loc->getScope()->getSubprogram() != SP;
}

/// The kernel's noinstr, entry and idle text.
static bool isExcludedSection(StringRef Section) {
  return Section.starts_with(".noinstr.text") ||
         Section.starts_with(".entry.text") ||
         Section.starts_with(".cpuidle.text");
}

bool isExcluded(const Function &F) {
  return F.hasFnAttribute(Attribute::Naked) ||
         F.hasFnAttribute(Attribute::NoSanitizeCoverage) ||
         F.hasFnAttribute(Attribute::DisableSanitizerInstrumentation) ||
         F.getCallingConv() == CallingConv::X86_INTR ||
         isExcludedSection(F.getSection()) ||
         F.getName().starts_with("__sanitizer_cov_");
}

bool isToBeDropped(const CallBase &Marker, bool Inline) {
  if (!wasInlined(Marker))
    return false;
  const Function &F = *Marker.getFunction();
  return !Inline || !Marker.getDebugLoc() || !F.getSubprogram() ||
         isExcluded(F);
}

SmallVector<CallBase *, 16> markersIn(const Module &M) {
  SmallVector<CallBase *, 16> Found;
  for (Boundary B : {Boundary::Entry, Boundary::Exit})
    if (Function *Decl = markerDecl(M, B))
      for (User *U : Decl->users())
        if (auto *CB = dyn_cast<CallBase>(U))
          Found.push_back(CB);
  return Found;
}

SmallVector<CallBase *, 16> markersIn(Function &F) {
  const Module &M = *F.getParent();
  Function *Entry = markerDecl(M, Boundary::Entry);
  Function *Exit = markerDecl(M, Boundary::Exit);
  SmallVector<CallBase *, 16> Found;
  if (!Entry && !Exit)
    return Found;
  for (Instruction &I : instructions(F))
    if (auto *CB = dyn_cast<CallBase>(&I))
      if (Function *Callee = CB->getCalledFunction())
        if (Callee == Entry || Callee == Exit)
          Found.push_back(CB);
  return Found;
}

} // namespace kcov_df
