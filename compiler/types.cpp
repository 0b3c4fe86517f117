// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "types.h"

#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/Config/llvm-config.h"

using namespace llvm;

namespace kcov_df {

const DIType *stripped(const DIType *T) {
  while (auto *D = dyn_cast_or_null<DIDerivedType>(T)) {
    switch (D->getTag()) {
    case dwarf::DW_TAG_typedef:
    case dwarf::DW_TAG_const_type:
    case dwarf::DW_TAG_volatile_type:
    case dwarf::DW_TAG_restrict_type:
    case dwarf::DW_TAG_atomic_type:
    case dwarf::DW_TAG_immutable_type:
      T = D->getBaseType();
      break;
    default:
      return T;
    }
  }
  return T;
}

static bool isPointer(const DIType *T) {
  if (!T)
    return false;
  switch (T->getTag()) {
  case dwarf::DW_TAG_pointer_type:
  case dwarf::DW_TAG_reference_type:
  case dwarf::DW_TAG_rvalue_reference_type:
    return true;
  default:
    return false;
  }
}

uint64_t sizeInBytes(const DIType *T) {
  T = stripped(T);
  return T ? divideCeil(T->getSizeInBits(), 8) : 0;
}

const DICompositeType *asStruct(const DIType *T) {
  auto *C = dyn_cast_or_null<DICompositeType>(stripped(T));
  if (!C || C->isForwardDecl())
    return nullptr;
  switch (C->getTag()) {
  case dwarf::DW_TAG_structure_type:
  case dwarf::DW_TAG_class_type:
  case dwarf::DW_TAG_union_type:
    return C;
  default:
    return nullptr;
  }
}

const DICompositeType *pointedStruct(const DIType *T) {
  T = stripped(T);
  if (!isPointer(T))
    return nullptr;
  return asStruct(cast<DIDerivedType>(T)->getBaseType());
}

const DICompositeType *variantPart(const DICompositeType *T) {
  for (const DINode *Element : T->getElements())
    if (auto *C = dyn_cast_or_null<DICompositeType>(Element))
      if (C->getTag() == dwarf::DW_TAG_variant_part)
        return C;
  return nullptr;
}

static void appendFields(const DICompositeType *T, uint64_t BaseBits,
                         SmallVectorImpl<Field> &Fields) {
  // Which of the variants counts is known at run time only.
  if (variantPart(T)) {
    if (T->getSizeInBits())
      Fields.push_back({BaseBits / 8, sizeInBytes(T)});
    return;
  }
  for (const DINode *Element : T->getElements()) {
    auto *M = dyn_cast_or_null<DIDerivedType>(Element);
    if (!M || M->isStaticMember())
      continue;
    bool IsBase = M->getTag() == dwarf::DW_TAG_inheritance;
    if (!IsBase && M->getTag() != dwarf::DW_TAG_member)
      continue;
    uint64_t Bits = BaseBits + M->getOffsetInBits();
    const DICompositeType *Inner = asStruct(M->getBaseType());
    if (Inner && (IsBase || M->getName().empty())) {
      appendFields(Inner, Bits, Fields);
      continue;
    }
    uint64_t First = Bits / 8;
    uint64_t Last = divideCeil(Bits + M->getSizeInBits(), 8);
    if (M->getSizeInBits())
      Fields.push_back({First, Last - First});
  }
}

SmallVector<Field, 16> fieldsOf(const DICompositeType *T) {
  SmallVector<Field, 16> Fields;
  appendFields(T, 0, Fields);
  return Fields;
}

static DITypeRefArray typesOf(const DISubprogram *SP) {
  DISubroutineType *T = SP->getType();
  return T ? T->getTypeArray() : DITypeRefArray();
}

const DIType *argType(const DISubprogram *SP, unsigned Arg) {
  return Arg < numArgs(SP) ? typesOf(SP)[Arg + 1] : nullptr;
}

unsigned numArgs(const DISubprogram *SP) {
  DITypeRefArray Types = typesOf(SP);
  unsigned N = Types.size();
  // A null at the end stands for the unnamed arguments of a variadic function.
  if (N > 1 && !Types[N - 1])
    --N;
  return N ? N - 1 : 0;
}

bool isRust(const DISubprogram *SP) {
  auto Language = SP->getUnit()->getSourceLanguage();
#if LLVM_VERSION_MAJOR >= 22
  if (Language.hasVersionedName())
    return Language.getName() == dwarf::DW_LNAME_Rust;
  return Language.getName() == dwarf::DW_LANG_Rust;
#else
  return Language == dwarf::DW_LANG_Rust;
#endif
}

const DIType *returnType(const DISubprogram *SP) {
  DITypeRefArray Types = typesOf(SP);
  return Types.size() ? stripped(Types[0]) : nullptr;
}

} // namespace kcov_df
