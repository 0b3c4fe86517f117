// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The three steps of the instrumentation, in pipeline order.

#ifndef KCOV_DATAFLOW_PASSES_H
#define KCOV_DATAFLOW_PASSES_H

#include "llvm/IR/PassManager.h"

#include <functional>
#include <string>
#include <vector>

namespace kcov_df {

/// What to instrument, and how.
struct Options {
  enum { Rfc, Boundary } Abi = Rfc;
  bool Entry = true;
  bool Exit = true;
  bool Inline = false; ///< report functions that were inlined, too
  bool Nops = false;   ///< the gate is a no-op to be replaced, where possible
  bool Spans = false;  ///< describe slices and strings by what they point to
  std::vector<std::string> Without; ///< crates whose functions are not reported
};

/// The options may not be known before the whole pipeline is.
using OptionsFn = std::function<Options()>;

/// Start of the pipeline: a marker at every entry and before every return,
/// with the source-level values as operands.
struct MarkPass : llvm::PassInfoMixin<MarkPass> {
  OptionsFn GetOptions;
  explicit MarkPass(OptionsFn F) : GetOptions(F) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

/// Right after inlining: takes out the markers that came along with an inlined
/// function, before they can keep anything from being simplified.
struct DropInlinedPass : llvm::PassInfoMixin<DropInlinedPass> {
  OptionsFn GetOptions;
  explicit DropInlinedPass(OptionsFn F) : GetOptions(F) {}
  llvm::PreservedAnalyses run(llvm::Function &F,
                              llvm::FunctionAnalysisManager &);
  static bool isRequired() { return true; }
};

/// End of the pipeline: each marker becomes the callbacks of the ABI.
struct LowerPass : llvm::PassInfoMixin<LowerPass> {
  OptionsFn GetOptions;
  explicit LowerPass(OptionsFn F) : GetOptions(F) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace kcov_df

#endif
