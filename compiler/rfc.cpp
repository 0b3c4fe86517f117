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

#include "lower.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/Constants.h"
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

class RfcLowering {
  Module &M;
  const MarkerReader &Reader;
  LLVMContext &C;
  const DataLayout &DL;
  Type *I64, *I32;
  PointerType *Ptr;
  DenseMap<const DICompositeType *, Table> Tables;
  DenseMap<Function *, AllocaInst *> Slots;

public:
  explicit RfcLowering(Module &M, const MarkerReader &Reader)
      : M(M), Reader(Reader), C(M.getContext()), DL(M.getDataLayout()),
        I64(Type::getInt64Ty(C)), I32(Type::getInt32Ty(C)),
        Ptr(PointerType::get(C, 0)) {}

  void lower(CallBase *Marker);

private:
  FunctionCallee callback(Boundary B);
  Table tableFor(const DICompositeType *T);
  AllocaInst *slotFor(Function *F, uint64_t Size);
  Value *storePieces(IRBuilder<> &IRB, ArrayRef<Piece> Pieces, uint64_t Size);
  Value *addressOf(IRBuilder<> &IRB, ArrayRef<Piece> Pieces, uint64_t Size);
  void emit(IRBuilder<> &IRB, Boundary B, const Object &O);
};

FunctionCallee RfcLowering::callback(Boundary B) {
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

/// One table per type and module.
Table RfcLowering::tableFor(const DICompositeType *T) {
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
AllocaInst *RfcLowering::slotFor(Function *F, uint64_t Size) {
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

Value *RfcLowering::storePieces(IRBuilder<> &IRB, ArrayRef<Piece> Pieces,
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
Value *RfcLowering::addressOf(IRBuilder<> &IRB, ArrayRef<Piece> Pieces,
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

void RfcLowering::emit(IRBuilder<> &IRB, Boundary B, const Object &O) {
  Table Fields = O.Pieces.empty() ? tableFor(nullptr) : tableFor(O.Struct);
  SmallVector<Value *, 6> Args;
  Function *F = IRB.GetInsertBlock()->getParent();
  Args.push_back(ConstantExpr::getPtrToInt(selfOf(F), I64));
  if (B == Boundary::Entry)
    Args.push_back(IRB.getInt32(O.Arg));
  Args.append({IRB.getInt32(O.Size), addressOf(IRB, O.Pieces, O.Size),
               Fields.Offsets, IRB.getInt32(Fields.NumFields)});
  IRB.CreateCall(callback(B), Args);
}

void RfcLowering::lower(CallBase *Marker) {
  Boundary B = boundaryOf(*Marker);
  IRBuilder<> IRB(Marker);
  // A function without a return value leaves nothing at its exit.
  for (const Object &O : Reader.objectsOf(*Marker))
    emit(IRB, B, O);
}

} // namespace

void lowerToRfc(Module &M, ArrayRef<CallBase *> Markers,
                const MarkerReader &Reader) {
  RfcLowering L(M, Reader);
  for (CallBase *CB : Markers)
    L.lower(CB);
}

} // namespace kcov_df
