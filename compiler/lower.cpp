// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The end of the pipeline: which markers are lowered, and what they say.

#include "lower.h"
#include "passes.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalAlias.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace kcov_df {

/// True if @p V is used, and by markers only, directly or through constants.
static bool onlyMarkersUse(const Value *V,
                           const SmallPtrSetImpl<const User *> &Set) {
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
static bool isUnresolvable(const Value *V,
                           const SmallPtrSetImpl<const User *> &Set) {
  if (auto *GO = dyn_cast<GlobalObject>(V))
    return GO->isDeclaration() && !GO->hasExternalWeakLinkage() &&
           onlyMarkersUse(GO, Set);
  return isa<ConstantExpr, ConstantAggregate>(V) &&
         any_of(cast<Constant>(V)->operands(),
                [&Set](const Use &U) { return isUnresolvable(U.get(), Set); });
}

/// An undefined symbol that nothing else mentions may not exist at all: the
/// call that passed it is gone, or would have been without us.
MarkerReader::MarkerReader(const Module &M, ArrayRef<CallBase *> Markers,
                           bool Spans)
    : DL(M.getDataLayout()), Spans(Spans) {
  SmallPtrSet<const User *, 32> Set(Markers.begin(), Markers.end());
  for (CallBase *Marker : Markers)
    for (const Piece &P : piecesOf(*Marker))
      if (isUnresolvable(P.Val, Set))
        OnlyMarkersUse.insert(cast<Constant>(P.Val));
}

/// A value is not known where the optimiser proved that it has none, or where
/// only markers mention a symbol that this configuration may not define.
bool MarkerReader::isKnown(const Piece &P) const {
  if (P.Kind == Where::Unknown || isa<UndefValue>(P.Val))
    return false;
  return !OnlyMarkersUse.contains(dyn_cast<Constant>(P.Val));
}

Object MarkerReader::objectFrom(Boundary B, const DISubprogram *SP,
                                ArrayRef<Piece> Pieces) const {
  unsigned Arg = Pieces.front().Arg;
  const DIType *T = B == Boundary::Entry ? argType(SP, Arg) : returnType(SP);
  Object O = {Arg, T, sizeInBytes(T), nullptr, {}, {}};
  if (!T) // an argument that the function's type does not list
    O.Size = Pieces.back().Offset +
             DL.getTypeStoreSize(Pieces.back().Val->getType());

  // Words of padding have no value, the rest of the object has.
  copy_if(Pieces, std::back_inserter(O.Pieces),
          [this](const Piece &P) { return isKnown(P); });
  if (O.Pieces.empty())
    return O;
  if (Spans && isRust(SP) && O.kind() != Where::Memory)
    O.Behind = spanOf(T);
  // The pointer of a slice is a part of it.
  if (O.Behind.Element)
    O.Pieces.front().Kind = Where::Piece;
  bool IsPointer = O.kind() == Where::Struct;
  O.Struct = IsPointer ? pointedStruct(T, isRust(SP)) : asStruct(T);
  // A pointer to a struct without members is a plain value.
  if (O.Struct && fieldsOf(O.Struct).empty())
    O.Struct = nullptr;
  if (IsPointer && !O.Struct)
    O.Pieces.front().Kind = Where::Piece;
  return O;
}

SmallVector<Object, 8> MarkerReader::objectsOf(const CallBase &CB) const {
  const DISubprogram *SP = subprogramOf(CB);
  SmallVector<Piece, 8> Pieces = piecesOf(CB);
  SmallVector<Object, 8> Objects;
  for (ArrayRef<Piece> Rest = Pieces; !Rest.empty();) {
    unsigned Arg = Rest.front().Arg;
    ArrayRef<Piece> Same =
        Rest.take_while([Arg](const Piece &P) { return P.Arg == Arg; });
    Objects.push_back(objectFrom(boundaryOf(CB), SP, Same));
    Rest = Rest.drop_front(Same.size());
  }
  return Objects;
}

GlobalValue *privateNameOf(Function *F) {
  std::string Name = ("__kcov_df_self." + F->getName()).str();
  if (GlobalAlias *Alias = F->getParent()->getNamedAlias(Name))
    return Alias;
  return GlobalAlias::create(F->getValueType(), F->getAddressSpace(),
                             GlobalValue::PrivateLinkage, Name, F);
}

GlobalValue *selfOf(Function *F) {
  return F->isInterposable() ? privateNameOf(F) : F;
}

PreservedAnalyses LowerPass::run(Module &M, ModuleAnalysisManager &) {
  const Options Opts = GetOptions();
  SmallVector<CallBase *, 16> Markers;
  for (CallBase *CB : markersIn(M)) {
    if (isToBeDropped(*CB, Opts.Inline))
      CB->eraseFromParent();
    else
      Markers.push_back(CB);
  }
  MarkerReader Reader(M, Markers, Opts.Spans);
  if (Opts.Abi == Options::Rfc)
    lowerToRfc(M, Markers, Reader);
  else
    lowerToBoundary(M, Markers, Reader, Opts);
  for (CallBase *CB : Markers)
    CB->eraseFromParent();
  for (Boundary B : {Boundary::Entry, Boundary::Exit})
    if (Function *Decl = markerDecl(M, B))
      Decl->eraseFromParent();
  return Markers.empty() ? PreservedAnalyses::all() : PreservedAnalyses::none();
}

} // namespace kcov_df
