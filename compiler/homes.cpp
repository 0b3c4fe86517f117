// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "homes.h"
#include "types.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/DebugProgramInstruction.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kcov_df {

namespace {

/// Where @p R says that its variable lives; nowhere if it speaks of a value or
/// of a part. Above -O0, clang turns declarations of stack variables into
/// assignments that name the stack slot.
void findHome(DbgVariableRecord &R, Home &H) {
  if (R.isDbgDeclare()) {
    H.Address = R.getVariableLocationOp(0);
    H.Expr = R.getExpression();
  } else if (R.isDbgAssign() && isa_and_nonnull<AllocaInst>(R.getAddress()) &&
             !R.getAddressExpression()->getNumElements()) {
    H.Address = R.getAddress();
    H.Expr = R.getAddressExpression();
  }
  H.Type = R.getVariable()->getType();
}

/// The prologue carries no line numbers.
BasicBlock::iterator findDeclared(BasicBlock &Entry,
                                  SmallVectorImpl<Home> &Homes) {
  BasicBlock::iterator BodyStart = Entry.end();
  for (Instruction &I : Entry) {
    for (DbgVariableRecord &R : filterDbgVars(I.getDbgRecordRange())) {
      unsigned No = R.getVariable()->getArg();
      if (!No || R.getDebugLoc()->getInlinedAt())
        continue;
      if (No > Homes.size()) // a definition without a prototype
        Homes.resize(No);
      if (!Homes[No - 1].Address)
        findHome(R, Homes[No - 1]);
      if (R.isDbgDeclare())
        BodyStart = Entry.end();
    }
    bool HasLine = I.getDebugLoc() && I.getDebugLoc().getLine();
    if (BodyStart == Entry.end() && HasLine && !isa<AllocaInst>(I))
      BodyStart = I.getIterator();
  }
  return BodyStart == Entry.end() ? Entry.getTerminator()->getIterator()
                                  : BodyStart;
}

/// What a prologue has put into a stack slot.
struct Slot {
  SmallVector<Stored, 2> Pieces;
  SmallVector<Argument *, 2> From;
};

using Slots = DenseMap<const Value *, Slot>;

const Value *baseOf(const Value *P, uint64_t &Offset, const DataLayout &DL) {
  APInt Bytes(DL.getIndexTypeSizeInBits(P->getType()), 0);
  P = P->stripAndAccumulateConstantOffsets(DL, Bytes,
                                           /*AllowNonInbounds=*/true);
  Offset = Bytes.getZExtValue();
  return P;
}

/// rustc stores what it got; what the ABI has coerced goes through another slot.
Slots readPrologue(BasicBlock &Entry, BasicBlock::iterator End,
                   const DataLayout &DL) {
  Slots All;
  uint64_t Offset;
  for (Instruction &I : make_range(Entry.begin(), End)) {
    if (auto *Copy = dyn_cast<MemCpyInst>(&I)) {
      Slot From = All.lookup(baseOf(Copy->getSource(), Offset, DL));
      All[baseOf(Copy->getDest(), Offset, DL)] = {{}, From.From};
    }
    auto *Store = dyn_cast<StoreInst>(&I);
    if (!Store)
      continue;
    Slot &To = All[baseOf(Store->getPointerOperand(), Offset, DL)];
    Value *V = Store->getValueOperand();
    To.Pieces.push_back({Offset, V->getType()});
    if (auto *Cast = dyn_cast<CastInst>(V)) // a bool has a byte in memory
      V = Cast->getOperand(0);
    if (auto *A = dyn_cast<Argument>(V))
      To.From.push_back(A);
  }
  return All;
}

/// rustc passes arguments in the order of the source and none for those without
/// bytes, so what is between those of the neighbours belongs to an argument
/// that has no home: the environment of a closure, the caller's location.
void findPassed(Function &F, MutableArrayRef<Home> Homes) {
  unsigned Next = F.hasStructRetAttr();
  Home *Homeless = nullptr;
  auto Found = [&](unsigned End) {
    for (; Homeless && Next < End; ++Next)
      Homeless->Passed.push_back(F.getArg(Next));
    Homeless = nullptr;
  };
  for (Home &H : Homes) {
    if (!sizeInBytes(H.Type))
      continue;
    if (!H.Address && Homeless) // where one ends and the other begins?
      return;
    if (!H.Address) {
      Homeless = &H;
      continue;
    }
    if (H.Passed.empty())
      return;
    Found(H.Passed.front()->getArgNo());
    Next = H.Passed.back()->getArgNo() + 1;
  }
  Found(F.arg_size());
}

void findRustArgs(Function &F, MutableArrayRef<Home> Homes,
                  BasicBlock::iterator BodyStart) {
  BasicBlock &Entry = F.getEntryBlock();
  Slots All =
      readPrologue(Entry, BodyStart, F.getParent()->getDataLayout());
  for (auto [I, H] : enumerate(Homes)) {
    if (!H.Address) {
      H.Type = argType(F.getSubprogram(), I);
      continue;
    }
    Slot S = All.lookup(H.Address);
    H.Pieces = S.Pieces;
    H.Passed = S.From;
    if (auto *A = dyn_cast<Argument>(H.Address))
      H.Passed = {A};
  }
  findPassed(F, Homes);
}

} // namespace

BasicBlock::iterator findHomes(Function &F, SmallVectorImpl<Home> &Homes) {
  BasicBlock::iterator BodyStart = findDeclared(F.getEntryBlock(), Homes);
  if (isRust(F.getSubprogram()))
    findRustArgs(F, Homes, BodyStart);
  return BodyStart;
}

} // namespace kcov_df
