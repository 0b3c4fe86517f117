// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What both lowerings share: markers, read back as arguments and return values.

#ifndef KCOV_DATAFLOW_LOWER_H
#define KCOV_DATAFLOW_LOWER_H

#include "marker.h"
#include "passes.h"
#include "types.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/IRBuilder.h"

namespace kcov_df {

/// An argument or a return value at a boundary.
struct Object {
  unsigned Arg;
  const llvm::DIType *Type; ///< null where debug info has none
  uint64_t Size;            ///< in bytes
  /// The struct that it is, or points to and that is read at the boundary;
  /// null for a plain value.
  const llvm::DICompositeType *Struct;
  /// What is read behind it if it is a pointer that knows a length.
  Span Behind;
  /// What is known of it: nothing, one Struct or Memory piece, or Piece pieces.
  llvm::SmallVector<Piece, 4> Pieces;

  Where kind() const {
    return Pieces.empty() ? Where::Unknown : Pieces.front().Kind;
  }
};

class MarkerReader {
  const llvm::DataLayout &DL;
  const bool Spans;
  llvm::SmallPtrSet<const llvm::Constant *, 4> OnlyMarkersUse;

public:
  /// With @p Spans, objects say what is behind slices.
  MarkerReader(const llvm::Module &M, llvm::ArrayRef<llvm::CallBase *> Markers,
               bool Spans);

  /// What the marker @p CB reports, in order; for an exit at most one object.
  llvm::SmallVector<Object, 8> objectsOf(const llvm::CallBase &CB) const;

private:
  bool isKnown(const Piece &P) const;
  Object objectFrom(Boundary B, const llvm::DISubprogram *SP,
                    llvm::ArrayRef<Piece> Pieces) const;
};

/// The function that its own code is in. The name of a weak function may come
/// to mean another one, so such a function gets a private second name.
llvm::GlobalValue *selfOf(llvm::Function *F);

/// A second name of @p F that means this definition and no other.
llvm::GlobalValue *privateNameOf(llvm::Function *F);

/// Markers to callbacks of the RFC ABI.
void lowerToRfc(llvm::Module &M, llvm::ArrayRef<llvm::CallBase *> Markers,
                const MarkerReader &Reader);

/// Markers to gated callbacks of the boundary ABI; with @p Opts.Nops the gate is
/// a no-op that the kernel replaces, otherwise a variable.
void lowerToBoundary(llvm::Module &M, llvm::ArrayRef<llvm::CallBase *> Markers,
                     const MarkerReader &Reader, const Options &Opts);

} // namespace kcov_df

#endif
