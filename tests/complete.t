#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Nothing is missing: in a kernel that is instrumented everywhere, what was recorded of each function is what clang's
# own entry hook counted.
# shellcheck disable=SC2154 # run sets status, out and err

. tests/tap.sh

vmlinux=build/lab/counted/vmlinux
dir=build/tests/complete
mkdir -p $dir

run lab/lab run --config counted -- build/guest/complete
is "$status" 0 'system calls are recorded and counted'
diag "$err"
printf '%s\n' "$out" >$dir/guest
build/tests/instrumented $vmlinux | sort -u >$dir/instrumented
ok $? 'the names section lists what is instrumented'

# What the guest says in a word and a number.
number() {
	sed -n "s/^$1 \([0-9]*\)\$/\1/p" $dir/guest
}

# What clang leaves out is notrace, and ftrace does not know it either; all else must be equal, function by function.
awk '
FILENAME ~ /instrumented$/ { is[$1] = 1; if ($2 == "elsewhere") at[$3] = $1; next }
$1 == "at" { recorded[at[$2]] += $3; next }
NF == 5 { recorded[$1] += $2; counted[$1] = $3; traced[$1] = $4; name[$1] = $5 }
END {
	for (f in name) {
		if (!is[f]) {
			if (recorded[f]) print "differs: " name[f] ": recorded " recorded[f] ", not instrumented"
			continue
		}
		if (!traced[f] && !counted[f]) {
			untraced += recorded[f]
			continue
		}
		functions++
		all_recorded += recorded[f]
		all_counted += counted[f]
		if (recorded[f] != counted[f]) print "differs: " name[f] ": recorded " recorded[f] + 0 ", counted " counted[f]
	}
	# Neither counted nor recorded in its own text: clang has left it out, too.
	for (f in recorded)
		if (!(f in name)) untraced += recorded[f]
	print "functions", functions + 0; print "recorded", all_recorded + 0; print "counted", all_counted + 0
	print "untraced", untraced + 0
}
' $dir/instrumented $dir/guest >$dir/compared
total() {
	sed -n "s/^$1 \([0-9]*\)\$/\1/p" $dir/compared
}

[ "$(total functions)" -gt 500 ]
ok $? "$(total functions) functions were entered"
is "$(number lost)" 0 'no chunk was missing'
nofault=$(number lost_nofault_entries)
is "$(($(total recorded) + nofault))" "$(total counted)" \
	"entries recorded ($(total recorded)) and lost ($nofault) are the entries counted"
[ "$nofault" -gt 0 ] || is "$(grep differs $dir/compared)" '' 'function by function, too'
is "$(number entries)" "$(($(total recorded) + $(total untraced)))" 'the counter of entries counts the records'
is "$(number bad_depth)" 0 'calls nest'
[ "$(total untraced)" -lt "$(total recorded)" ]
ok $? "$(total untraced) entries are of functions that clang does not count (notrace)"
is "$(number never_returned)" 0 'what was entered returned'
# ENABLE was inside ioctl() when the recording began, DISABLE was when it ended.
diag "$(tail -n 12 $dir/guest)"
diag "$(cat $dir/compared)"

done_testing
