// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hooks the passes into the pipelines of clang, rustc and opt.

#include "passes.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/CommandLine.h"
#if LLVM_VERSION_MAJOR >= 22
#include "llvm/Plugins/PassPlugin.h"
#else
#include "llvm/Passes/PassPlugin.h"
#endif

using namespace llvm;
using namespace kcov_df;

namespace {

enum Part { TraceArgs, TraceRet };

cl::bits<Part> Parts("kcov-dataflow", cl::CommaSeparated,
                     cl::desc("Boundaries to instrument (default: all)"),
                     cl::values(clEnumValN(TraceArgs, "trace-args",
                                           "arguments at function entry"),
                                clEnumValN(TraceRet, "trace-ret",
                                           "return values")));

Options options() {
  Options O;
  if (Parts.getNumOccurrences()) {
    O.Args = Parts.isSet(TraceArgs);
    O.Ret = Parts.isSet(TraceRet);
  }
  return O;
}

void addLower(ModulePassManager &MPM) { MPM.addPass(LowerPass()); }

/// For opt, and for rustc -Cpasses=.
bool parseModulePass(StringRef Name, ModulePassManager &MPM,
                     ArrayRef<PassBuilder::PipelineElement>) {
  if (Name == "kcov-dataflow-mark")
    MPM.addPass(MarkPass(options()));
  else if (Name == "kcov-dataflow-drop")
    MPM.addPass(createModuleToFunctionPassAdaptor(DropInlinedPass()));
  else if (Name == "kcov-dataflow-lower")
    addLower(MPM);
  else
    return false;
  return true;
}

void registerCallbacks(PassBuilder &PB) {
  PB.registerPipelineStartEPCallback(
      [](ModulePassManager &MPM, OptimizationLevel) {
        MPM.addPass(MarkPass(options()));
      });
  PB.registerCGSCCOptimizerLateEPCallback(
      [](CGSCCPassManager &PM, OptimizationLevel) {
        PM.addPass(createCGSCCToFunctionPassAdaptor(DropInlinedPass()));
      });
  PB.registerOptimizerLastEPCallback(
#if LLVM_VERSION_MAJOR >= 20
      [](ModulePassManager &MPM, OptimizationLevel, ThinOrFullLTOPhase) {
#else
      [](ModulePassManager &MPM, OptimizationLevel) {
#endif
        addLower(MPM);
      });
  PB.registerPipelineParsingCallback(parseModulePass);
}

} // namespace

extern "C" LLVM_ATTRIBUTE_VISIBILITY_DEFAULT PassPluginLibraryInfo
llvmGetPassPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "kcov-dataflow", LLVM_VERSION_STRING,
          registerCallbacks};
}
