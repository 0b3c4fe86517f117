#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Functions in Rust that must not call out do not, also where an instrumented one was inlined into them; and crates can
# be left out, such as core, whose u64::wrapping_mul() is inlined here.
# shellcheck disable=SC2154 # run sets status, out and err
# shellcheck source=/dev/null
. tests/tap.sh

B=${B:-build}
dir=$B/compiler/test/rust-exclusions
mkdir -p "$dir"

# compile PARTS: prints each function, and how many callbacks it calls.
compile() {
	RUSTC_BOOTSTRAP=1 /usr/bin/rustc -Copt-level=2 -Cpanic=abort -Cdebuginfo=2 -Ccodegen-units=1 -Zinline-mir=no \
		-Zllvm-plugins="$B/compiler/llvm-22/kcov-dataflow.so" "-Cpasses=kcov-dataflow<$1>" \
		--emit=llvm-ir="$dir/exclusions.ll" compiler/test/runtime/rust/exclusions.rs || return
	awk '/^define / { sub(/\(.*/, ""); sub(/.*@/, ""); name = $0; calls[name] = 0 }
		name != "" && /call .*@__sanitizer_cov_trace_(entry|exit)[0-9]/ { calls[name]++ }
		/^}/ { name = "" }
		END { for (name in calls) print name, calls[name] }' "$dir/exclusions.ll" | sort
}

# The naked function is assembly, and no function of the IR.
run compile 'trace-entry;trace-exit'
is "$status: $out" '0: instrumented 2
noinstr 0' 'a function in .noinstr.text is left alone'
run compile 'trace-entry;trace-exit;inline'
is "$status: $out" '0: instrumented 6
noinstr 0' 'so it is with inlined functions in it'
run compile 'trace-entry;trace-exit;inline;without=core'
is "$status: $out" '0: instrumented 4
noinstr 0' 'a crate is left out'
done_testing
