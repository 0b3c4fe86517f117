// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Marks the boundaries of every function that has debug info.
//
// The front end gives each argument a home in memory and declares it to the
// debugger; all homes are filled before the first statement of the body. So
// what an argument is, however the ABI has split, coerced or moved it, is what
// its home holds there. Loads from it cost nothing: they are promoted together
// with the home.

#include "homes.h"
#include "marker.h"
#include "passes.h"
#include "types.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kcov_df {

namespace {

/// A function that has been marked keeps this attribute, so that a pipeline
/// that runs the pass again leaves it alone.
constexpr StringRef DoneAttr = "kcov-dataflow";

/// Up to this size a by-value struct travels through the optimiser as values;
/// a larger one is read from its memory at the boundary.
constexpr uint64_t MaxBytesAsPieces = 64;

bool isInstrumented(const Function &F) {
  return !F.isDeclarationForLinker() && F.getSubprogram() &&
         !F.hasFnAttribute(DoneAttr) && !isExcluded(F);
}

/// Resolvers run before the program is relocated and cannot call out.
SmallPtrSet<const Function *, 4> ifuncResolvers(const Module &M) {
  SmallPtrSet<const Function *, 4> Resolvers;
  for (const GlobalIFunc &I : M.ifuncs())
    Resolvers.insert(I.getResolverFunction());
  return Resolvers;
}

/// The crate that a function of Rust belongs to, wherever it was compiled: that
/// is its outermost namespace. Elsewhere, what a namespace may be called.
StringRef crateOf(const DISubprogram *SP) {
  StringRef Name;
  for (const DIScope *S = SP->getScope(); S; S = S->getScope())
    if (auto *Namespace = dyn_cast<DINamespace>(S))
      Name = Namespace->getName();
  return Name;
}

/// True if @p F only stores its arguments and returns nothing.
bool doesNothing(const Function &F) {
  return F.getReturnType()->isVoidTy() && F.size() == 1 &&
         all_of(F.getEntryBlock(), [](const Instruction &I) {
           if (auto *Store = dyn_cast<StoreInst>(&I))
             return isa<AllocaInst>(Store->getPointerOperand());
           return isa<AllocaInst, CastInst, ReturnInst, DbgInfoIntrinsic>(I);
         });
}

bool isUndefinedSymbol(const Value *V) {
  auto *GO = dyn_cast<GlobalObject>(V->stripPointerCasts());
  return GO && GO->isDeclaration();
}

/// A call of a function that does nothing is removed, and with it the symbols
/// that it passes. They may be undefined in this configuration, so a marker
/// must not keep the call.
bool mayPassMissingSymbols(const Function &F) {
  return doesNothing(F) && any_of(F.users(), [&F](const User *U) {
           auto *CB = dyn_cast<CallBase>(U);
           return CB && CB->getCalledOperand() == &F &&
                  any_of(CB->args(), [](const Use &Arg) {
                    return isUndefinedSymbol(Arg.get());
                  });
         });
}

class FunctionMarker {
  Function &F;
  const DISubprogram *SP;
  const DataLayout &DL;
  const bool Spans; ///< what slices point to is read at the boundary

public:
  FunctionMarker(Function &F, bool Spans)
      : F(F), SP(F.getSubprogram()), DL(F.getParent()->getDataLayout()),
        Spans(Spans && isRust(SP)) {}

  void markEntry();
  void markExits();

private:
  void loadPieces(IRBuilder<> &IRB, unsigned Arg, const Home &H,
                  AllocaInst *From);
  void addPassed(IRBuilder<> &IRB, unsigned Arg, const Home &H);
  void addArg(IRBuilder<> &IRB, unsigned Arg, const Home &H);
  void addReturnValue(IRBuilder<> &IRB, ReturnInst *Ret);
  bool isFollowed(const DIType *T) const {
    return pointedStruct(T, isRust(SP)) || (Spans && spanOf(T).Element);
  }
  Where pieceKind(const DIType *T, const Type *Ty) const;
  void add(unsigned Arg, Where Kind, uint64_t Offset, Value *V) {
    Pieces.push_back({Arg, Kind, Offset, V});
  }
  void addUnknown(IRBuilder<> &IRB, unsigned Arg) {
    add(Arg, Where::Unknown, 0, IRB.getInt32(0));
  }

  DebugLoc scopeLoc() const {
    return DILocation::get(F.getContext(), SP->getScopeLine(), 0,
                           const_cast<DISubprogram *>(SP));
  }

  SmallVector<Piece, 8> Pieces;
};

bool isBool(const DIType *T) {
  auto *Basic = dyn_cast_or_null<DIBasicType>(stripped(T));
  return Basic && Basic->getEncoding() == dwarf::DW_ATE_boolean;
}

/// A pointer into another address space (__seg_gs) is a plain value: the
/// callback could not read through it.
Where FunctionMarker::pieceKind(const DIType *T, const Type *Ty) const {
  return Ty->isPointerTy() && !Ty->getPointerAddressSpace() && isFollowed(T)
             ? Where::Struct
             : Where::Piece;
}

/// Loads the argument from its stack slot @p From: an aggregate as the prologue
/// has stored it or, where that is not known, by machine words.
void FunctionMarker::loadPieces(IRBuilder<> &IRB, unsigned Arg, const Home &H,
                                AllocaInst *From) {
  Type *Ty = From->getAllocatedType();
  SmallVector<Stored, 8> Stores;
  // rustc's slots are arrays of bytes.
  if (Ty->isSingleValueType())
    Stores = {{0, Ty}};
  else if (Ty->isArrayTy())
    Stores.assign(H.Pieces.begin(), H.Pieces.end());
  uint64_t Size = DL.getTypeStoreSize(Ty);
  if (!Size) // an empty struct
    addUnknown(IRB, Arg);
  const bool ByWords = Stores.empty();
  for (uint64_t At = 0, Bytes; ByWords && At < Size; At += Bytes) {
    Bytes = bit_floor(std::min<uint64_t>(Size - At, 8));
    Type *Word = IRB.getIntNTy(Bytes * 8);
    if (!At && Bytes == 8 && isFollowed(H.Type))
      Word = PointerType::get(F.getContext(), 0);
    Stores.push_back({At, Word});
  }
  for (const Stored &S : Stores) {
    Value *P = From;
    if (S.Offset)
      P = IRB.CreateConstInBoundsGEP1_64(IRB.getInt8Ty(), From, S.Offset);
    Value *V = IRB.CreateAlignedLoad(S.Ty, P,
                                     commonAlignment(From->getAlign(), S.Offset));
    // The prologue widens a bool for its home. Narrowed again it is the
    // argument itself; else the widening would cost the inliner something.
    if (isBool(H.Type) && S.Ty->isIntegerTy(8))
      V = IRB.CreateTrunc(V, IRB.getInt1Ty());
    add(Arg, pieceKind(H.Type, S.Ty), S.Offset, V);
  }
}

/// Takes what is passed for an argument without a home: one value, two that
/// follow each other in it, or its address.
void FunctionMarker::addPassed(IRBuilder<> &IRB, unsigned Arg, const Home &H) {
  uint64_t Size = sizeInBytes(H.Type), End = 0;
  SmallVector<Piece, 2> Found;
  for (Argument *A : H.Passed) {
    Type *Ty = A->getType();
    uint64_t At = alignTo(End, DL.getABITypeAlign(Ty));
    Found.push_back({Arg, pieceKind(H.Type, Ty), At, A});
    End = At + DL.getTypeStoreSize(Ty);
  }
  // By value, everything of up to one word is passed as an integer.
  if (Found.size() == 1 && Size > 8 && Found[0].Val->getType()->isPointerTy())
    return add(Arg, Where::Memory, 0, Found[0].Val);
  bool Fits = Found.size() == 1 ? End == Size : End <= Size;
  if (Found.empty() || Found.size() > 2 || !Fits)
    return addUnknown(IRB, Arg);
  Pieces.append(Found.begin(), Found.end());
}

/// Reads the argument at @p H; the front end uses no expression, or one
/// dereference where an ABI passes a struct by a plain pointer.
void FunctionMarker::addArg(IRBuilder<> &IRB, unsigned Arg, const Home &H) {
  if (!H.Address)
    return addPassed(IRB, Arg, H);
  if (H.Expr->getNumElements() == 1 &&
      H.Expr->getElement(0) == dwarf::DW_OP_deref)
    return add(Arg, Where::Memory, 0,
               IRB.CreateLoad(PointerType::get(F.getContext(), 0), H.Address));
  if (H.Expr->getNumElements())
    return addUnknown(IRB, Arg);

  auto *Alloca = dyn_cast<AllocaInst>(H.Address);
  // A vector whose size only the machine knows (SVE).
  if (Alloca && Alloca->getAllocatedType()->isScalableTy())
    return addUnknown(IRB, Arg);
  if (!Alloca || DL.getTypeStoreSize(Alloca->getAllocatedType()) >
                     MaxBytesAsPieces)
    return add(Arg, Where::Memory, 0, H.Address);
  loadPieces(IRB, Arg, H, Alloca);
}

void FunctionMarker::markEntry() {
  SmallVector<Home, 8> Homes(numArgs(SP));
  // The instruction and not the iterator, which may stand before the debug
  // records of the instruction: they belong to the prologue.
  IRBuilder<> IRB(&*findHomes(F, Homes));
  DebugLoc Loc = scopeLoc();
  IRB.SetCurrentDebugLocation(Loc);
  Pieces.clear();
  for (auto [Arg, H] : enumerate(Homes))
    addArg(IRB, Arg, H);
  insertMarker(Boundary::Entry, Pieces, Loc, IRB.GetInsertPoint());
}

/// Where an aggregate's bytes begin that a return instruction loads in the
/// ABI's shape: usually at its start, later if its first eight bytes are
/// padding.
uint64_t offsetInObject(const Value *V, const DataLayout &DL) {
  auto *Load = dyn_cast<LoadInst>(V);
  if (!Load)
    return 0;
  APInt Offset(DL.getIndexTypeSizeInBits(Load->getPointerOperandType()), 0);
  const Value *Base = Load->getPointerOperand()->stripAndAccumulateConstantOffsets(
      DL, Offset, /*AllowNonInbounds=*/true);
  return isa<AllocaInst>(Base) ? Offset.getZExtValue() : 0;
}

void FunctionMarker::addReturnValue(IRBuilder<> &IRB, ReturnInst *Ret) {
  const DIType *T = returnType(SP);
  if (!T) // void
    return;
  if (Ret->getParent()->getTerminatingMustTailCall())
    return addUnknown(IRB, 0);
  if (F.hasStructRetAttr()) {
    for (Argument &A : F.args())
      if (A.hasStructRetAttr())
        return add(0, Where::Memory, 0, &A);
  }
  Value *V = Ret->getReturnValue();
  if (!V || V->getType()->isScalableTy())
    return addUnknown(IRB, 0);

  // What rustc loads may be a member of another object.
  uint64_t Base = asStruct(T) && !isRust(SP) ? offsetInObject(V, DL) : 0;
  auto *ST = dyn_cast<StructType>(V->getType());
  auto *AT = dyn_cast<ArrayType>(V->getType());
  if (!ST && !AT)
    return add(0, pieceKind(T, V->getType()), Base, V);
  unsigned N = ST ? ST->getNumElements() : AT->getNumElements();
  for (unsigned I = 0; I < N; ++I) {
    uint64_t Offset =
        ST ? DL.getStructLayout(ST)->getElementOffset(I).getFixedValue()
           : I * DL.getTypeAllocSize(AT->getElementType()).getFixedValue();
    Value *Part = IRB.CreateExtractValue(V, I);
    add(0, pieceKind(T, Part->getType()), Base + Offset, Part);
  }
}

void FunctionMarker::markExits() {
  for (BasicBlock &BB : F) {
    auto *Ret = dyn_cast<ReturnInst>(BB.getTerminator());
    if (!Ret)
      continue;
    // Nothing may stand between a musttail call and its return; the frame is
    // gone once the callee runs, so the boundary is crossed before it.
    Instruction *Before = Ret;
    if (CallInst *Tail = BB.getTerminatingMustTailCall())
      Before = Tail;
    DebugLoc Loc = Ret->getDebugLoc();
    if (!Loc)
      Loc = scopeLoc();
    IRBuilder<> IRB(Before);
    IRB.SetCurrentDebugLocation(Loc);
    Pieces.clear();
    addReturnValue(IRB, Ret);
    insertMarker(Boundary::Exit, Pieces, Loc, Before->getIterator());
  }
}

} // namespace

PreservedAnalyses MarkPass::run(Module &M, ModuleAnalysisManager &) {
  const Options Opts = GetOptions();
  SmallPtrSet<const Function *, 4> Resolvers = ifuncResolvers(M);
  bool Changed = false;
  for (Function &F : M) {
    if (!isInstrumented(F) || Resolvers.contains(&F) ||
        mayPassMissingSymbols(F) ||
        is_contained(Opts.Without, crateOf(F.getSubprogram())))
      continue;
    FunctionMarker Marker(F, Opts.Spans);
    // The RFC ABI has nothing to say of a call without arguments, nor of a
    // return without a value.
    bool Rfc = Opts.Abi == Options::Rfc;
    if (Opts.Entry && !(Rfc && !numArgs(F.getSubprogram()) && F.arg_empty()))
      Marker.markEntry();
    if (Opts.Exit && !(Rfc && !returnType(F.getSubprogram())))
      Marker.markExits();
    F.addFnAttr(DoneAttr);
    Changed = true;
  }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

PreservedAnalyses DropInlinedPass::run(Function &F, FunctionAnalysisManager &) {
  const bool Inline = GetOptions().Inline;
  bool Changed = false;
  for (CallBase *CB : markersIn(F))
    if (isToBeDropped(*CB, Inline)) {
      CB->eraseFromParent();
      Changed = true;
    }
  if (!Changed)
    return PreservedAnalyses::all();
  PreservedAnalyses PA;
  PA.preserveSet<CFGAnalyses>();
  return PA;
}

} // namespace kcov_df
