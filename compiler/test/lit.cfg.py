# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The FileCheck tests, for one LLVM: lit -D llvm=22 -D build=DIR compiler/test

import os
import lit.formats

version = lit_config.params["llvm"]
build = os.path.abspath(lit_config.params["build"])
tools = f"/usr/lib/llvm-{version}/bin"
plugin = f"{build}/compiler/llvm-{version}/kcov-dataflow.so"

config.name = f"LLVM {version}"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".c", ".cpp", ".ll"]
config.test_source_root = os.path.join(os.path.dirname(__file__), "ir")
config.test_exec_root = f"{build}/compiler/test/ir/llvm-{version}"
config.environment["PATH"] = os.pathsep.join([tools, os.environ["PATH"]])

# The boundary ABI with either gate.
variable = "-mllvm -kcov-dataflow=trace-entry,trace-exit"
nop = "-mllvm -kcov-dataflow=trace-entry,trace-exit,nop"

plug = f"-fplugin={plugin} -fpass-plugin={plugin}"
ir = "-g -S -emit-llvm -fno-discard-value-names -o -"
config.substitutions += [
    # LLVM IR without and with instrumentation.
    ("%plain", f"clang {ir}"),
    ("%instrument", f"clang {ir} {plug}"),
    # Options and a pass pipeline for commands that say the rest themselves.
    ("%plug", plug),
    ("%variable", variable),
    ("%nop", nop),
    ("%opt", f"opt -S -load-pass-plugin={plugin}"),
    # Every callback that is called must be expected by a CHECK line, and
    # likewise every gate.
    ("%check", "FileCheck --implicit-check-not='trace_{{args|ret}}(i64 p'"),
    ("%gates", "FileCheck --implicit-check-not='trace_{{(entry|exit)[0-9_a-z]*[(](i64|ptr) [%@0-9]}}'"
               " --implicit-check-not='0x66,0x66,0x0f'"
               " --implicit-check-not='callbr'"),
]
