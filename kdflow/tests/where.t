#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kdflow view --where: the calls for which an expression holds.
# shellcheck disable=SC2154 # run sets status, out and err

. kdflow/tests/common.sh

make_session calls <<'END'
def S 0000000000000001 buf 8 0 32 u4 flags 32 32 i4 users
fn outer vmlinux 2121 i4 i4 n
fn change mod 4321 i4 p0000000000000001 b
fn other mod 4321 p p0000000000000001 b
chunk 1 100 task
entry 0 outer 1
entry 1 change 0x1000
struct 0 8 - 0x0000000100000000
entry 2 outer 2
exit 2 0
exit 1 0
struct 0 8 - 0x0000000100000003
entry 1 change 0x1000
struct 0 8 - 0x0000000100000003
exit 1 0xfffffff4
struct 0 8 - 0x0000000100000003
exit 0 0xffffffea
chunk 2 101 second
entry 0 outer 3
exit 0 3
entry 0 other 0xfffffffffffffff4
counters 6 5 0 0 0 0 0 0
END
# check_where NAME OPTION... <EXPECTED: the output without the line of losses
check_where() {
	cw_name=$1
	shift
	cw_expected=$(cat)
	run "$KDFLOW" view "$@" "$dir/calls"
	is "$out" "$cw_expected" "$cw_name"
}
check_where 'what the callee has changed' --where 'b->flags != old(b->flags)' <<'END'
task 100 (task)
change [mod](b=0x1000{flags: 0x0, users: 1})
0 = change [mod](b->flags: 0x0 -> 0x3)
END
is "$status: $err" "0: kdflow: $dir/calls: of 1 other calls it is not known whether b->flags != old(b->flags) holds" \
	'... and calls of which it is not known are counted'
check_where 'nested among themselves' --where 'ret == -ENOMEM || ret == -EINVAL || n == 2' <<'END'
task 100 (task)
outer [vmlinux](n=1)
  outer [vmlinux](n=2)
  0 = outer [vmlinux]()
-22(-EINVAL) = outer [vmlinux]()
END
is "$status: $err" '0: ' '... without a complaint'
check_where 'each argument' --where 'arg == 0x1000' <<'END'
task 100 (task)
change [mod](b=0x1000{flags: 0x0, users: 1})
0 = change [mod](b->flags: 0x0 -> 0x3)
change [mod](b=0x1000{flags: 0x3, users: 1})
-12(-ENOMEM) = change [mod]()
END
check_where 'with --module: both must hold' --module vmlinux --where 'ret >= 0' <<'END'
task 100 (task)
outer [vmlinux](n=2)
0 = outer [vmlinux]()

task 101 (second)
outer [vmlinux](n=3)
3 = outer [vmlinux]()
END
check_where 'with -C: lines around the call' -C 1 --where 'n == 2' <<'END'
task 100 (task)
change [mod](b=0x1000{flags: 0x0, users: 1})
  outer [vmlinux](n=2)
  0 = outer [vmlinux]()
0 = change [mod](b->flags: 0x0 -> 0x3)
END
run "$KDFLOW" view --where 'n == 9' "$dir/calls"
is "$status: $err" "1: kdflow: $dir/calls: no call for which n == 9 holds" 'none: fails as grep does'
run "$KDFLOW" view --where 'size == 9' "$dir/calls"
is "$status: $err" "1: kdflow: --where:1:1: size: outer has no such argument; it has: n; nor does it fit any other function" \
	'names that nobody has'
run "$KDFLOW" view --where 'n ==' "$dir/calls"
is "$status: $err" "2: kdflow view: --where:1:5: found the end: expected a name, a number or \"(\"; see: kdflow help view" \
	'no expression: wrong usage'
run "$KDFLOW" view --json --where 'n == 3' "$dir/calls"
is "$(printf '%s\n' "$out" | grep -c '"function":"outer"')" 2 '--json: the same calls'
make_trace rfc </dev/null
run "$KDFLOW" view --where 'n == 3' "$dir/rfc"
is "$status: $err" "1: kdflow: $dir/rfc: is a trace of the RFC's device; --where needs one of a session" 'a trace of the RFC'

done_testing
