#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the kernel's own tests of the recorder have found, when it booted and again now: all pass, and none is
# skipped that could run.
. tests/tap.sh

# check_results SUITE WHEN
check_results() {
	plan=none
	nr=0
	while IFS= read -r line; do
		case $line in
		'    1..'*)
			plan=${line##*.}
			;;
		'    ok '* | '    not ok '*)
			nr=$((nr + 1))
			case $line in
			'    not '*) false ;;
			# Open calls: on arm64 the recorder reads the frame of a caller that a test cannot make up.
			*'# SKIP'*) [ "$(uname -m)" = aarch64 ] ;;
			esac
			ok $? "$1, $2: ${line##*ok "$nr" }"
			;;
		'    '*)
			# There can be thousands, and diag takes processes.
			echo "# $line"
			;;
		esac
	done <"/sys/kernel/debug/kunit/$1/results"
	is "$nr" "$plan" "$1, $2: as many as there are"
}

for suite in kcov_dataflow_nofault kcov_dataflow; do
	check_results "$suite" 'at boot'
	echo 1 >"/sys/kernel/debug/kunit/$suite/run"
	check_results "$suite" 'once more'
done
done_testing
