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

# The four numbers that must be equal, pair by pair; then each function that differs.
awk '
FILENAME ~ /instrumented$/ { if ($2 == "elsewhere") elsewhere[$1] = 1; else here[$1] = 1; next }
NF != 4 { next }
$1 in elsewhere { counted_elsewhere += $3; next }
$1 in here {
	recorded += $2
	counted += $3
	functions++
	if ($2 != $3) print "differs: " $4 ": recorded " $2 ", counted " $3
	next
}
$2 { print "differs: " $4 ": recorded " $2 ", not instrumented" }
END { print "functions", functions + 0; print "recorded", recorded + 0; print "counted", counted + 0
      print "counted_elsewhere", counted_elsewhere + 0 }
' $dir/instrumented $dir/guest >$dir/compared
total() {
	sed -n "s/^$1 \([0-9]*\)\$/\1/p" $dir/compared
}

[ "$(total functions)" -gt 500 ]
ok $? "$(total functions) functions were entered"
is "$(number lost)" 0 'no chunk was missing'
nofault=$(number lost_nofault_entries)
is "$(($(total recorded) + $(number elsewhere) + nofault))" "$(($(total counted) + $(total counted_elsewhere)))" \
	"entries recorded ($(total recorded)) and lost ($nofault) are the entries counted"
[ "$nofault" -gt 0 ] || is "$(grep differs $dir/compared)" '' 'function by function, too'
is "$(number entries)" "$(($(total recorded) + $(number elsewhere)))" 'the counter of entries counts the records'
is "$(number bad_depth)" 0 'calls nest'
is "$(number never_returned)" 0 'what was entered returned'
# ENABLE was inside ioctl() when the recording began, DISABLE was when it ended.
diag "$(tail -n 12 $dir/guest)"
diag "$(cat $dir/compared)"

done_testing
