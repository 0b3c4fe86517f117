#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# What a program passed and what the callbacks saw are equal: for each LLVM,
# ABI, gate and optimisation level, and under the sanitizers.
# shellcheck disable=SC2154 # run sets status, out and err
# shellcheck source=/dev/null
. tests/tap.sh
# shellcheck source=compiler/test/programs.sh
. compiler/test/programs.sh

objects=$B/compiler/test/runtime

# program LLVM KIND NAME FLAG...: builds and runs the program, prints the cases
# that differ and, last, how many cases there were.
program() {
	version=$1 kind=$2 dir=$objects/$1/$2$3
	shift 3
	rm -rf "$dir"
	mkdir -p "$dir" || return
	for file in functions internal; do
		watched "$version" "$kind" -Wall -Wextra "$@" \
			-o "$dir/$file.o" "$runtime/$file.c" || return
	done
	for file in main.c log.c $(callbacks_of "$kind"); do
		watcher "$version" -O1 -o "$dir/${file%.*}.o" \
			"$runtime/$file" || return
	done
	"$(clang_of "$version")" "$@" -no-pie -o "$dir/program" "$dir"/*.o || return
	"$dir/program" >"$dir/log" || return
	compare "$kind" "$dir/program" "$dir/log"
}

# equal NAME LLVM KIND FLAG...: no case differs, and there were cases.
equal() {
	name=$1 llvm=$2 kind=$3
	shift 3
	run program "$llvm" "$kind" "$name" "$@"
	cases=$(printf '%s\n' "$out" | tail -n 1)
	[ "$status" -eq 0 ] && [ "$cases" -gt 0 ] && [ "$out" = "$cases" ]
	ok $? "LLVM $llvm $kind $name: $cases cases" || diag "$err
$out"
}

plugins=0
for version in 22 19; do
	[ -e "$(plugin_of $version)" ] || continue
	plugins=$((plugins + 1))
	for kind in rfc variable nop; do
		for level in -O0 -O1 -O2 -O3 -Os; do
			equal $level "$version" "$kind" $level
		done
	done
done
[ $plugins -gt 0 ]
ok $? "the plugin is built"

# The sanitizers' run-time library is installed for one version.
for kind in rfc variable nop; do
	equal "ASan and UBSan" 22 "$kind" -O1 -fsanitize=address,undefined \
		-fno-sanitize-recover=all
done

done_testing
