#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The tables and the JSON of make bench, made of figures that are made up: whatever the kernels are, the arithmetic and
# the names have to be right.
# shellcheck disable=SC1091,SC2154 # tap.sh sets status, out and err
. tests/tap.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
json=$dir/json

# report [FIGURES]: of the results in $dir/results
report() {
	rm -f "$json"
	run awk -v json="$json" -f bench/report.awk "${1:-bench/figures}" "$dir/results"
}

# entry NAME: its line of the JSON
entry() {
	sed -n "s/^  {\"name\": \"$1\", \(.*\)},*\$/\1/p" "$json"
}

# line NAME: its row of the tables, without the spaces that align it
line() {
	printf '%s\n' "$out" | sed -n "s/^\($1 .*\)/\1/p" | tr -s ' '
}

# all KERNEL VALUE: every figure of that kernel
all() {
	sed -n "s/^\([a-z][^[:space:]]*\).*/$1 \1 $2/p" bench/figures | grep -v ' idle.geomean '
}

{
	all plain 1000
	all trace-pc 1500
	all rfc 2000
	all whole 1010
	echo 'host view.calls 500'
	echo 'host view.print 4000'
	printf 'host kdflow.%s 500\n' decode.calls decode.values decode.changes decode.memcpy report view file rss report.uftrace view.uftrace file.raw rss.short
} >"$dir/results"
report
is "$status $err" '0 ' 'a full set of figures'
is "$(sed -n 's/^  {"name": "\([^"]*\)".*/\1/p' "$json" | sort)" \
	"$(sed -n 's/^\([a-z][^[:space:]]*\).*/\1/p' bench/figures | sort)" 'every figure is in the JSON'
for name in idle.getppid idle.stat idle.openclose idle.read idle.write idle.pipe idle.fork idle.geomean size.text \
	size.rodata record.call4.instructions record.call4.bytes record.struct16.instructions \
	record.openclose.instructions record.ftrace.instructions features.call4 \
	kdflow.decode.calls kdflow.decode.values kdflow.decode.changes kdflow.report kdflow.view kdflow.file kdflow.rss; do
	required="${required:-}$name "
done
barred=$(awk '!/^#/ && NF == 5 && $5 != "-" { printf "%s ", $1 }' bench/figures)
is "$barred" "$required" 'every figure that has to reach something is known, and no other'
printf '%s' "$(tr -d '\n' <"$json")" | grep -qE '^\[ *\{[^{}]*\}(, *\{[^{}]*\})*\]$'
ok $? 'it is one array of objects'
is "$(entry idle.stat)" '"unit": "instructions", "ours": 1010, "baseline": 1000, "ratio": 1.010000' \
	'idle figures are compared with the kernel that is not instrumented'
is "$(entry record.call4.bytes)" '"unit": "bytes", "ours": 1010, "baseline": 2000, "ratio": 0.505000' \
	'figures of a recording with the RFC ABI'
is "$(entry view.calls)" '"unit": "calls/s", "ours": 500, "baseline": 4000, "ratio": 0.125000' \
	'and those of this machine with each other'
is "$(line idle.stat)" 'idle.stat 1000 1500 2000 1010 1.010 <=1.07 reached' 'a row has all kernels'
is "$(line record.call4.bytes)" 'record.call4.bytes 1000 1500 2000 1010 0.505 <=1/3 MISSED' 'a bar that is missed'
is "$(line size.init)" 'size.init 1000 1500 2000 1010 1.010' 'a figure without a bar'
like "$out" '^missed: .*record\.call4\.bytes' 'the summary names what is missed'
unlike "$out" '^missed: .*idle' 'and nothing else'

# A bar is reached by what equals it, unless it has to be below.
cat >"$dir/figures" <<'EOF'
at.most		bytes	whole		plain	<=1.25
at.third	bytes	whole		rfc	<=1/3
below		bytes	whole:at.most	plain	<1
other		bytes	whole:at.most	plain	-
EOF
cat >"$dir/results" <<'EOF'
plain at.most 4
whole at.most 5
rfc at.third 3
whole at.third 1
plain below 5
plain other 2.5
EOF
report "$dir/figures"
is "$(line at.most)" 'at.most 4 - - 5 1.250 <=1.25 reached' 'exactly the most that is allowed'
like "$(line at.third)" 'reached' 'a bar that is a fraction'
is "$(line below)" 'below 5 - - 5 1.000 <1 MISSED' 'what must be below is not below when equal'
is "$(entry other)" '"unit": "bytes", "ours": 5, "baseline": 2.5, "ratio": 2.000000' 'a figure of another name'

# Geometric mean: of all idle figures and no other
cat >"$dir/figures" <<'EOF'
idle.a		instructions	whole	plain	<=1.07
idle.b		instructions	whole	plain	<=1.07
idle.geomean	instructions	whole	plain	<=1.04
size.text	bytes		whole	plain	-
EOF
cat >"$dir/results" <<'EOF'
plain idle.a 100
plain idle.b 400
whole idle.a 110
whole idle.b 440
rfc idle.a 7
plain size.text 1
whole size.text 9
EOF
report "$dir/figures"
is "$(entry idle.geomean)" '"unit": "instructions", "ours": 220, "baseline": 200, "ratio": 1.100000' 'the geometric mean'
is "$(line idle.geomean)" 'idle.geomean 200 - - 220 1.100 <=1.04 MISSED' 'a kernel that lacks a figure has no mean'

# What is missing is said, and fails where a bar depends on it.
sed -i '/whole idle.b/d; /size.text/d' "$dir/results"
report "$dir/figures"
is "$status" 1 'a figure with a bar was not measured: failure'
like "$out" '^not measured: idle\.b idle\.geomean$' 'which ones'
is "$(line size.text)" 'size.text - - - - -' 'another may be missing'
is "$(entry size.text)" '' 'then it is not in the JSON'

echo 'plain idle.a many' >"$dir/results"
report "$dir/figures"
is "$status" 1 'what is no number is refused'
like "$err" "bench: $dir/results:1: not a figure: plain idle.a many" 'with its place'
echo 'idle.a bytes whole plain' >"$dir/figures"
report "$dir/figures"
is "$status" 1 'so is a line of figures with a column too few'
like "$err" "bench: $dir/figures:1: five columns" 'with its place'

# The sizes are those of a kernel.
run build/bench-size README.md
is "$status $err" '1 bench-size: README.md is no ELF file of 64 bits' 'the sizes of what is no kernel'
run build/bench-size build/bench-size
is "$status" 1 'a program is no kernel, either'
like "$err" 'has no symbol __start_rodata' 'it says why'

done_testing
