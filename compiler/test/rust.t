#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# What a program in Rust passed and what the callbacks saw are equal: for each
# ABI, gate and optimisation level, with and without inlined functions.
# shellcheck disable=SC2154 # run sets status, out and err
# shellcheck source=/dev/null
. tests/tap.sh
# shellcheck source=compiler/test/programs.sh
. compiler/test/programs.sh

objects=$B/compiler/test/rust
llvm=22 # that of rustc
rustc=/usr/bin/rustc # another may have another LLVM
filt=/usr/lib/llvm-22/bin/llvm-cxxfilt

# crate FLAG...
crate() {
	RUSTC_BOOTSTRAP=1 $rustc --edition 2024 -Dwarnings -Csymbol-mangling-version=v0 \
		-Cpanic=abort -Crelocation-model=static -Ccodegen-units=1 "$@"
}

# program KIND LEVEL: builds and runs the program, and demangles its log. What
# rustc itself would inline, before there is anything to instrument, it leaves.
program() {
	kind=$1 level=$2 dir=$objects/$1-$2
	rm -rf "$dir"
	mkdir -p "$dir" || return
	set --
	for file in log.c $(callbacks_of "$kind"); do
		watcher $llvm -O1 -o "$dir/${file%.*}.o" "$runtime/$file" || return
		set -- "$@" "-Clink-arg=$dir/${file%.*}.o"
	done
	crate -Cdebuginfo=2 -Cno-redzone=yes "-Copt-level=$level" -Zinline-mir=no \
		"-Zllvm-plugins=$(plugin_of $llvm)" \
		"-Cpasses=kcov-dataflow<$(parts_of "$kind" | tr , ';');span>" \
		--crate-type=rlib -o "$dir/libvalues.rlib" "$runtime/rust/values.rs" || return
	# The names are in a section that nothing refers to.
	crate --extern "values=$dir/libvalues.rlib" -Clink-arg=-Wl,--no-gc-sections "$@" \
		-o "$dir/program" "$runtime/rust/main.rs" || return
	"$dir/program" >"$dir/log" || return
	nm "$dir/program" | $filt >"$dir/symbols" || return
	$filt <"$dir/log" >"$dir/demangled"
}

# differing KIND LEVEL: prints the cases that differ and, last, how many cases
# there were. The library of Rust, parts of which are in our crate, is left out.
differing() {
	program "$@" || return
	abi=boundary inline=0
	case $1 in
	rfc*) abi=rfc ;;
	esac
	case $1 in
	*-inline) inline=1 ;;
	esac
	awk 'NR == FNR { sub(/^0*/, "0x", $1); name[$1] = $3 }
		{ who = $2 in name ? name[$2] : $2 }
		/^inside / { who = substr($0, index($0, ": ") + 2) }
		NR != FNR && (!/^(saw|inside) / || who ~ /^<?values::/)' \
		"$dir/symbols" "$dir/demangled" >"$dir/ours"
	awk -v abi=$abi -v inline=$inline -f "$runtime/compare.awk" "$dir/symbols" "$dir/ours"
}

# equal KIND LEVEL...: no case differs, and there were cases.
equal() {
	kind=$1
	shift
	for level; do
		run differing "$kind" "$level"
		cases=$(printf '%s\n' "$out" | tail -n 1)
		[ "$status" -eq 0 ] && [ "$cases" -gt 0 ] && [ "$out" = "$cases" ]
		ok $? "$kind -Copt-level=$level: $cases cases" || diag "$err
$out"
	done
}

if [ ! -x $rustc ]; then
	skip "no $rustc" "values in Rust"
	done_testing
	exit
fi
equal rfc 0 2
equal variable 0 2
equal nop 0 1 2 3 s
equal variable-inline 0 2
equal nop-inline 0 1 2 3 s

done_testing
