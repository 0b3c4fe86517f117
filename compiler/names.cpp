// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "names.h"
#include "types.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugProgramInstruction.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace kcov_df {

/// No reader needs more of one struct.
static constexpr unsigned MaxMembers = 4096;

/// Adds one field to a line. Whatever would end it early is replaced.
static void append(std::string &Line, const Twine &Text) {
  Line += '\t';
  for (char C : Text.str())
    Line += C == '\t' || C == '\n' || C == '\0' ? ' ' : C;
}

/// @p Text as it stands between the quotes of .asciz.
static void printQuoted(StringRef Text, raw_ostream &OS) {
  for (unsigned char C : Text)
    if (isPrint(C) && C != '"' && C != '\\')
      OS << C;
    else
      OS << '\\' << char('0' + (C >> 6)) << char('0' + (C >> 3 & 7))
         << char('0' + (C & 7));
}

/// Adds @p Line to the strings, once. Returns the number of its label.
unsigned Names::add(StringRef Line) {
  auto [It, IsNew] = Lines.try_emplace(Line, Lines.size());
  if (IsNew) {
    raw_string_ostream OS(Asm);
    OS << ".Lkcov_df_name" << It->second << ":\n\t.asciz \"";
    printQuoted(Line, OS);
    OS << "\"\n";
  }
  return It->second;
}

/// The id of a definition is the hash of its line without the id.
static std::string idOf(StringRef Line) {
  return utohexstr(xxh3_64bits(Line), /*LowerCase=*/true, 16);
}

std::string Names::enumId(const DICompositeType *T) {
  if (auto It = Ids.find(T); It != Ids.end())
    return It->second;
  std::string Line;
  append(Line, T->getName());
  append(Line, Twine(sizeInBytes(T)));
  for (const DINode *Element : T->getElements())
    if (auto *E = dyn_cast_or_null<DIEnumerator>(Element)) {
      SmallString<24> Value;
      E->getValue().toString(Value, 10, /*Signed=*/!E->isUnsigned());
      append(Line, Value);
      append(Line, E->getName());
    }
  std::string Id = idOf(Line);
  add("E\t" + Id + Line);
  return Ids[T] = Id;
}

/// The value of its discriminant that says that @p Variant counts, or a star for
/// the one that counts when no other does.
static std::string discriminantOf(const DIDerivedType *Variant) {
  auto *Value = dyn_cast_or_null<ConstantInt>(Variant->getDiscriminantValue());
  return Value ? std::to_string(Value->getZExtValue()) : "*";
}

/// An enum with data of Rust.
std::string Names::variantsId(const DICompositeType *T,
                              const DICompositeType *Part) {
  const DIDerivedType *Discriminant = Part->getDiscriminator();
  std::string Line;
  append(Line, T->getName());
  append(Line, Twine(sizeInBytes(T)));
  append(Line, Twine(Discriminant ? Discriminant->getOffsetInBits() : 0));
  append(Line, Twine(Discriminant ? Discriminant->getSizeInBits() : 0));
  for (const DINode *Element : Part->getElements()) {
    auto *Variant = dyn_cast_or_null<DIDerivedType>(Element);
    if (!Variant)
      continue;
    const DICompositeType *Data = asStruct(Variant->getBaseType());
    append(Line, discriminantOf(Variant));
    append(Line, Data && !fieldsOf(Data).empty() ? "s" + structId(Data) : "v");
    append(Line, Variant->getName());
  }
  std::string Id = idOf(Line);
  add("V\t" + Id + Line);
  return Ids[T] = Id;
}

/// What numbers a variant that readers can tell apart.
static bool isReadable(const DICompositeType *Part) {
  const DIDerivedType *Discriminant = Part->getDiscriminator();
  return !Discriminant || Discriminant->getSizeInBits() <= 64;
}

std::string Names::structId(const DICompositeType *T) {
  if (auto It = Ids.find(T); It != Ids.end())
    return It->second;
  if (const DICompositeType *Part = variantPart(T); Part && isReadable(Part))
    return variantsId(T, Part);
  std::string Line;
  append(Line, T->getName());
  append(Line, Twine(sizeInBytes(T)));
  unsigned Room = MaxMembers;
  appendMembers(T, 0, "", Room, Line);
  std::string Id = idOf(Line);
  add("S\t" + Id + Line);
  return Ids[T] = Id;
}

/// A union that has a name is one member: which of its own counts is not known.
static bool isOpaque(const DIDerivedType *Member, const DICompositeType *T) {
  return T->getTag() == dwarf::DW_TAG_union_type && !Member->getName().empty();
}

/// The elements of a tuple have numbers, and rustc writes __0 for 0.
static std::string memberName(const DIDerivedType *M, bool InRust) {
  StringRef Name = M->getName();
  unsigned Number;
  if (InRust && Name.starts_with("__") &&
      !Name.drop_front(2).getAsInteger(10, Number))
    Name = Name.drop_front(2);
  return Name.str();
}

/// Lists the members of @p T, and those of the structs in it.
void Names::appendMembers(const DICompositeType *T, uint64_t Base,
                          const std::string &Prefix, unsigned &Room,
                          std::string &Line) {
  for (const DINode *Element : T->getElements()) {
    auto *M = dyn_cast_or_null<DIDerivedType>(Element);
    if (!M || M->isStaticMember() ||
        (M->getTag() != dwarf::DW_TAG_member &&
         M->getTag() != dwarf::DW_TAG_inheritance))
      continue;
    uint64_t Bits = Base + M->getOffsetInBits();
    std::string Name = Prefix + memberName(M, InRust);
    const DICompositeType *Inner = asStruct(M->getBaseType());
    if (Inner && !isOpaque(M, Inner) && !variantPart(Inner)) {
      bool IsNamed = !M->getName().empty() && M->getTag() == dwarf::DW_TAG_member;
      appendMembers(Inner, Bits, IsNamed ? Name + "." : Prefix, Room, Line);
      continue;
    }
    if (!M->getSizeInBits() || !Room)
      continue;
    --Room;
    append(Line, Twine(Bits));
    append(Line, Twine(M->getSizeInBits()));
    append(Line, typeOf(M->getBaseType(), /*IsMember=*/true));
    append(Line, Name);
  }
}

static std::string basicType(const DIBasicType *T) {
  std::string Size = std::to_string(divideCeil(T->getSizeInBits(), 8));
  if (!T->getSizeInBits()) // the unit type of Rust
    return "o0";
  switch (T->getEncoding()) {
  case dwarf::DW_ATE_boolean:
    return "b" + Size;
  case dwarf::DW_ATE_signed:
    return "i" + Size;
  case dwarf::DW_ATE_unsigned:
  case dwarf::DW_ATE_address:
    return "u" + Size;
  case dwarf::DW_ATE_UTF:
    return "c" + Size;
  case dwarf::DW_ATE_signed_char:
  case dwarf::DW_ATE_unsigned_char:
    if (T->getName() == "char")
      return "c" + Size;
    return (T->getEncoding() == dwarf::DW_ATE_signed_char ? "i" : "u") + Size;
  case dwarf::DW_ATE_float:
    return "f" + Size;
  default:
    return "o" + Size;
  }
}

std::string Names::arrayOf(const DICompositeType *T) {
  std::string Element = typeOf(T->getBaseType(), /*IsMember=*/true);
  uint64_t Size = sizeInBytes(T), One = sizeInBytes(T->getBaseType());
  if (StringRef("os?").contains(Element[0]) || !One)
    return "o" + std::to_string(Size);
  return "x" + std::to_string(Size / One) + ":" + Element;
}

/// How a pointer says that it is in an enum: None is a null pointer.
std::string Names::enumAround(const DIType *T) {
  const DICompositeType *S = asStruct(T);
  return S && variantPart(S) ? ":" + structId(S) : "";
}

/// What a slice points to, behind what it is by itself.
std::string Names::elementsBehind(const DIType *T) {
  Span Behind = Spans && InRust ? spanOf(T) : Span();
  if (!Behind.Element)
    return "";
  if (Behind.IsText)
    return ":c1";
  const DICompositeType *S = asStruct(Behind.Element);
  return ":" + (S ? "s" + structId(S) : typeOf(Behind.Element, true));
}

std::string Names::typeOf(const DIType *T, bool IsMember) {
  T = stripped(T);
  if (!T)
    return "?";
  if (auto *Basic = dyn_cast<DIBasicType>(T))
    return basicType(Basic);
  // A member that is a pointer is not followed; else one struct would name
  // all others.
  if (const DICompositeType *S = IsMember ? nullptr : pointedStruct(T, InRust)) {
    std::string Id = structId(S);
    return "p" + Id + enumAround(T);
  }
  if (const DICompositeType *S = asStruct(T)) {
    if (IsMember && !variantPart(S))
      return "o" + std::to_string(sizeInBytes(S));
    std::string Id = structId(S);
    return "s" + Id + (IsMember ? "" : elementsBehind(T));
  }
  if (auto *C = dyn_cast<DICompositeType>(T)) {
    if (C->getTag() == dwarf::DW_TAG_enumeration_type)
      return "e" + enumId(C);
    if (C->getTag() == dwarf::DW_TAG_array_type)
      return arrayOf(C);
    return "o" + std::to_string(sizeInBytes(C));
  }
  auto *D = dyn_cast<DIDerivedType>(T);
  if (!D)
    return "?";
  switch (D->getTag()) {
  case dwarf::DW_TAG_pointer_type:
  case dwarf::DW_TAG_reference_type:
  case dwarf::DW_TAG_rvalue_reference_type:
    break;
  default:
    return "o" + std::to_string(sizeInBytes(D));
  }
  const DIType *To = stripped(D->getBaseType());
  if (isa_and_nonnull<DISubroutineType>(To))
    return "pf";
  auto *Basic = dyn_cast_or_null<DIBasicType>(To);
  return Basic && Basic->getName() == "char" ? "pc" : "p";
}

/// The names of the parameters of @p SP, as far as there are any. Unless it
/// optimises, clang mentions them in the code of @p F only.
static SmallVector<StringRef, 8> parameterNames(const DISubprogram *SP,
                                                const Function &F) {
  SmallVector<StringRef, 8> Found;
  auto Add = [&Found, SP](const DILocalVariable *V) {
    if (!V || !V->getArg())
      return;
    // See findRustArgs().
    if (isRust(SP) && V->getType() != argType(SP, V->getArg() - 1))
      return;
    Found.resize(std::max<size_t>(Found.size(), V->getArg()));
    Found[V->getArg() - 1] = V->getName();
  };
  for (const DINode *N : SP->getRetainedNodes())
    Add(dyn_cast_or_null<DILocalVariable>(N));
  if (!Found.empty() || !numArgs(SP))
    return Found;
  for (const Instruction &I : instructions(F))
    for (const DbgVariableRecord &R :
         filterDbgVars(const_cast<Instruction &>(I).getDbgRecordRange()))
      if (R.getVariable()->getScope()->getSubprogram() == SP)
        Add(R.getVariable());
  return Found;
}

std::string Names::entryFor(const DISubprogram *SP, const Function &F,
                            StringRef Site) {
  std::string Line = "F";
  InRust = isRust(SP);
  append(Line, SP->getLinkageName().empty() ? SP->getName()
                                            : SP->getLinkageName());
  append(Line, SP->getFilename() + ":" + Twine(SP->getLine()));
  append(Line, returnType(SP) ? typeOf(returnType(SP), false) : "v");
  SmallVector<StringRef, 8> Parameters = parameterNames(SP, F);
  unsigned N = std::max<size_t>(numArgs(SP), Parameters.size());
  for (unsigned I = 0; I < N; ++I) {
    append(Line, typeOf(argType(SP, I), false));
    append(Line, I < Parameters.size() ? Parameters[I] : "");
  }
  return ("\t.quad " + Site + "\n\t.long .Lkcov_df_name" + Twine(add(Line)) +
          "\n")
      .str();
}

} // namespace kcov_df
