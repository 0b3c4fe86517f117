// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The callbacks carry debug locations, so that what calls them can itself be
// inlined (LTO), and the code is valid for the verifier.
// RUN: %instrument -O2 %s | %opt -passes=verify -o %t.ll
// RUN: %check %s <%t.ll

// CHECK: trace_args({{.*}}), !dbg
// CHECK: trace_ret({{.*}}), !dbg
int f(int a)
{
	return a;
}
