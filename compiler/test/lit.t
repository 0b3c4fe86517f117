#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The FileCheck tests in ir/, for each LLVM that is installed. What lit does not
# call a pass (unsupported, expected to fail) is none here either.
# shellcheck disable=SC2154 # tap.sh counts in tap_count
# shellcheck source=/dev/null
. tests/tap.sh

B=${B:-build}
lit=/usr/lib/llvm-22/bin/lit # it comes with LLVM 22 and runs the tests of any
files=$(find compiler/test/ir -name '*.c' -o -name '*.cpp' -o -name '*.ll' | wc -l)
expected=0

mkdir -p "$B/compiler/test"
for version in 22 19; do
	[ -e "$B/compiler/llvm-$version/kcov-dataflow.so" ] || continue
	expected=$((expected + files))
	log=$B/compiler/test/lit-$version.log
	$lit -v -D llvm=$version -D build="$B" compiler/test >"$log" 2>&1
	while IFS= read -r line; do
		case $line in
		"PASS: LLVM "*) line=${line#PASS: } && ok 0 "${line% (*}" ;;
		[A-Z]*": LLVM "*" of $files)") ok 1 "${line% (*}" ;;
		*) echo "# $line" ;;
		esac
	done <"$log"
done

[ "$expected" -gt 0 ]
ok $? "the plugin is built"
is $((tap_count - 1)) "$expected" "every test has run"
done_testing
