#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What is measured of kdflow and uftrace, with a trace that is made longer: not how much it is, but that it is of what it
# has to be.
# shellcheck disable=SC1091,SC2154 # tap.sh sets status, out and err
. tests/tap.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

build/mksession "$dir/trace" <<'END'
fn f vmlinux 4141 u8 u8 a
fn g vmlinux 08 v
chunk 1 100 first
entry 0 f 1
entry 1 g
exit 1
exit 0 1
chunk 2 200 second
entry 0 g
exit 0
chunk 1 100 first
entry 0 f 2
exit 0 3
counters 4 4 0 0 0 0 0 0
END

run build/bench-lengthen "$dir/trace" 10 "$dir/long"
is "$status" 0 'a trace is made longer'
like "$out" '^calls 12$' 'by whole copies'
like "$out" "^file $(stat -c %s "$dir/long")\$" 'its size is told'
is "$(build/kdflow view "$dir/long" | grep -v '^task\|^$')" \
	"$(for _ in 1 2 3; do build/kdflow view "$dir/trace" | sed -n '/^task 100/,/^$/p' | grep -v '^task\|^$'; done
	for _ in 1 2 3; do printf 'g [vmlinux]()\nvoid = g [vmlinux]()\n'; done)" 'each task is there three times'
is "$(build/kdflow report --no-values "$dir/long" | awk 'NR > 1 { print $1, $3 }' | tr '\n' ' ')" '6 f 6 g ' 'with all calls'

run bench/kdflow "$dir/trace" "$dir/bench" 2000
is "$status $err" '0 ' 'all is measured'
is "$(echo "$out" | awk '{ print $1, $2 }' | sort -u)" \
	"$(sed -n 's/^\(kdflow[^[:space:]]*\)[[:space:]].*host:\(kdflow[^[:space:]]*\).*/host \1\nhost \2/p' bench/figures | sort -u)" \
	'each figure, and its baseline'
is "$(echo "$out" | awk '$3 + 0 < 0 { print }')" '' 'none is negative'
is "$(echo "$out" | sed -n 's/^host kdflow.file.raw //p')" \
	"$(build/bench-lengthen "$dir/trace" 1 "$dir/once" | awk '{ v[$1] = $2 } END { printf "%.6g", v["raw"] / v["calls"] }')" \
	'raw bytes per call do not depend on the length'
is "$(ls "$dir/bench")" "$(printf 'sizes\nused')" 'nothing large is left'

run bench/kdflow "$dir/nothing" "$dir/bench" 2000
is "$status" 1 'no trace: failure'
printf 'x' >"$dir/broken"
run build/bench-lengthen "$dir/broken" 1 "$dir/once"
is "$status" 1 'no trace to lengthen: failure'

done_testing
