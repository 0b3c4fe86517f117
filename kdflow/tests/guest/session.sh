#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in the guest, as root: kdflow record with sessions.
# session.sh MODULE.ko INLINE.ko VMLINUX OUT: INLINE.ko reports what was inlined; VMLINUX is the running kernel's file;
# traces to keep go to the folder OUT.

. tests/tap.sh

kdflow=${KDFLOW:-$PWD/build/guest/kdflow}
module=$1
inline=$2
vmlinux=$3
keep=$4
debugfs=/sys/kernel/debug
trigger=$debugfs/eight_args_c/trigger
cd /tmp || exit 1

# is_unloaded NAME: whatever happened, the module is gone
is_unloaded() {
	! grep -q '^eight_args_c ' /proc/modules
	ok $? "$1: the module is not left behind"
}

# What changes from boot to boot; the structs of the kernel are another test's.
normalise() {
	sed -e 's/0x[0-9a-f]\{9,16\}/ADDR/g' -e 's/ADDR{[^}]*}/ADDR{..}/g' \
		-e 's/buf=0x[0-9a-f]*/buf=ADDR/' -e 's/^\(1 = trigger_write [^(]*(\).*/\1..)/'
}

tree='trigger_write [eight_args_c](file=ADDR{..}, buf=ADDR, count=0x1, ppos=ADDR)
  df_func1 [eight_args_c](a=0x11)
  0x11 = df_func1 [eight_args_c]()
  df_func2 [eight_args_c](a=0x11, b=0x22)
  0x33 = df_func2 [eight_args_c]()
  df_func3 [eight_args_c](a=0x11, b=0x22, c=0x33)
  0x66 = df_func3 [eight_args_c]()
  df_func4 [eight_args_c](a=0x11, b=0x22, c=0x33, d=0x44)
  0xaa = df_func4 [eight_args_c]()
  df_func5 [eight_args_c](a=0x11, b=0x22, c=0x33, d=0x44, e=0x55)
  0xff = df_func5 [eight_args_c]()
  df_func6 [eight_args_c](a=0x11, b=0x22, c=0x33, d=0x44, e=0x55, f=0x66)
  0x165 = df_func6 [eight_args_c]()
  df_func7 [eight_args_c](a=0x11, b=0x22, c=0x33, d=0x44, e=0x55, f=0x66, g=0x77)
  0x1dc = df_func7 [eight_args_c]()
  df_func8 [eight_args_c](a=0x11, b=0x22, c=0x33, d=0x44, e=0x55, f=0x66, g=0x77, h=0x88)
  0x264 = df_func8 [eight_args_c]()
  df_func_struct [eight_args_c](pair={a: 0xaaaa, b: 0xbbbb})
  0x16665 = df_func_struct [eight_args_c]()
1 = trigger_write [eight_args_c](..)'

# --- a module and its trigger

run "$kdflow" record -o module.kdf --vmlinux "$vmlinux" --module "$module" --trigger $trigger
is "$status" 0 'module: recorded'
like "$err" '^kdflow: module.kdf: 20 records of 10 calls, [0-9]+ bytes; nothing lost$' 'module: summary'
is "$(echo "$err" | grep -c .)" 1 'module: nothing else is said'
is_unloaded 'module'
run "$kdflow" view module.kdf
is "$status: $err" '0: ' 'module: viewed'
is "$(echo "$out" | normalise)" "$tree" 'module: the tree'
run "$kdflow" info module.kdf
like "$out" '^abi=boundary$' 'module: a session'
like "$out" '^snapshot=256$' 'module: the trace knows how much of a struct there is'
cp module.kdf "$keep/session.kdf"

run "$kdflow" record -o write.kdf --module "$module" --trigger $trigger --write 'a b'
run "$kdflow" view --function trigger_write write.kdf
like "$out" '^3 = trigger_write' '--write: all of it is written'
run "$kdflow" info write.kdf
like "$out" '^write=a b$' '... and the trace knows what'

run "$kdflow" record -o filtered.kdf --module "$module" --trigger $trigger --function 'df_func[12]'
is "$status" 0 'filter: recorded'
run "$kdflow" view filtered.kdf
is "$out" 'df_func1 [eight_args_c](a=0x11)
0x11 = df_func1 [eight_args_c]()
df_func2 [eight_args_c](a=0x11, b=0x22)
0x33 = df_func2 [eight_args_c]()' 'filter: these functions and no others'
run "$kdflow" record -o filtered.kdf --module "$module" --trigger $trigger --module 'eight*' --not-function 'df_func[1-8]'
run "$kdflow" view filtered.kdf
is "$(echo "$out" | grep -c 'df_func')" 2 'filter: a module, without some functions'
run "$kdflow" record -o nothing.kdf --module "$module" --trigger $trigger --function 'nosuch*'
is "$status" 1 'filter: matches nothing'
like "$err" '^kdflow: the filter matches none of the [0-9]+ instrumented functions$' 'filter: matches nothing: says so'
is_unloaded 'filter: matches nothing'
[ ! -e nothing.kdf ]
ok $? 'filter: matches nothing: no file'

# Functions that were inlined, where they were inlined
inlined='  df_withdraw [df_inline](a=ADDR{id: 0x7, balance: 20}, sum=50)
    df_covers [df_inline](a=ADDR{id: 0x7, balance: 20}, sum=50)
    false = df_covers [df_inline]()
  -28(-ENOSPC) = df_withdraw [df_inline]()
  df_deposit [df_inline](a=ADDR{id: 0x7, balance: 20}, sum=100)
  void = df_deposit [df_inline](a->balance: 20 -> 120)
  df_withdraw [df_inline](a=ADDR{id: 0x7, balance: 120}, sum=51)
    df_covers [df_inline](a=ADDR{id: 0x7, balance: 120}, sum=51)
    true = df_covers [df_inline]()
  0 = df_withdraw [df_inline](a->balance: 120 -> 69)'
run "$kdflow" record -o inline.kdf --module "$inline" --trigger $debugfs/df_inline/trigger --function trigger_write
is "$status" 0 'inlined functions: recorded'
run "$kdflow" view inline.kdf
is "$(echo "$out" | sed -n '2,$p' | sed -e '$d' -e 's/0x[0-9a-f]\{9,16\}/ADDR/g')" "$inlined" 'inlined functions: the tree'

for after in off changed always; do
	run "$kdflow" record -o after.kdf --after $after --module "$module" --trigger $trigger
	is "$status" 0 "--after $after"
done
run "$kdflow" record -o none.kdf --snapshot 0 --module "$module" --trigger $trigger
run "$kdflow" view none.kdf
like "$out" '^trigger_write \[eight_args_c\]\(file=0x[0-9a-f]+, buf=' '--snapshot 0: no structs'

# --- a command; the module stays loaded

insmod "$module"
set -- --names "$module" --vmlinux "$vmlinux"
run "$kdflow" record "$@" -o nothing.kdf --function nosuch -- touch ran
is "$status" 1 'a command, and a filter that matches nothing'
[ ! -e ran ]
ok $? '... was not run'
run "$kdflow" record "$@" -o command.kdf -- sh -c "echo 1 >$trigger"
is "$status" 0 'command: recorded over its exec'
run "$kdflow" view --module eight_args_c command.kdf
is "$(echo "$out" | normalise | sed -e '/^task /d' -e 's/count=0x2/count=0x1/; s/^2 = trigger_write .*/1 = trigger_write [eight_args_c](..)/')" \
	"$tree" 'command: the tree'
run "$kdflow" record "$@" -o x.kdf -- sh -c "echo 1 >$trigger; exit 3"
is "$status" 3 'a command that fails: its status'
run "$kdflow" info x.kdf
like "$out" '^exit_status=3$' 'a command that fails: the trace tells its status'
run "$kdflow" record "$@" -o x.kdf -- nosuch
is "$status: $err" '127: kdflow: nosuch: command not found' 'a command that does not exist'
[ ! -e x.kdf ] || rm x.kdf
run "$kdflow" record "$@" -o x.kdf -- sh -c "(echo 1 >$trigger); true"
run "$kdflow" view --module eight_args_c x.kdf
like "$out" '^  0x264 = df_func8' 'children are recorded'
run "$kdflow" record --no-follow "$@" -o x.kdf -- sh -c "(echo 1 >$trigger); true"
run "$kdflow" view --module eight_args_c x.kdf
is "$status" 1 '--no-follow: children are not recorded'

# Unloaded before the names are read: they are known all the same.
run "$kdflow" record "$@" -o gone.kdf -- sh -c "echo 1 >$trigger; exec rmmod eight_args_c"
is "$status" 0 'a command that unloads the module'
run "$kdflow" view --module eight_args_c gone.kdf
like "$out" '^  df_func2 \[eight_args_c\]\(a=0x11, b=0x22\)$' '... names of the unloaded module'
insmod "$module"

# --- longer than the buffer

run "$kdflow" record "$@" -b 64K -o long.kdf --module eight_args_c -- \
	sh -c "i=0; while [ \$i -lt 2000 ]; do echo 1 >$trigger; i=\$((i + 1)); done"
is "$status" 0 'a recording longer than its buffer'
like "$err" ' (40000 records of 20000 calls, .*; nothing lost|[0-9]+ records of .* records lost: no free chunk.*)$' \
	'... is complete, or tells what was lost'
diag "$err"
run "$kdflow" view long.kdf
is "$status: $err" '0: ' '... can be viewed'
run "$kdflow" record "$@" -b 64K --flight-recorder -o flight.kdf --module eight_args_c -- \
	sh -c "i=0; while [ \$i -lt 2000 ]; do echo 1 >$trigger; i=\$((i + 1)); done"
is "$status" 0 'flight recorder'
like "$err" '; [0-9]+ records overwritten by newer ones$' 'flight recorder: what was overwritten'
run "$kdflow" view flight.kdf
like "$out" '^# [0-9]+ chunks? of records missing here$' 'flight recorder: the tree says so'
like "$(echo "$out" | tail -n 3)" '^2 = trigger_write' 'flight recorder: the end is there'

mkdir small
mount -t tmpfs -o size=8k small small
# All of it fits into the buffer, however late that is read, and not on the disk.
run "$kdflow" record "$@" -b 8M -o small/x.kdf --module eight_args_c -- \
	sh -c "i=0; while [ \$i -lt 2000 ]; do echo 1 >$trigger; i=\$((i + 1)); done; touch ran"
is "$status" 1 'a disk that fills up'
like "$err" '^kdflow: small/x.kdf: No space left on device; [1-9][0-9]* whole blocks \([0-9]+ bytes\)' \
	'a disk that fills up: what was saved'
[ -e ran ]
ok $? 'a disk that fills up: the command is not disturbed'
run "$kdflow" view small/x.kdf
is "$status" 1 'a disk that fills up: the view complains'
like "$err" 'small/x.kdf: cut short' 'a disk that fills up: ... and says why'
like "$out" '\(0x11, 0x22\)$' 'a disk that fills up: ... the calls are there, without names'
umount small

# A recorder that is killed leaves what it has written.
"$kdflow" record "$@" -b 64K -o killed.kdf --module eight_args_c -- \
	sh -c "echo \$\$ >pid; while :; do echo 1 >$trigger; done" 2>/dev/null &
recorder=$!
while [ ! -s killed.kdf ] || [ "$(wc -c <killed.kdf)" -lt 20000 ]; do sleep 0.1; done
kill -KILL $recorder
wait $recorder 2>/dev/null
kill -KILL "$(cat pid)"
while kill -0 "$(cat pid)" 2>/dev/null; do sleep 0.1; done
run "$kdflow" view killed.kdf
is "$status" 1 'a recorder that was killed: the view complains'
like "$err" 'cut short' '... and says why'
like "$out" '\(0x11, 0x22\)$' '... the calls are there, without names'

rmmod eight_args_c
done_testing
