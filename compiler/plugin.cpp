// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hooks the passes into the pipelines of clang, rustc and opt.

#include "passes.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/ErrorHandling.h"
#if LLVM_VERSION_MAJOR >= 22
#include "llvm/Plugins/PassPlugin.h"
#else
#include "llvm/Passes/PassPlugin.h"
#endif

using namespace llvm;
using namespace kcov_df;

namespace {

enum Part { TraceArgs, TraceRet, TraceEntry, TraceExit, Nop, Inline };

cl::bits<Part> Parts(
    "kcov-dataflow", cl::CommaSeparated,
    cl::desc("What to instrument, in one ABI (default: trace-args,trace-ret)"),
    cl::values(
        clEnumValN(TraceArgs, "trace-args", "RFC ABI: arguments at the entry"),
        clEnumValN(TraceRet, "trace-ret", "RFC ABI: return values"),
        clEnumValN(TraceEntry, "trace-entry", "boundary ABI: entries"),
        clEnumValN(TraceExit, "trace-exit", "boundary ABI: exits"),
        clEnumValN(Nop, "nop", "boundary ABI: a no-op as gate (x86-64)"),
        clEnumValN(Inline, "inline", "inlined functions, too")));

Options options() {
  Options O;
  O.Inline = Parts.isSet(Inline);
  O.Nops = Parts.isSet(Nop);
  bool Rfc = Parts.isSet(TraceArgs) || Parts.isSet(TraceRet);
  bool Boundary = Parts.isSet(TraceEntry) || Parts.isSet(TraceExit) || O.Nops;
  if (Rfc && Boundary)
    report_fatal_error("-kcov-dataflow: trace-args and trace-ret are one ABI, "
                       "trace-entry and trace-exit another: choose one",
                       /*gen_crash_diag=*/false);
  O.Abi = Boundary ? Options::Boundary : Options::Rfc;
  Part Entry = Boundary ? TraceEntry : TraceArgs;
  Part Exit = Boundary ? TraceExit : TraceRet;
  if (Parts.isSet(Entry) || Parts.isSet(Exit)) {
    O.Entry = Parts.isSet(Entry);
    O.Exit = Parts.isSet(Exit);
  }
  return O;
}

void addLower(ModulePassManager &MPM) { MPM.addPass(LowerPass(options())); }

/// For opt, and for rustc -Cpasses=.
bool parseModulePass(StringRef Name, ModulePassManager &MPM,
                     ArrayRef<PassBuilder::PipelineElement>) {
  if (Name == "kcov-dataflow-mark")
    MPM.addPass(MarkPass(options()));
  else if (Name == "kcov-dataflow-drop")
    MPM.addPass(createModuleToFunctionPassAdaptor(DropInlinedPass(options())));
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
        PM.addPass(createCGSCCToFunctionPassAdaptor(DropInlinedPass(options())));
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
