// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lowers markers to the RFC ABI:
//
//   void __sanitizer_cov_trace_args(u64 pc, u32 arg_idx, u32 arg_size,
//                                   void *arg_ptr, u64 *offsets,
//                                   u32 num_fields);
//   void __sanitizer_cov_trace_ret(u64 pc, u32 ret_size, void *ret_ptr,
//                                  u64 *offsets, u32 num_fields);
//
// pc is the address of the function. A value is passed by the address of a
// stack slot that holds it; offsets is null for a scalar and otherwise a table
// of {byte offset, byte size} pairs of the struct at the address. A value that
// is not known (a return through a tail call) has a null address and a null
// table.

#include "marker.h"
#include "passes.h"
#include "types.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalAlias.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kcov_df {

namespace {

/// The struct table that a callback gets.
struct Table {
  Constant *Offsets;
  unsigned NumFields;
};

class Lowering {
  Module &M;
  LLVMContext &C;
  const DataLayout &DL;
  Type *I64, *I32;
  PointerType *Ptr;
  DenseMap<const DICompositeType *, Table> Tables;
  DenseMap<Function *, AllocaInst *> Slots;
  DenseMap<Function *, GlobalAlias *> Aliases;
  SmallPtrSet<Constant *, 4> OnlyMarkersUse;

public:
  explicit Lowering(Module &M)
      : M(M), C(M.getContext()), DL(M.getDataLayout()),
        I64(Type::getInt64Ty(C)), I32(Type::getInt32Ty(C)),
        Ptr(PointerType::get(C, 0)) {}

  void lower(CallBase *Marker);
  void findUnresolvable(ArrayRef<CallBase *> Markers);

private:
  FunctionCallee callback(Boundary B);
  GlobalValue *selfOf(Function *F);
  Table tableFor(const DICompositeType *T);
  AllocaInst *slotFor(Function *F, uint64_t Size);
  Value *storePieces(IRBuilder<> &IRB, ArrayRef<Piece> Pieces, uint64_t Size);
  Value *addressOf(IRBuilder<> &IRB, ArrayRef<Piece> Pieces, uint64_t Size);
  void emit(IRBuilder<> &IRB, Boundary B, const DIType *T,
            ArrayRef<Piece> Pieces);
  bool isKnown(const Piece &P) const;
};

FunctionCallee Lowering::callback(Boundary B) {
  Type *Void = Type::getVoidTy(C);
  FunctionCallee Callee =
      B == Boundary::Entry
          ? M.getOrInsertFunction("__sanitizer_cov_trace_args", Void, I64, I32,
                                  I32, Ptr, Ptr, I32)
          : M.getOrInsertFunction("__sanitizer_cov_trace_ret", Void, I64, I32,
                                  Ptr, Ptr, I32);
  if (auto *F = dyn_cast<Function>(Callee.getCallee()))
    F->setDoesNotThrow();
  return Callee;
}

/// The function that its own code is in. The name of a weak function may come
/// to mean another one, so such a function gets a private second name.
GlobalValue *Lowering::selfOf(Function *F) {
  if (!F->isInterposable())
    return F;
  GlobalAlias *&Alias = Aliases[F];
  if (!Alias)
    Alias = GlobalAlias::create(F->getValueType(), F->getAddressSpace(),
                                GlobalValue::PrivateLinkage,
                                "__kcov_df_self." + F->getName(), F);
  return Alias;
}

/// One table per type and module.
Table Lowering::tableFor(const DICompositeType *T) {
  if (!T)
    return {ConstantPointerNull::get(Ptr), 0};
  auto [It, IsNew] = Tables.try_emplace(T);
  if (!IsNew)
    return It->second;

  SmallVector<uint64_t, 32> Words;
  for (const Field &F : fieldsOf(T))
    Words.append({F.Offset, F.Size});
  if (Words.empty())
    return It->second = {ConstantPointerNull::get(Ptr), 0};
  Constant *Init = ConstantDataArray::get(C, Words);
  auto *GV = new GlobalVariable(M, Init->getType(), /*isConstant=*/true,
                                GlobalValue::PrivateLinkage, Init,
                                "__kcov_df_fields");
  GV->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  GV->setAlignment(Align(8));
  return It->second = {GV, unsigned(Words.size() / 2)};
}

/// All callbacks of a function share one slot: each has returned before the
/// next value is stored. Eight-byte alignment, because more would make the
/// kernel realign its stacks.
AllocaInst *Lowering::slotFor(Function *F, uint64_t Size) {
  auto *Ty = ArrayType::get(I64, divideCeil(Size, 8));
  AllocaInst *&Slot = Slots[F];
  if (Slot) {
    if (DL.getTypeAllocSize(Slot->getAllocatedType()) < Size)
      Slot->setAllocatedType(Ty);
    return Slot;
  }
  Slot = new AllocaInst(Ty, DL.getAllocaAddrSpace(), nullptr, Align(8),
                        "kcov_df.slot", F->getEntryBlock().begin());
  // Ours: other sanitizers need not watch it.
  Slot->setMetadata(LLVMContext::MD_nosanitize, MDNode::get(C, {}));
  return Slot;
}

Value *Lowering::storePieces(IRBuilder<> &IRB, ArrayRef<Piece> Pieces,
                             uint64_t Size) {
  uint64_t End = Size, Stored = 0;
  for (const Piece &P : Pieces) {
    uint64_t Bytes = DL.getTypeStoreSize(P.Val->getType());
    End = std::max(End, P.Offset + Bytes);
    Stored += Bytes;
  }
  AllocaInst *Slot = slotFor(IRB.GetInsertBlock()->getParent(), End);
  MDNode *NoSanitize = MDNode::get(C, {});
  auto Store = [&](Value *V, uint64_t Offset) {
    Value *To = Slot;
    if (Offset)
      To = IRB.CreateConstInBoundsGEP1_64(IRB.getInt8Ty(), Slot, Offset);
    IRB.CreateAlignedStore(V, To, commonAlignment(Align(8), Offset))
        ->setMetadata(LLVMContext::MD_nosanitize, NoSanitize);
  };
  // Padding shows as zero, never as what the stack held before.
  if (Stored < End)
    for (uint64_t Offset = 0; Offset < End; Offset += 8)
      Store(IRB.getInt64(0), Offset);
  for (const Piece &P : Pieces) {
    Value *V = P.Val;
    // A bool is one bit in registers and a byte in memory.
    if (V->getType()->isIntegerTy())
      V = IRB.CreateZExt(
          V, IRB.getIntNTy(DL.getTypeStoreSizeInBits(V->getType())));
    Store(V, P.Offset);
  }
  return Slot;
}

/// What a callback gets as the address of the value in @p Pieces; null if there
/// are none.
Value *Lowering::addressOf(IRBuilder<> &IRB, ArrayRef<Piece> Pieces,
                           uint64_t Size) {
  switch (Pieces.empty() ? Where::Unknown : Pieces.front().Kind) {
  case Where::Unknown:
    break;
  case Where::Memory:
    return Pieces.front().Val;
  case Where::Struct:
    return Pieces.front().Val->getType()->isPointerTy()
               ? Pieces.front().Val
               : IRB.CreateIntToPtr(Pieces.front().Val, Ptr);
  case Where::Piece:
    return storePieces(IRB, Pieces, Size);
  }
  return ConstantPointerNull::get(Ptr);
}

/// A value is not known where the optimiser proved that it has none, or where
/// only markers mention a symbol that this configuration may not define.
bool Lowering::isKnown(const Piece &P) const {
  if (P.Kind == Where::Unknown || isa<UndefValue>(P.Val))
    return false;
  return !OnlyMarkersUse.contains(dyn_cast<Constant>(P.Val));
}

void Lowering::emit(IRBuilder<> &IRB, Boundary B, const DIType *T,
                    ArrayRef<Piece> Pieces) {
  uint64_t Size = sizeInBytes(T);
  if (!T) // an argument that the function's type does not list
    Size = Pieces.back().Offset +
           DL.getTypeStoreSize(Pieces.back().Val->getType());

  // Words of padding have no value, the rest of the object has.
  SmallVector<Piece, 8> Known;
  copy_if(Pieces, std::back_inserter(Known),
          [this](const Piece &P) { return isKnown(P); });
  Table Fields = {ConstantPointerNull::get(Ptr), 0};
  if (!Known.empty()) {
    bool IsPointer = Known.front().Kind == Where::Struct;
    Fields = tableFor(IsPointer ? pointedStruct(T) : asStruct(T));
    // A pointer to a struct without members is a plain value.
    if (IsPointer && !Fields.NumFields)
      Known.front().Kind = Where::Piece;
  }

  SmallVector<Value *, 6> Args;
  Function *F = IRB.GetInsertBlock()->getParent();
  Args.push_back(ConstantExpr::getPtrToInt(selfOf(F), I64));
  if (B == Boundary::Entry)
    Args.push_back(IRB.getInt32(Pieces.front().Arg));
  Args.append({IRB.getInt32(Size), addressOf(IRB, Known, Size), Fields.Offsets,
               IRB.getInt32(Fields.NumFields)});
  IRB.CreateCall(callback(B), Args);
}

void Lowering::lower(CallBase *Marker) {
  Boundary B = Marker->getCalledFunction() == markerDecl(M, Boundary::Entry)
                   ? Boundary::Entry
                   : Boundary::Exit;
  SmallVector<Piece, 8> Pieces = piecesOf(*Marker);
  const DISubprogram *SP = Marker->getFunction()->getSubprogram();
  IRBuilder<> IRB(Marker);

  for (ArrayRef<Piece> Rest = Pieces; !Rest.empty();) {
    unsigned Arg = Rest.front().Arg;
    ArrayRef<Piece> Same =
        Rest.take_while([Arg](const Piece &P) { return P.Arg == Arg; });
    emit(IRB, B, B == Boundary::Entry ? argType(SP, Arg) : returnType(SP),
         Same);
    Rest = Rest.drop_front(Same.size());
  }
  Marker->eraseFromParent();
}

/// True if @p V is used, and by markers only, directly or through constants.
bool onlyMarkersUse(const Value *V, const SmallPtrSetImpl<const User *> &Set) {
  if (V->use_empty())
    return false;
  return all_of(V->users(), [&Set](const User *U) {
    if (isa<ConstantExpr, ConstantAggregate>(U))
      return U->use_empty() || onlyMarkersUse(U, Set);
    return Set.contains(U);
  });
}

/// True if @p V is a constant that needs the address of an undefined symbol
/// which only markers use.
bool isUnresolvable(const Value *V, const SmallPtrSetImpl<const User *> &Set) {
  if (auto *GO = dyn_cast<GlobalObject>(V))
    return GO->isDeclaration() && !GO->hasExternalWeakLinkage() &&
           onlyMarkersUse(GO, Set);
  return isa<ConstantExpr, ConstantAggregate>(V) &&
         any_of(cast<Constant>(V)->operands(),
                [&Set](const Use &U) { return isUnresolvable(U.get(), Set); });
}

/// An undefined symbol that nothing else mentions may not exist at all: the
/// call that passed it is gone, or would have been without us.
void Lowering::findUnresolvable(ArrayRef<CallBase *> Markers) {
  SmallPtrSet<const User *, 32> Set(Markers.begin(), Markers.end());
  for (CallBase *Marker : Markers)
    for (const Piece &P : piecesOf(*Marker))
      if (isUnresolvable(P.Val, Set))
        OnlyMarkersUse.insert(cast<Constant>(P.Val));
}

} // namespace

PreservedAnalyses LowerPass::run(Module &M, ModuleAnalysisManager &) {
  SmallVector<CallBase *, 16> Markers;
  for (CallBase *CB : markersIn(M)) {
    if (wasInlined(*CB))
      CB->eraseFromParent();
    else
      Markers.push_back(CB);
  }
  Lowering L(M);
  L.findUnresolvable(Markers);
  for (CallBase *CB : Markers)
    L.lower(CB);
  for (Boundary B : {Boundary::Entry, Boundary::Exit})
    if (Function *Decl = markerDecl(M, B))
      Decl->eraseFromParent();
  return Markers.empty() ? PreservedAnalyses::all() : PreservedAnalyses::none();
}

} // namespace kcov_df
