// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What debug info says of the types of arguments and return values.

#ifndef KCOV_DATAFLOW_TYPES_H
#define KCOV_DATAFLOW_TYPES_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/DebugInfoMetadata.h"

namespace kcov_df {

/// A member of a struct: byte offset and byte size. The bytes of a bit-field
/// are those that hold it.
struct Field {
  uint64_t Offset;
  uint64_t Size;
};

/// @p T without typedefs and qualifiers; null for void.
const llvm::DIType *stripped(const llvm::DIType *T);

/// Size of @p T in bytes; 0 where debug info does not know it.
uint64_t sizeInBytes(const llvm::DIType *T);

/// The struct, class or union that @p T is, or null.
const llvm::DICompositeType *asStruct(const llvm::DIType *T);

/// The struct, class or union that @p T points to, or null. In Rust a pointer may
/// be all there is of @p T: a newtype (NonNull, Arc, Pin), or an enum that has
/// data in one variant only (Option).
const llvm::DICompositeType *pointedStruct(const llvm::DIType *T, bool InRust);

/// What is behind a pointer that knows how many elements there are.
struct Span {
  const llvm::DIType *Element = nullptr; ///< null if it is no such pointer
  bool IsText = false;                   ///< bytes that are characters
};

/// The elements of @p T, a slice or a string of Rust, or all that there is of an
/// enum or a newtype (Option<&str>, Pin<&[u8]>). Those of a kind that readers
/// could not show are none.
Span spanOf(const llvm::DIType *T);

/// The variants of @p T, an enum with data of Rust, or null.
const llvm::DICompositeType *variantPart(const llvm::DICompositeType *T);

/// The members of @p T with those of its anonymous members in their place; an
/// enum with data is one member. Members without bytes (a flexible array, an
/// empty struct) are left out.
llvm::SmallVector<Field, 16> fieldsOf(const llvm::DICompositeType *T);

/// Type of source-level argument @p Arg of @p SP, numbered from 0; null where
/// debug info has none.
const llvm::DIType *argType(const llvm::DISubprogram *SP, unsigned Arg);

/// Number of named arguments in the type of @p SP.
unsigned numArgs(const llvm::DISubprogram *SP);

/// True for a function of a Rust crate.
bool isRust(const llvm::DISubprogram *SP);

/// Type of the return value of @p SP; null for void.
const llvm::DIType *returnType(const llvm::DISubprogram *SP);

} // namespace kcov_df

#endif
