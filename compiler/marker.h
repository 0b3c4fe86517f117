// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Markers: how the first and the last step of the pipeline talk to each other.
//
// A marker is a call of a declared function at a boundary, made before any
// optimisation and replaced after all of it. Its operands are groups of four,
//
//     i32 argument, i32 where, i32 offset, value
//
// one group per piece of an argument or return value. Being operands, the
// values stay alive and follow every transformation; being a call that writes
// memory nobody else can see, the marker is neither removed nor reordered
// against other boundaries.

#ifndef KCOV_DATAFLOW_MARKER_H
#define KCOV_DATAFLOW_MARKER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"

namespace kcov_df {

enum class Boundary { Entry, Exit };

/// Where a piece is found.
enum class Where : uint32_t {
  Unknown, ///< nowhere; the value is a placeholder
  Piece,   ///< the value is the part of the object that begins at offset
  Memory,  ///< the value is the address of the object
  Struct,  ///< as Piece, and a pointer to what is read at the boundary
};

/// One piece of an argument (numbered from 0, as in the source) or, with
/// argument 0 of an exit, of the return value.
struct Piece {
  unsigned Arg;
  Where Kind;
  uint64_t Offset; ///< bytes from the start of the object
  llvm::Value *Val;
};

/// Inserts a marker before @p Where with the debug location @p Loc.
llvm::CallBase *insertMarker(Boundary B, llvm::ArrayRef<Piece> Pieces,
                             const llvm::DebugLoc &Loc,
                             llvm::BasicBlock::iterator Where);

/// The pieces that the marker @p CB carries.
llvm::SmallVector<Piece, 8> piecesOf(const llvm::CallBase &CB);

/// The boundary's declaration in @p M, or null where nothing is marked.
llvm::Function *markerDecl(const llvm::Module &M, Boundary B);

/// The boundary that the marker @p CB stands for.
Boundary boundaryOf(const llvm::CallBase &CB);

/// The function of the source that the marker @p CB belongs to.
const llvm::DISubprogram *subprogramOf(const llvm::CallBase &CB);

/// True for a marker that came along when its function was inlined.
bool wasInlined(const llvm::CallBase &Marker);

/// True for code that must not call out: naked functions, the kernel's noinstr,
/// what the source excludes.
bool isExcluded(const llvm::Function &F);

/// True if @p Marker must go: inlined functions are not reported (unless
/// @p Inline), nor is anything in excluded code, whoever carried it there.
bool isToBeDropped(const llvm::CallBase &Marker, bool Inline);

/// All markers of @p M, or of @p F alone.
llvm::SmallVector<llvm::CallBase *, 16> markersIn(const llvm::Module &M);
llvm::SmallVector<llvm::CallBase *, 16> markersIn(llvm::Function &F);

} // namespace kcov_df

#endif
