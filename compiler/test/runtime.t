#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# What a program passed and what the callbacks saw are equal: for each LLVM,
# each optimisation level, and once under the sanitizers.
# shellcheck disable=SC2154 # run sets status, out and err
# shellcheck source=/dev/null
. tests/tap.sh

B=${B:-build}
src=compiler/test/runtime
objects=$B/compiler/test/runtime

# program LLVM NAME FLAG...: builds and runs the program, prints the cases
# that differ and, last, how many cases there were.
program() {
	version=$1 dir=$objects/$1/$2
	clang=/usr/lib/llvm-$version/bin/clang
	shift 2
	mkdir -p "$dir" || return
	for file in functions internal; do # what is watched
		KDFLOW_CLANG=$clang \
		KCOV_DATAFLOW_PLUGIN=$B/compiler/llvm-$version/kcov-dataflow.so \
		compiler/kdflow-clang -std=gnu17 -Wall -Wextra \
			-Wno-deprecated-non-prototype -fno-pie \
			-fsanitize-coverage=trace-args,trace-ret "$@" \
			-c -o "$dir/$file.o" "$src/$file.c" || return
	done
	for file in main log; do # who watches
		"$clang" -std=gnu17 -Wall -Wextra -Wno-missing-field-initializers \
			-Wno-deprecated-non-prototype -O1 -fno-pie \
			-c -o "$dir/$file.o" "$src/$file.c" || return
	done
	"$clang" "$@" -no-pie -o "$dir/program" "$dir"/*.o || return
	"$dir/program" >"$dir/log" || return
	nm "$dir/program" | awk -f "$src/compare.awk" - "$dir/log"
}

# equal NAME LLVM FLAG...: no case differs, and there were cases.
equal() {
	name=$1
	shift
	run program "$@"
	cases=$(printf '%s\n' "$out" | tail -n 1)
	[ "$status" -eq 0 ] && [ "$cases" -gt 0 ] && [ "$out" = "$cases" ]
	ok $? "LLVM $1 $name: $cases cases" || diag "$err
$out"
}

plugins=0
for version in 22 19; do
	[ -e "$B/compiler/llvm-$version/kcov-dataflow.so" ] || continue
	plugins=$((plugins + 1))
	for level in -O0 -O1 -O2 -O3 -Os; do
		equal "$level" "$version" $level $level
	done
done
[ $plugins -gt 0 ]
ok $? "the plugin is built"

# The sanitizers' run-time library is installed for one version.
equal "with ASan and UBSan" 22 sanitizers -O1 -fsanitize=address,undefined \
	-fno-sanitize-recover=all

done_testing
