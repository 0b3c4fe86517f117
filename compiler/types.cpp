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

const DICompositeType *variantPart(const DICompositeType *T) {
  for (const DINode *Element : T->getElements())
    if (auto *C = dyn_cast_or_null<DICompositeType>(Element))
      if (C->getTag() == dwarf::DW_TAG_variant_part)
        return C;
  return nullptr;
}

/// The type of the only element of @p T that has bytes, or null.
static const DIType *onlyPart(const DICompositeType *T) {
  const DIType *Only = nullptr;
  for (const DINode *Element : T->getElements()) {
    auto *M = dyn_cast_or_null<DIDerivedType>(Element);
    if (!M || M->isStaticMember() || !M->getSizeInBits())
      continue;
    const DICompositeType *Variant =
        T->getTag() == dwarf::DW_TAG_variant_part ? asStruct(M->getBaseType())
                                                  : nullptr;
    if (Variant && fieldsOf(Variant).empty())
      continue;
    if (Only)
      return nullptr;
    Only = M->getBaseType();
  }
  return Only;
}

/// What newtypes, and enums that have data in one variant only, consist of, as
/// long as that has all of their @p Size bytes and more than one part is not it.
static const DIType *allThereIs(const DIType *T, uint64_t Size) {
  T = stripped(T);
  const DICompositeType *S;
  // Not so in a union: MaybeUninit may hold anything.
  while ((S = asStruct(T)) && S->getTag() != dwarf::DW_TAG_union_type &&
         sizeInBytes(S) == Size) {
    const DICompositeType *Part = variantPart(S);
    const DIType *Only = onlyPart(Part ? Part : S);
    if (!Only)
      break;
    T = stripped(Only);
  }
  return T;
}

const DICompositeType *pointedStruct(const DIType *T, bool InRust) {
  T = InRust ? allThereIs(T, sizeof(uint64_t)) : stripped(T);
  if (!isPointer(T))
    return nullptr;
  return asStruct(cast<DIDerivedType>(T)->getBaseType());
}

/// The type of member @p I of @p T if that has the name @p Name, or null.
static const DIType *namedMember(const DICompositeType *T, unsigned I,
                                 StringRef Name) {
  auto *M = dyn_cast_or_null<DIDerivedType>(T->getElements()[I]);
  return M && M->getName() == Name ? stripped(M->getBaseType()) : nullptr;
}

/// The element of @p T, a type that is nothing but a slice (CStr), or null. For
/// debug info a slice is its element, and what it is in has no size.
static const DIType *elementIn(const DIType *T) {
  while (const DICompositeType *S = asStruct(T)) {
    if (sizeInBytes(S) || S->getElements().size() != 1)
      return nullptr;
    auto *M = dyn_cast_or_null<DIDerivedType>(S->getElements()[0]);
    T = M ? stripped(M->getBaseType()) : nullptr;
  }
  return T;
}

static bool isNumber(const DIType *T) {
  return isa<DIBasicType>(T) ||
         T->getTag() == dwarf::DW_TAG_enumeration_type || isPointer(T);
}

/// What @p Name, of a pointer that knows a length, says that it points to; empty
/// if a type of the source has it.
static StringRef pointeeIn(StringRef Name) {
  for (StringRef Sigil :
       {"&mut ", "&", "*const ", "*mut ", "alloc::boxed::Box<"})
    if (Name.consume_front(Sigil))
      return Name.take_until([](char C) { return C == ','; });
  return {};
}

/// Debug info says of a str that it consists of bytes; its name says the rest.
static bool isText(StringRef Pointee, const DIType *To) {
  const DICompositeType *S = asStruct(To);
  return Pointee == "str" ||
         (!Pointee.starts_with("[") && S &&
          (S->getName() == "CStr" || S->getName() == "BStr"));
}

Span spanOf(const DIType *T) {
  const DICompositeType *S = asStruct(allThereIs(T, 2 * sizeof(uint64_t)));
  // These are the names that rustc gives to the halves of such a pointer.
  StringRef Pointee = S ? pointeeIn(S->getName()) : "";
  if (Pointee.empty() || S->getElements().size() != 2 ||
      !namedMember(S, 1, "length"))
    return {};
  const DIType *Pointer = namedMember(S, 0, "data_ptr");
  if (!isPointer(Pointer))
    return {};
  const DIType *To = stripped(cast<DIDerivedType>(Pointer)->getBaseType());
  const DIType *Element = Pointee.starts_with("[") ? To : elementIn(To);
  if (!sizeInBytes(Element) || !(isNumber(Element) || asStruct(Element)))
    return {};
  return {Element, isText(Pointee, To)};
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
