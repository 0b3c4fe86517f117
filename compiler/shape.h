// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shapes: how the values of a function's boundaries are passed. See
// docs/boundary-abi.md.

#ifndef KCOV_DATAFLOW_SHAPE_H
#define KCOV_DATAFLOW_SHAPE_H

#include "lower.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/GlobalVariable.h"

namespace kcov_df {

/// Values that a shape describes the width of.
constexpr unsigned MaxEntryRegs = 6, MaxExitRegs = 2;
/// What a shape can count.
constexpr unsigned MaxArgs = 255, MaxEntryValues = 127;

/// The 8-byte values by which @p O is passed.
unsigned numValues(const Object &O);

/// Value @p I of @p O, if it needs no code but a widening to whole bytes: an
/// integer or a pointer. Null otherwise.
llvm::Value *directValue(const Object &O, unsigned I);

/// How many bytes of value @p I a callback can rely on, whatever the optimiser
/// knows of the others: 1, 2, 4 or 8.
unsigned definedBytes(const Object &O, unsigned I);

/// All values of @p O as 64-bit integers, by code at @p IRB.
llvm::SmallVector<llvm::Value *, 4> valuesOf(llvm::IRBuilder<> &IRB,
                                             const Object &O);

class Shapes {
  llvm::Module &M;
  llvm::DenseMap<const llvm::DICompositeType *, llvm::GlobalVariable *> Structs;

public:
  explicit Shapes(llvm::Module &M) : M(M) {}

  /// The shape of a function with the arguments @p Args. @p Ret is null where
  /// no exit knows a value.
  llvm::GlobalVariable *get(llvm::ArrayRef<Object> Args, const Object *Ret,
                            bool IsVoid);

private:
  llvm::GlobalVariable *shared(llvm::StringRef Kind, llvm::StringRef Bytes,
                               llvm::ArrayRef<llvm::GlobalVariable *> Refs);
  llvm::GlobalVariable *structOf(const Object &O);
  llvm::GlobalVariable *structOf(const llvm::DICompositeType *T, uint32_t Size);
};

} // namespace kcov_df

#endif
