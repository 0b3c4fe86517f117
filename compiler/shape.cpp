// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "shape.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/LEB128.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace kcov_df {

namespace {

constexpr StringRef Section = ".rodata.kcov_df";

/// How an argument or a return value is passed; an ABI constant.
enum Kind : uint8_t {
  Unknown,
  Scalar,
  Words,
  Pointer,
  Memory,
  ByValue,
  Elements ///< a span
};

Kind kindOf(const Object &O) {
  switch (O.kind()) {
  case Where::Unknown:
    return Unknown;
  case Where::Struct:
    return Pointer;
  case Where::Memory:
    return Memory;
  case Where::Piece:
    break;
  }
  if (O.Behind.Element)
    return Elements;
  if (O.Struct)
    return ByValue;
  return O.Size <= 8 ? Scalar : Words;
}

/// The byte that describes @p O.
uint8_t describe(const Object &O) {
  Kind K = kindOf(O);
  unsigned Count = K == Scalar ? O.Size : K == Pointer ? 8 : numValues(O);
  if (K == Memory)
    Count = 0;
  if (K == Unknown) // 1: nothing is missing, it has no bytes
    Count = O.Type && !O.Size;
  return K | Count << 3;
}

bool hasStruct(const Object &O) { return kindOf(O) >= Pointer; }

/// The code for how many bytes of value @p I are defined.
unsigned narrowness(const Object &O, unsigned I) {
  unsigned Bytes = definedBytes(O, I);
  return Bytes == 8 ? 0 : Log2_32(Bytes) + 1;
}

/// The members of a struct as runs of equal sizes without gaps, and others.
void encodeFields(const DICompositeType *T, raw_ostream &OS) {
  SmallVector<Field, 16> Fields = fieldsOf(T);
  uint64_t End = 0;
  for (size_t I = 0; I < Fields.size();) {
    const Field &F = Fields[I];
    if (F.Offset != End || F.Size > 8) {
      OS << char(0x80);
      encodeULEB128(F.Offset, OS);
      encodeULEB128(F.Size, OS);
      End = F.Offset + F.Size;
      ++I;
      continue;
    }
    unsigned Run = 0;
    while (I < Fields.size() && Run < 8 && Fields[I].Offset == End &&
           Fields[I].Size == F.Size) {
      End += F.Size;
      ++Run;
      ++I;
    }
    OS << char((Run - 1) << 4 | F.Size);
  }
  OS << '\0';
}

/// The pieces' bits as one integer.
Value *toInteger(IRBuilder<> &IRB, Value *V) {
  Type *Ty = V->getType();
  if (Ty->isPointerTy())
    return IRB.CreatePtrToInt(V, IRB.getInt64Ty());
  if (Ty->isIntegerTy())
    return V;
  return IRB.CreateBitCast(V, IRB.getIntNTy(Ty->getPrimitiveSizeInBits()));
}

} // namespace

unsigned numValues(const Object &O) {
  switch (O.kind()) {
  case Where::Unknown:
    return 0;
  case Where::Struct:
  case Where::Memory:
    return 1;
  case Where::Piece:
    break;
  }
  return std::max<uint64_t>(divideCeil(O.Size, 8), 1);
}

unsigned definedBytes(const Object &O, unsigned I) {
  if (O.kind() != Where::Piece)
    return 8;
  uint64_t Left = O.Size - std::min<uint64_t>(O.Size, 8 * I);
  return PowerOf2Ceil(std::clamp<uint64_t>(Left, 1, 8));
}

Value *directValue(const Object &O, unsigned I) {
  Value *Found = nullptr;
  for (const Piece &P : O.Pieces) {
    Type *Ty = P.Val->getType();
    if (P.Offset / 8 != I)
      continue;
    bool IsInteger = Ty->isIntegerTy() && Ty->getIntegerBitWidth() <= 64;
    bool IsPointer = Ty->isPointerTy() && !Ty->getPointerAddressSpace();
    if (Found || P.Offset % 8 || !(IsInteger || IsPointer))
      return nullptr;
    Found = P.Val;
  }
  return Found;
}

SmallVector<Value *, 4> valuesOf(IRBuilder<> &IRB, const Object &O) {
  unsigned N = numValues(O);
  SmallVector<Value *, 4> Values;
  if (!N)
    return Values;
  // As if the object were one big integer; the shifts are constant and the
  // code generator takes it apart again.
  uint64_t Bits = 64 * N;
  for (const Piece &P : O.Pieces)
    Bits = std::max(Bits, alignTo(P.Offset * 8 +
        (P.Val->getType()->isPointerTy()
             ? 64
             : P.Val->getType()->getPrimitiveSizeInBits().getFixedValue()), 64));
  Type *Whole = IRB.getIntNTy(Bits);
  Value *All = nullptr;
  for (const Piece &P : O.Pieces) {
    Value *V = IRB.CreateZExt(toInteger(IRB, P.Val), Whole);
    if (P.Offset)
      V = IRB.CreateShl(V, P.Offset * 8);
    All = All ? IRB.CreateOr(All, V) : V;
  }
  for (unsigned I = 0; I < N; ++I)
    Values.push_back(IRB.CreateTrunc(I ? IRB.CreateLShr(All, 64 * I) : All,
                                     IRB.getInt64Ty()));
  return Values;
}

/// A constant of @p Bytes and, behind them, the distances to @p Refs. What has
/// the same contents is one, in the module and after linking.
GlobalVariable *Shapes::shared(StringRef Kind, StringRef Bytes,
                               ArrayRef<GlobalVariable *> Refs) {
  std::string Contents = Bytes.str();
  for (GlobalVariable *GV : Refs)
    Contents += GV->getName();
  std::string Name = ("__kcov_df_" + Kind + "." +
                      utohexstr(xxh3_64bits(Contents), true, 16)).str();
  if (GlobalVariable *GV = M.getNamedGlobal(Name))
    return GV;

  LLVMContext &C = M.getContext();
  Type *I32 = Type::getInt32Ty(C), *I64 = Type::getInt64Ty(C);
  Constant *Data = ConstantDataArray::getString(C, Bytes, /*AddNull=*/false);
  auto *RefsTy = ArrayType::get(I32, Refs.size());
  auto *Ty = StructType::get(C, {Data->getType(), RefsTy}, /*isPacked=*/true);
  auto *GV = new GlobalVariable(M, Ty, /*isConstant=*/true,
                                GlobalValue::LinkOnceODRLinkage, nullptr, Name);
  GV->setVisibility(GlobalValue::HiddenVisibility);
  GV->setDSOLocal(true);
  GV->setComdat(M.getOrInsertComdat(Name));
  GV->setSection(Section);
  GV->setAlignment(Align(4));

  SmallVector<Constant *, 8> Distances;
  for (auto [I, Ref] : enumerate(Refs)) {
    Constant *Here = ConstantExpr::getGetElementPtr(
        Type::getInt8Ty(C), GV, ConstantInt::get(I64, Bytes.size() + 4 * I));
    Distances.push_back(ConstantExpr::getTrunc(
        ConstantExpr::getSub(ConstantExpr::getPtrToInt(Ref, I64),
                             ConstantExpr::getPtrToInt(Here, I64)),
        I32));
  }
  GV->setInitializer(ConstantStruct::get(
      Ty, {Data, ConstantArray::get(RefsTy, Distances)}));
  return GV;
}

/// Of @p Size bytes; @p T is null for what is in memory, but no struct.
GlobalVariable *Shapes::structOf(const DICompositeType *T, uint32_t Size) {
  GlobalVariable *&Known = Structs[T];
  if (T && Known)
    return Known;
  SmallString<64> Bytes;
  raw_svector_ostream OS(Bytes);
  if (M.getDataLayout().isBigEndian())
    Size = byteswap(Size);
  OS.write(reinterpret_cast<const char *>(&Size), sizeof(Size));
  if (T)
    encodeFields(T, OS);
  else
    OS << '\0';
  OS.write_zeros(-Bytes.size() % 4);
  GlobalVariable *GV = shared("struct", Bytes, {});
  if (T)
    Known = GV;
  return GV;
}

/// Of a slice, it is one element.
GlobalVariable *Shapes::structOf(const Object &O) {
  if (const DIType *Element = O.Behind.Element)
    return structOf(asStruct(Element), sizeInBytes(Element));
  return structOf(O.Struct, O.Struct ? sizeInBytes(O.Struct) : O.Size);
}

GlobalVariable *Shapes::get(ArrayRef<Object> Args, const Object *Ret,
                            bool IsVoid) {
  SmallVector<GlobalVariable *, 8> Refs;
  SmallString<32> Descriptors;
  unsigned Values = 0;
  uint16_t Narrow = 0;
  for (const Object &O : Args) {
    Descriptors.push_back(describe(O));
    if (hasStruct(O))
      Refs.push_back(structOf(O));
    for (unsigned I = 0; I < numValues(O); ++I, ++Values)
      if (Values < MaxEntryRegs)
        Narrow |= narrowness(O, I) << 2 * Values;
  }
  if (Ret) {
    Descriptors.push_back(describe(*Ret));
    if (hasStruct(*Ret))
      Refs.push_back(structOf(*Ret));
    for (unsigned I = 0; I < std::min(numValues(*Ret), MaxExitRegs); ++I)
      Narrow |= narrowness(*Ret, I) << (12 + 2 * I);
  } else {
    Descriptors.push_back(Unknown | (IsVoid ? 1 << 3 : 0));
  }

  SmallString<32> Bytes;
  Bytes.push_back(Values | (Refs.empty() ? 0 : 0x80));
  Bytes.push_back(Args.size());
  char Low = Narrow & 0xff, High = Narrow >> 8;
  bool Big = M.getDataLayout().isBigEndian();
  Bytes.append({Big ? High : Low, Big ? Low : High});
  Bytes += Descriptors;
  Bytes.append(-Bytes.size() % 4, '\0');
  return shared("shape", Bytes, Refs);
}

} // namespace kcov_df
