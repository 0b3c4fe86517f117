#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# What a program passed and what the callbacks saw are equal: for each LLVM,
# ABI, gate and optimisation level, and under the sanitizers.
# shellcheck disable=SC2154 # run sets status, out and err
# shellcheck source=/dev/null
. tests/tap.sh

B=${B:-build}
src=compiler/test/runtime
objects=$B/compiler/test/runtime

# The options of the pass, what watches, and how it is compared.
parts_rfc=trace-args,trace-ret
parts_variable=trace-entry,trace-exit
parts_nop=trace-entry,trace-exit,nop
runtime_rfc=rfc.c
runtime_variable='variable.c boundary.c names.c'
runtime_nop='variable.c boundary.c names.c patch.c stubs.S'

# watchers LLVM GATE DIR: compiles what is not instrumented.
watchers() {
	eval "runtime=\$runtime_$2"
	for file in main.c log.c $runtime; do
		"/usr/lib/llvm-$1/bin/clang" -std=gnu17 -Wall -Wextra \
			-Wno-missing-field-initializers -Wno-unknown-warning-option \
			-Wno-unterminated-string-initialization \
			-Wno-deprecated-non-prototype -O1 -fno-pie \
			-c -o "$3/${file%.*}.o" "$src/$file" || return
	done
}

# program LLVM GATE NAME FLAG...: builds and runs the program, prints the cases
# that differ and, last, how many cases there were. A patched no-op calls, and
# the compiler does not know: no red zone.
program() {
	version=$1 gate=$2 dir=$objects/$1/$2$3
	clang=/usr/lib/llvm-$version/bin/clang
	plugin=$B/compiler/llvm-$version/kcov-dataflow.so
	eval "parts=\$parts_$gate"
	shift 3
	rm -rf "$dir"
	mkdir -p "$dir" || return
	for file in functions internal; do # what is watched
		"$clang" -g -fplugin="$plugin" -fpass-plugin="$plugin" \
			-mllvm "-kcov-dataflow=$parts" \
			-Xclang -fsanitize-coverage-indirect-calls \
			-std=gnu17 -Wall -Wextra -mno-red-zone \
			-Wno-deprecated-non-prototype -fno-pie "$@" \
			-c -o "$dir/$file.o" "$src/$file.c" || return
	done
	watchers "$version" "$gate" "$dir" || return
	"$clang" "$@" -no-pie -o "$dir/program" "$dir"/*.o || return
	"$dir/program" >"$dir/log" || return
	abi=boundary
	[ "$gate" != rfc ] || abi=rfc
	nm "$dir/program" | awk -v abi=$abi -f "$src/compare.awk" - "$dir/log"
}

# equal NAME LLVM GATE FLAG...: no case differs, and there were cases.
equal() {
	name=$1 version=$2 gate=$3
	shift 3
	run program "$version" "$gate" "$name" "$@"
	cases=$(printf '%s\n' "$out" | tail -n 1)
	[ "$status" -eq 0 ] && [ "$cases" -gt 0 ] && [ "$out" = "$cases" ]
	ok $? "LLVM $version $gate $name: $cases cases" || diag "$err
$out"
}

plugins=0
for version in 22 19; do
	[ -e "$B/compiler/llvm-$version/kcov-dataflow.so" ] || continue
	plugins=$((plugins + 1))
	for gate in rfc variable nop; do
		for level in -O0 -O1 -O2 -O3 -Os; do
			equal "$level" $version $gate $level
		done
	done
done
[ $plugins -gt 0 ]
ok $? "the plugin is built"

# The sanitizers' run-time library is installed for one version.
for gate in rfc variable nop; do
	equal "ASan and UBSan" 22 $gate -O1 -fsanitize=address,undefined \
		-fno-sanitize-recover=all
done

done_testing
