// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lowers markers to the boundary ABI: one gated callback per boundary. See
// docs/boundary-abi.md.
//
// A gate is one of three:
//
//   in place   a ten-byte no-op that becomes the call. The values are bound to
//              the registers that they are in anyway.
//   jump       a five-byte no-op that becomes a jump to a cold block, for
//              values that must be computed or are too many.
//   variable   a test and a branch to a cold block, where code is not patched.

#include "lower.h"
#include "names.h"
#include "shape.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/CodeGen/StackProtector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

namespace kcov_df {

namespace {

constexpr StringRef Clobbers =
    "~{r11},~{memory},~{dirflag},~{fpsr},~{flags}";
/// Where the callbacks that are called in place find the values.
constexpr StringRef EntryRegs[MaxEntryRegs] = {"{rdi}", "{rsi}", "{rdx}",
                                               "{rcx}", "{r8}",  "{r9}"};
constexpr StringRef ExitRegs[MaxExitRegs] = {"{rax}", "{rdx}"};

/// A call of a function of the source: of the function that the code is in,
/// or of one inlined copy.
using CallSite = std::pair<Function *, const DILocation *>;

/// The markers of a call site, and what identifies it at run time.
struct Site {
  const DISubprogram *SP = nullptr;
  SmallVector<CallBase *, 1> Entries;
  SmallVector<CallBase *, 4> Exits;
  SmallVector<Object, 8> Args;      ///< as the shape describes them
  GlobalVariable *Shape = nullptr;
  bool ReturnsValue = false;        ///< some exit knows it
  std::string Label;                ///< of the no-op's operand, if in place
  GlobalVariable *Word = nullptr;   ///< otherwise
};

class BoundaryLowering {
  Module &M;
  LLVMContext &C;
  const DataLayout &DL;
  const MarkerReader &Reader;
  const bool Nops;
  Type *I64, *I32, *Void;
  PointerType *Ptr;
  Shapes AllShapes;
  Names AllNames;
  DenseMap<Function *, AllocaInst *> Slots;
  unsigned NumSites = 0;

public:
  BoundaryLowering(Module &M, const MarkerReader &Reader, const Options &Opts)
      : M(M), C(M.getContext()), DL(M.getDataLayout()), Reader(Reader),
        Nops(Opts.Nops &&
             Triple(M.getTargetTriple()).getArch() == Triple::x86_64),
        I64(Type::getInt64Ty(C)), I32(Type::getInt32Ty(C)),
        Void(Type::getVoidTy(C)), Ptr(PointerType::get(C, 0)), AllShapes(M),
        AllNames(Opts.Spans) {}

  void lower(ArrayRef<CallBase *> Markers);

private:
  void lowerSite(Site &S);
  void makeShape(Site &S);
  void forgetArgs(Site &S);
  SmallVector<Object, 8> objectsOf(const Site &S, CallBase *Marker) const;
  void lowerMarker(Site &S, CallBase *Marker);
  bool fitsInPlace(const Site &S, Boundary B, ArrayRef<Object> Objects) const;
  void emitInPlace(Site &S, CallBase *Marker, ArrayRef<Object> Objects);
  Instruction *openColdBlock(CallBase *Marker);
  BasicBlock *jumpToColdBlock(CallBase *Marker);
  void emitCall(Site &S, Boundary B, Instruction *Before,
                ArrayRef<Object> Objects);
  Value *asArray(IRBuilder<> &IRB, ArrayRef<Value *> Values);
  GlobalVariable *wordOf(Site &S, Function *F);
  Value *siteOf(Site &S, IRBuilder<> &IRB);
  CallInst *emitAsm(IRBuilder<> &IRB, StringRef Text, StringRef Constraints,
                    ArrayRef<Value *> Operands, Type *Result = nullptr);
};

/// Switches to a section that goes where @p F goes: a COMDAT function takes what
/// refers to it along.
std::string beginSection(StringRef Name, StringRef Flags, const Function *F) {
  std::string Group;
  if (const Comdat *C = F->getComdat())
    for (char Char : C->getName())
      Group += Char == '$' ? "$$" : std::string(1, Char);
  return ("\t.pushsection " + Name + ",\"" + Flags +
          (Group.empty() ? "\",%progbits\n"
                         : "G\",%progbits,\"" + Group + "\",comdat\n"))
      .str();
}

std::string beginList(StringRef Name, const Function *F) {
  return beginSection(Name, "a", F) + "\t.p2align 2\n";
}

/// Names the site at @p Label for whoever reads the section.
std::string nameEntry(Names &N, const DISubprogram *SP, StringRef Label,
                      const Function *F) {
  return beginSection(".kcov_dataflow", "", F) + N.entryFor(SP, *F, Label) +
         "\t.popsection\n";
}

CallInst *BoundaryLowering::emitAsm(IRBuilder<> &IRB, StringRef Text,
                                    StringRef Constraints,
                                    ArrayRef<Value *> Operands, Type *Result) {
  SmallVector<Type *, 8> Types;
  for (Value *V : Operands)
    Types.push_back(V->getType());
  auto *Ty = FunctionType::get(Result ? Result : Void, Types, false);
  CallInst *CI = IRB.CreateCall(
      Ty, InlineAsm::get(Ty, Text, Constraints, /*hasSideEffects=*/true),
      Operands);
  CI->setDoesNotThrow();
  return CI;
}

/// An exit that does not know the value has none.
bool BoundaryLowering::fitsInPlace(const Site &S, Boundary B,
                                   ArrayRef<Object> Objects) const {
  unsigned Values = 0;
  for (const Object &O : Objects) {
    if (B == Boundary::Exit && O.Pieces.empty())
      return false;
    for (unsigned I = 0; I < numValues(O); ++I, ++Values)
      if (!directValue(O, I))
        return false;
  }
  // A function that was inlined here has its values anywhere.
  return Nops && !S.Entries.empty() && !wasInlined(*S.Entries.front()) &&
         Values <= (B == Boundary::Entry ? MaxEntryRegs : MaxExitRegs);
}

/// The return that follows @p Exit and returns its only value, if that fills a
/// register. The value is returned in the register that the no-op has it in:
/// going through the no-op, it is not kept elsewhere for the return.
ReturnInst *returnOf(CallBase *Exit, ArrayRef<Object> Objects) {
  auto *Ret = dyn_cast<ReturnInst>(Exit->getParent()->getTerminator());
  if (!Ret || Objects.size() != 1 || numValues(Objects[0]) != 1 ||
      directValue(Objects[0], 0) != Ret->getReturnValue() ||
      isa<Constant>(Ret->getReturnValue()))
    return nullptr;
  Type *Ty = Ret->getReturnValue()->getType();
  return Ty->isPointerTy() || Ty->isIntegerTy(32) || Ty->isIntegerTy(64)
             ? Ret
             : nullptr;
}

/// The no-op whose first five bytes become a call. The rest of it is an
/// operand of ours, and with its last byte of SIB a test of eax afterwards.
void BoundaryLowering::emitInPlace(Site &S, CallBase *Marker,
                                   ArrayRef<Object> Objects) {
  bool IsEntry = boundaryOf(*Marker) == Boundary::Entry;
  Function *F = Marker->getFunction();
  IRBuilder<> IRB(Marker);
  ReturnInst *Ret = IsEntry ? nullptr : returnOf(Marker, Objects);
  std::string Constraints = Ret ? "={rax},i" : "i";
  // How the text refers to the constant, which comes after the result.
  const std::string Constant = Ret ? "${1:c}" : "${0:c}";
  SmallVector<Value *, 8> Operands = {S.Shape};
  ArrayRef<StringRef> Regs = IsEntry ? ArrayRef<StringRef>(EntryRegs)
                                     : ArrayRef<StringRef>(ExitRegs);
  for (const Object &O : Objects)
    for (unsigned I = 0; I < numValues(O); ++I) {
      Value *V = directValue(O, I);
      if (auto *Ty = dyn_cast<IntegerType>(V->getType()))
        V = IRB.CreateZExt(V, IRB.getIntNTy(std::max<uint64_t>(
                                  8 * definedBytes(O, I),
                                  PowerOf2Ceil(Ty->getBitWidth()))));
      Constraints += Ret ? ",0" : ("," + Regs[Operands.size() - 1]).str();
      Operands.push_back(V);
    }
  Constraints += ("," + Clobbers).str();

  std::string Text = "\t.byte 0x66,0x66,0x0f,0x1f,0x84,0xa9\n";
  if (IsEntry) {
    S.Label = ".Lkcov_df_site" + std::to_string(NumSites++);
    Text += S.Label + ":\n\t.long " + Constant + " - .\n" +
            beginList("__kcov_df_entries", F) + "\t.long " + S.Label +
            " - 6 - .\n\t.popsection\n" +
            nameEntry(AllNames, S.SP, S.Label, F);
  } else {
    if (S.Label.empty())
      Operands[0] = wordOf(S, F);
    Text += "771:\t.long " + (S.Label.empty() ? Constant : S.Label) +
            " - .\n" + beginList("__kcov_df_exits", F) +
            "\t.long 771b - 6 - .\n\t.popsection\n";
  }
  CallInst *CI = emitAsm(IRB, Text, Constraints, Operands,
                         Ret ? Ret->getReturnValue()->getType() : nullptr);
  if (Ret)
    Ret->setOperand(0, CI);
  // A label is defined once. Exits may be duplicated, which saves a jump.
  if (IsEntry)
    CI->setConvergent();
}

/// The word that identifies a site whose entry is not a no-op in place. The
/// section lists all of them: where no code is patched, nothing else tells which
/// functions there are.
GlobalVariable *BoundaryLowering::wordOf(Site &S, Function *F) {
  if (S.Word)
    return S.Word;
  auto *Ty = ArrayType::get(I32, 2);
  auto *GV = new GlobalVariable(M, Ty, /*isConstant=*/true,
                                GlobalValue::PrivateLinkage, nullptr,
                                "__kcov_df_site");
  GV->setSection(".rodata.kcov_df_sites");
  GV->setAlignment(Align(4));
  GV->setComdat(F->getComdat());
  auto Distance = [&](Constant *To, unsigned I) {
    Constant *Here =
        ConstantExpr::getGetElementPtr(Type::getInt8Ty(C), GV, ConstantInt::get(I64, 4 * I));
    return ConstantExpr::getTrunc(
        ConstantExpr::getSub(ConstantExpr::getPtrToInt(To, I64),
                             ConstantExpr::getPtrToInt(Here, I64)),
        I32);
  };
  // Distances end in the same shared object; a name may be another one's.
  GlobalValue *Self = F->isDSOLocal() ? selfOf(F) : privateNameOf(F);
  GV->setInitializer(
      ConstantArray::get(Ty, {Distance(S.Shape, 0), Distance(Self, 1)}));
  return S.Word = GV;
}

/// The address of the site, for code outside of its no-op.
Value *BoundaryLowering::siteOf(Site &S, IRBuilder<> &IRB) {
  if (S.Label.empty())
    return wordOf(S, IRB.GetInsertBlock()->getParent());
  // By way of the no-op's address: objtool takes what lea loads for a pointer to
  // code, and looks for an instruction there.
  auto *Ty = FunctionType::get(Ptr, false);
  return IRB.CreateCall(
      Ty, InlineAsm::get(Ty, "leaq " + S.Label + " - 6(%rip), $0\n\tleaq 6($0), $0",
                         "=r", /*hasSideEffects=*/false));
}

/// Splits the block at @p Marker. Returns the place in a new cold block that
/// runs instead of nothing when the gate is open.
Instruction *BoundaryLowering::openColdBlock(CallBase *Marker) {
  MDNode *Unlikely = MDBuilder(C).createBranchWeights(1, (1U << 20) - 1);
  if (Nops)
    return jumpToColdBlock(Marker)->getTerminator();
  IRBuilder<> IRB(Marker);
  Constant *Gate =
      M.getOrInsertGlobal("__sanitizer_cov_trace_gate", IRB.getInt8Ty());
  // As clang has it for other variables: without PIC there is no GOT to load
  // its address from. Kernel modules know none.
  if (auto *GV = dyn_cast<GlobalVariable>(Gate))
    if (M.getPICLevel() == PICLevel::NotPIC)
      GV->setDSOLocal(true);
  LoadInst *Open = IRB.CreateLoad(IRB.getInt8Ty(), Gate);
  Open->setMetadata(LLVMContext::MD_nosanitize, MDNode::get(C, {}));
  return SplitBlockAndInsertIfThen(IRB.CreateIsNotNull(Open), Marker,
                                   /*Unreachable=*/false, Unlikely);
}

BasicBlock *BoundaryLowering::jumpToColdBlock(CallBase *Marker) {
  BasicBlock *Head = Marker->getParent();
  Function *F = Head->getParent();
  BasicBlock *Tail = Head->splitBasicBlock(Marker, "kcov_df.cont");
  BasicBlock *Cold = BasicBlock::Create(C, "kcov_df.cold", F);
  IRBuilder<>(Cold).CreateBr(Tail)->setDebugLoc(Marker->getDebugLoc());
  Head->getTerminator()->eraseFromParent();
  auto *Ty = FunctionType::get(Void, false);
  std::string Text = "771:\t.byte 0x0f,0x1f,0x44,0x00,0x00\n" +
                     beginList("__kcov_df_jumps", F) +
                     "\t.long 771b - .\n\t.long ${0:l} - .\n"
                     "\t.popsection\n";
  auto *Asm = InlineAsm::get(Ty, Text, "!i,~{dirflag},~{fpsr},~{flags}",
                             /*hasSideEffects=*/true);
  CallBrInst *CBI = CallBrInst::Create(Ty, Asm, Tail, {Cold}, {}, "", Head);
  CBI->setDoesNotThrow();
  CBI->setDebugLoc(Marker->getDebugLoc());
  return Cold;
}

/// An array on the stack; all boundaries of a function share it. A function
/// that needs no stack protector without it needs none because of it: callbacks
/// only read it.
Value *BoundaryLowering::asArray(IRBuilder<> &IRB, ArrayRef<Value *> Values) {
  Function *F = IRB.GetInsertBlock()->getParent();
  auto *Ty = ArrayType::get(I64, Values.size());
  MDNode *NoSanitize = MDNode::get(C, {});
  AllocaInst *&Slot = Slots[F];
  if (!Slot) {
    bool IsProtected = StackProtector::requiresStackProtector(F);
    Slot = new AllocaInst(Ty, DL.getAllocaAddrSpace(), nullptr, Align(8),
                          "kcov_df.values", F->getEntryBlock().begin());
    Slot->setMetadata(LLVMContext::MD_nosanitize, NoSanitize);
    if (!IsProtected) {
      F->removeFnAttr(Attribute::StackProtect);
      F->removeFnAttr(Attribute::StackProtectStrong);
    }
  } else if (DL.getTypeAllocSize(Slot->getAllocatedType()) <
             8 * Values.size()) {
    Slot->setAllocatedType(Ty);
  }
  for (auto [I, V] : enumerate(Values))
    IRB.CreateAlignedStore(V, IRB.CreateConstInBoundsGEP1_64(I64, Slot, I),
                           Align(8))
        ->setMetadata(LLVMContext::MD_nosanitize, NoSanitize);
  return Slot;
}

void BoundaryLowering::emitCall(Site &S, Boundary B, Instruction *Before,
                                ArrayRef<Object> Objects) {
  IRBuilder<> IRB(Before);
  bool IsEntry = B == Boundary::Entry;
  SmallVector<Value *, 8> Args;
  for (const Object &O : Objects)
    Args.append(valuesOf(IRB, O));
  std::string Name = IsEntry ? "__sanitizer_cov_trace_entry"
                             : "__sanitizer_cov_trace_exit";
  if (Args.size() > (IsEntry ? MaxEntryRegs : MaxExitRegs)) {
    Name += "_array";
    Args = {asArray(IRB, Args)};
  } else if (!IsEntry && Args.empty() && S.ReturnsValue) {
    Name += "_unknown";
  } else {
    Name += std::to_string(Args.size());
  }
  Function *In = Before->getFunction();
  if (IsEntry || S.Entries.empty())
    emitAsm(IRB, nameEntry(AllNames, S.SP, "${0:c}", In), "i", {wordOf(S, In)});

  Args.push_back(siteOf(S, IRB));
  SmallVector<Type *, 8> Types;
  for (Value *V : Args)
    Types.push_back(V->getType());
  FunctionCallee Callee =
      M.getOrInsertFunction(Name, FunctionType::get(Void, Types, false));
  if (auto *F = dyn_cast<Function>(Callee.getCallee())) {
    F->setCallingConv(CallingConv::PreserveMost);
    F->setDoesNotThrow();
  }
  CallInst *CI = IRB.CreateCall(Callee, Args);
  CI->setCallingConv(CallingConv::PreserveMost);
  CI->addFnAttr(Attribute::Cold);
}

/// What @p Marker passes, as the shape has it.
SmallVector<Object, 8> BoundaryLowering::objectsOf(const Site &S,
                                                   CallBase *Marker) const {
  SmallVector<Object, 8> Objects = Reader.objectsOf(*Marker);
  if (boundaryOf(*Marker) == Boundary::Exit)
    return Objects;
  Objects.truncate(S.Args.size());
  for (auto [O, Described] : zip(Objects, S.Args))
    if (Described.Pieces.empty())
      O.Pieces.clear();
  return Objects;
}

void BoundaryLowering::lowerMarker(Site &S, CallBase *Marker) {
  Boundary B = boundaryOf(*Marker);
  SmallVector<Object, 8> Objects = objectsOf(S, Marker);
  if (fitsInPlace(S, B, Objects))
    emitInPlace(S, Marker, Objects);
  else
    emitCall(S, B, openColdBlock(Marker), Objects);
}

/// Makes arguments unknown that cannot be described: the optimiser has copied
/// the entry and knows that a copy has no value, or there are too many values.
void BoundaryLowering::forgetArgs(Site &S) {
  S.Args.truncate(std::min<size_t>(S.Args.size(), MaxArgs));
  for (CallBase *Entry : S.Entries)
    for (auto [Arg, O] : zip(S.Args, Reader.objectsOf(*Entry)))
      if (O.Pieces.empty())
        Arg.Pieces.clear();
  unsigned Values = 0;
  for (Object &O : S.Args) {
    if (Values + numValues(O) > MaxEntryValues)
      O.Pieces.clear();
    Values += numValues(O);
  }
}

void BoundaryLowering::makeShape(Site &S) {
  std::optional<Object> Ret;
  for (CallBase *Exit : S.Exits)
    for (Object &O : Reader.objectsOf(*Exit))
      if (!Ret && !O.Pieces.empty())
        Ret = O;
  if (!S.Entries.empty())
    S.Args = Reader.objectsOf(*S.Entries.front());
  forgetArgs(S);
  S.ReturnsValue = Ret.has_value();
  S.Shape = AllShapes.get(S.Args, Ret ? &*Ret : nullptr, !returnType(S.SP));
}

/// Entries first: where an exit finds its site depends on them.
void BoundaryLowering::lowerSite(Site &S) {
  makeShape(S);
  for (CallBase *Marker : S.Entries)
    lowerMarker(S, Marker);
  for (CallBase *Marker : S.Exits)
    lowerMarker(S, Marker);
}

void BoundaryLowering::lower(ArrayRef<CallBase *> Markers) {
  MapVector<std::pair<CallSite, const DISubprogram *>, Site> Sites;
  for (CallBase *CB : Markers) {
    const DISubprogram *SP = subprogramOf(*CB);
    CallSite At(CB->getFunction(), CB->getDebugLoc()->getInlinedAt());
    Site &S = Sites[{At, SP}];
    S.SP = SP;
    if (boundaryOf(*CB) == Boundary::Entry)
      S.Entries.push_back(CB);
    else
      S.Exits.push_back(CB);
  }
  for (auto &[Key, S] : Sites)
    lowerSite(S);
  if (!AllNames.lines().empty())
    M.appendModuleInlineAsm(
        ("\t.pushsection .kcov_dataflow.str,\"MS\",%progbits,1\n" +
         AllNames.lines() + "\t.popsection")
            .str());
}

} // namespace

void lowerToBoundary(Module &M, ArrayRef<CallBase *> Markers,
                     const MarkerReader &Reader, const Options &Opts) {
  BoundaryLowering(M, Reader, Opts).lower(Markers);
}

} // namespace kcov_df
