// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The names of functions, parameters, members and enumerators, for sections
// that are not loaded. See docs/names-format.md.

#ifndef KCOV_DATAFLOW_NAMES_H
#define KCOV_DATAFLOW_NAMES_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/DebugInfoMetadata.h"

#include <string>

namespace llvm {
class Function;
}

namespace kcov_df {

class Names {
  llvm::StringMap<unsigned> Lines;
  std::string Asm;
  llvm::DenseMap<const llvm::DIType *, std::string> Ids;
  const bool Spans;    ///< say what slices point to
  bool InRust = false; ///< whose types these are

public:
  explicit Names(bool Spans) : Spans(Spans) {}

  /// The entry that names the site whose address is @p Site (an expression of
  /// the assembler) after @p SP, whose code is in @p F, as assembler directives.
  std::string entryFor(const llvm::DISubprogram *SP, const llvm::Function &F,
                       llvm::StringRef Site);

  /// All lines that entryFor() refers to, as assembler directives.
  llvm::StringRef lines() const { return Asm; }

private:
  unsigned add(llvm::StringRef Line);
  std::string elementsBehind(const llvm::DIType *T);
  std::string typeOf(const llvm::DIType *T, bool IsMember);
  std::string structId(const llvm::DICompositeType *T);
  std::string variantsId(const llvm::DICompositeType *T,
                         const llvm::DICompositeType *Part);
  std::string enumId(const llvm::DICompositeType *T);
  void appendMembers(const llvm::DICompositeType *T, uint64_t Base,
                     const std::string &Prefix, unsigned &Room,
                     std::string &Line);
  std::string enumAround(const llvm::DIType *T);
  std::string arrayOf(const llvm::DICompositeType *T);
};

} // namespace kcov_df

#endif
