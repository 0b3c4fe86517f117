// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the front end has put the source-level arguments of a function.

#ifndef KCOV_DATAFLOW_HOMES_H
#define KCOV_DATAFLOW_HOMES_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"

namespace kcov_df {

/// A piece of an argument as the prologue stored it: where, and of which type.
struct Stored {
  uint64_t Offset;
  llvm::Type *Ty;
};

/// Where an argument lives: at an address, or at what a debug expression makes
/// of it. Without an address it is what was passed for it.
struct Home {
  llvm::Value *Address = nullptr;
  const llvm::DIExpression *Expr = nullptr;
  const llvm::DIType *Type = nullptr;
  /// What fills a home that is an array of bytes; empty if it was copied there.
  llvm::SmallVector<Stored, 2> Pieces;
  /// What is passed for it, as far as that is sure.
  llvm::SmallVector<llvm::Argument *, 2> Passed;
};

/// Finds the homes of all arguments of @p F and where the prologue that fills
/// them ends.
llvm::BasicBlock::iterator findHomes(llvm::Function &F,
                                     llvm::SmallVectorImpl<Home> &Homes);

} // namespace kcov_df

#endif
