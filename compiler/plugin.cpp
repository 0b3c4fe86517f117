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

#include <memory>

using namespace llvm;
using namespace kcov_df;

namespace {

enum Part { TraceArgs, TraceRet, TraceEntry, TraceExit, Nop, Span, Inline };

cl::bits<Part> Parts(
    "kcov-dataflow", cl::CommaSeparated,
    cl::desc("What to instrument, in one ABI (default: trace-args,trace-ret)"),
    cl::values(
        clEnumValN(TraceArgs, "trace-args", "RFC ABI: arguments at the entry"),
        clEnumValN(TraceRet, "trace-ret", "RFC ABI: return values"),
        clEnumValN(TraceEntry, "trace-entry", "boundary ABI: entries"),
        clEnumValN(TraceExit, "trace-exit", "boundary ABI: exits"),
        clEnumValN(Nop, "nop", "boundary ABI: a no-op as gate (x86-64)"),
        clEnumValN(Span, "span", "boundary ABI: what slices point to (Rust)"),
        clEnumValN(Inline, "inline", "inlined functions, too")));

/// What one pipeline instruments: the parts that it names itself, with those of
/// the command line. Passes ask when they run, for a pipeline can name its
/// parts after it has added the passes.
struct Config {
  unsigned Bits = 0;
  std::vector<std::string> Without;

  bool isSet(Part P) const { return (Bits | Parts.getBits()) >> P & 1; }
  bool add(StringRef Words);
  Options options() const;
};

/// Adds the parts @p Words, separated by semicolons, or "without=" and a crate.
/// False if one is unknown.
bool Config::add(StringRef Words) {
  SmallVector<StringRef, 4> All;
  Words.split(All, ';');
  for (StringRef Word : All) {
    if (Word.consume_front("without=")) {
      Without.push_back(Word.str());
      continue;
    }
    Part P = TraceArgs;
    if (Parts.getParser().parse(Parts, Parts.ArgStr, Word, P))
      return false;
    Bits |= 1u << P;
  }
  return true;
}

Options Config::options() const {
  Options O;
  O.Without = Without;
  O.Inline = isSet(Inline);
  O.Nops = isSet(Nop);
  bool Rfc = isSet(TraceArgs) || isSet(TraceRet);
  bool Boundary = isSet(TraceEntry) || isSet(TraceExit) || O.Nops;
  if (Rfc && Boundary)
    report_fatal_error("-kcov-dataflow: trace-args and trace-ret are one ABI, "
                       "trace-entry and trace-exit another: choose one",
                       /*gen_crash_diag=*/false);
  O.Spans = isSet(Span) && Boundary;
  O.Abi = Boundary ? Options::Boundary : Options::Rfc;
  Part Entry = Boundary ? TraceEntry : TraceArgs;
  Part Exit = Boundary ? TraceExit : TraceRet;
  if (isSet(Entry) || isSet(Exit)) {
    O.Entry = isSet(Entry);
    O.Exit = isSet(Exit);
  }
  return O;
}

/// For opt, and for rustc -Cpasses=: rustc does not know our -mllvm option, so
/// 'kcov-dataflow<trace-entry;trace-exit>' is the option for this pipeline.
bool parseModulePass(StringRef Name, ModulePassManager &MPM, Config &C,
                     OptionsFn Opts) {
  if (Name.consume_front("kcov-dataflow<") && Name.consume_back(">"))
    return C.add(Name);
  if (Name == "kcov-dataflow-mark")
    MPM.addPass(MarkPass(Opts));
  else if (Name == "kcov-dataflow-drop")
    MPM.addPass(createModuleToFunctionPassAdaptor(DropInlinedPass(Opts)));
  else if (Name == "kcov-dataflow-lower")
    MPM.addPass(LowerPass(Opts));
  else
    return false;
  return true;
}

void registerCallbacks(PassBuilder &PB) {
  auto C = std::make_shared<Config>();
  OptionsFn Opts = [C] { return C->options(); };
  PB.registerPipelineStartEPCallback(
      [Opts](ModulePassManager &MPM, OptimizationLevel) {
        MPM.addPass(MarkPass(Opts));
      });
  PB.registerCGSCCOptimizerLateEPCallback(
      [Opts](CGSCCPassManager &PM, OptimizationLevel) {
        PM.addPass(createCGSCCToFunctionPassAdaptor(DropInlinedPass(Opts)));
      });
  PB.registerOptimizerLastEPCallback(
#if LLVM_VERSION_MAJOR >= 20
      [Opts](ModulePassManager &MPM, OptimizationLevel, ThinOrFullLTOPhase) {
#else
      [Opts](ModulePassManager &MPM, OptimizationLevel) {
#endif
        MPM.addPass(LowerPass(Opts));
      });
  PB.registerPipelineParsingCallback(
      [C, Opts](StringRef Name, ModulePassManager &MPM,
                ArrayRef<PassBuilder::PipelineElement>) {
        return parseModulePass(Name, MPM, *C, Opts);
      });
}

} // namespace

extern "C" LLVM_ATTRIBUTE_VISIBILITY_DEFAULT PassPluginLibraryInfo
llvmGetPassPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "kcov-dataflow", LLVM_VERSION_STRING,
          registerCallbacks};
}
