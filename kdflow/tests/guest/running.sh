#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in the guest, as root: recordings that end before what they record, and processes that run already.
# running.sh MODULE.ko THREADS: THREADS is the program of tests/guest/threads.c.
# shellcheck disable=SC2154 # run sets status, out and err

. tests/tap.sh

kdflow=${KDFLOW:-$PWD/build/guest/kdflow}
module=$1
threads=$2
trigger=/sys/kernel/debug/eight_args_c/trigger
cd /tmp || exit 1
insmod "$module"

# start SCRIPT: in the background, until it says that it has started; its number is in $pid
start() {
	sh -c "$1" &
	pid=$!
	until [ -e started ]; do sleep 0.1; done
	rm started
}

# record OPTION...: in the background to x.kdf, until something is recorded; its number is in $recorder
record() {
	rm -f x.kdf
	"$kdflow" record -b 64K --module eight_args_c --names "$module" -o x.kdf "$@" 2>record.err &
	recorder=$!
	until [ -s x.kdf ] || grep -q '^State:.Z' /proc/$recorder/status; do sleep 0.1; done
}

# ended NAME SIGNAL: the recorder gets the signal, and what it leaves is complete
ended() {
	record --pid "$pid"
	kill "-$2" $recorder
	wait $recorder
	is "$?" 0 "$1: success"
	like "$(cat record.err)" '^kdflow: x.kdf: [1-9][0-9]* records of ' "$1: the summary"
	run "$kdflow" view x.kdf
	is "$status: $err" '0: ' "$1: the trace is complete"
	like "$out" '^  df_func2 \[eight_args_c\]\(a=0x11, b=0x22\)$' "$1: ... with names"
}

goes_on() {
	[ -e "/proc/$pid" ] && grep -q '^TracerPid:	0$' "/proc/$pid/status"
	ok $? "$1: the process goes on"
}

# --- for a time

run "$kdflow" record --module eight_args_c --names "$module" --time 0.5 -o x.kdf -- sh -c "while :; do echo 1 >$trigger; done"
is "$status" 0 '--time: success'
like "$err" '^kdflow: x.kdf: [1-9][0-9]* records of ' '--time: the summary'
run "$kdflow" info x.kdf
like "$out" '^exit_status=143$' '--time: the command was ended by SIGTERM'
like "$out" '^time_limit_ms=500$' '--time: the trace knows how long'
run "$kdflow" view x.kdf
is "$status: $err" '0: ' '--time: the trace is complete'
run "$kdflow" record --module eight_args_c --names "$module" --time 0.5 -o x.kdf -- sh -c "exec >pid.out; trap '' TERM; echo \$\$ >pid; while :; do echo 1 >$trigger; done"
is "$status" 0 '--time, and a command that does not end'
like "$err" '^kdflow: note: process [0-9]+ did not end at SIGTERM; what follows is not recorded$' '... which is told'
kill -0 "$(cat pid)"
ok $? '... goes on'
kill -KILL "$(cat pid)"
run "$kdflow" info x.kdf
unlike "$out" '^exit_status=' '... and no exit status is made up'
run "$kdflow" record --module eight_args_c --names "$module" --time 100 -o x.kdf -- sh -c "echo 1 >$trigger; exit 3"
is "$status" 3 '--time, and a command that ends before'

# --- until a signal

record -- sh -c "echo \$\$ >pid; while :; do echo 1 >$trigger; done"
kill -INT $recorder "$(cat pid)" # as a terminal does
wait $recorder
is "$?" 130 'Ctrl-C: the status of the command'
run "$kdflow" view x.kdf
is "$status: $err" '0: ' 'Ctrl-C: the trace is complete'

# --- a process that runs

start "touch started; while :; do echo 1 >$trigger; sleep 0.01; done"
ls -l "/proc/$pid/fd" | sed 's/.* \([0-9]* ->\)/\1/' >files
run "$kdflow" record --module eight_args_c --names "$module" --pid "$pid" --time 1 -o x.kdf
is "$status" 0 '--pid: success'
like "$err" '^kdflow: x.kdf: [1-9][0-9]* records of .*; nothing lost$' '--pid: the summary'
is "$(echo "$err" | grep -c .)" 1 '--pid: nothing else is said: no task of it is recorded any more'
goes_on '--pid'
is "$(ls -l "/proc/$pid/fd" | sed 's/.* \([0-9]* ->\)/\1/')" "$(cat files)" '--pid: it has the files that it had'
run "$kdflow" info x.kdf
like "$out" "^pid=$pid\$" '--pid: the trace knows who'
like "$out" '^process=sh$' '--pid: ... and its name'
run "$kdflow" view --task "$pid" x.kdf
like "$out" '^  0x264 = df_func8 \[eight_args_c\]\(\)$' '--pid: its calls'
ended 'SIGINT' INT
goes_on 'SIGINT'
ended 'SIGTERM' TERM
goes_on 'SIGTERM'

record --pid "$pid"
run "$kdflow" record --pid "$pid" -o y.kdf
is "$status: $err" "1: kdflow: --pid: task $pid is recorded already" 'a process that is recorded already'
[ ! -e y.kdf ]
ok $? '... no file'
kill -KILL $recorder
wait $recorder 2>/dev/null
goes_on 'a recorder that was killed'
run "$kdflow" view x.kdf
is "$status" 1 'a recorder that was killed: its trace is cut short'
like "$out" '\(0x11, 0x22\)$' '... and has the calls'
kill -KILL "$pid"

rm x.kdf
start "touch started; while [ ! -s x.kdf ]; do echo 1 >$trigger; sleep 0.01; done"
run "$kdflow" record -b 64K --module eight_args_c --names "$module" --pid "$pid" -o x.kdf
is "$status" 0 'a process that ends: so does the recording'
run "$kdflow" view x.kdf
is "$status: $err" '0: ' '... and is complete'

start "touch started; while :; do (echo 1 >$trigger); sleep 0.1; done"
run "$kdflow" record --module eight_args_c --names "$module" --pid "$pid" --time 1 -o x.kdf
run "$kdflow" view x.kdf
like "$out" '^  0x264 = df_func8' 'children are recorded'
unlike "$out" "^task $pid " '... and the process itself made no such call'
run "$kdflow" record --module eight_args_c --names "$module" --pid "$pid" --time 1 --no-follow -o x.kdf
run "$kdflow" view --function df_func8 x.kdf
is "$status" 1 '--no-follow: children are not'
kill -KILL "$pid"

# Someone who may not open the recorder's file
start "exec su -s /bin/sh nobody -c 'touch /tmp/started; while :; do echo 1 >&3; sleep 0.01; done' 3>$trigger"
run "$kdflow" record --module eight_args_c --names "$module" --pid "$pid" --time 1 -o x.kdf
is "$status" 0 'a process of somebody else'
run "$kdflow" view x.kdf
like "$out" '^  0x264 = df_func8' '... and its calls'
goes_on 'a process of somebody else'
kill -KILL "$pid"

"$threads" end >$trigger &
pid=$!
sleep 0.5
run "$kdflow" record --module eight_args_c --names "$module" --pid "$pid" --time 1 -o x.kdf
is "$status" 0 'two threads'
like "$err" ' in 2 tasks, ' '... are recorded both'
run "$kdflow" view --function trigger_write x.kdf
like "$out" '^7 = trigger_write' '... the one'
like "$out" '^8 = trigger_write' '... and the other'
touch end
wait "$pid"
is "$?" 0 '... and end as if nothing had been'

run "$kdflow" record --pid 2 -o x.kdf
is "$status: $err" '1: kdflow: --pid: process 2 is a kernel thread, which cannot be told to record itself' 'a kernel thread'
run "$kdflow" record --pid 2000000000 -o x.kdf
is "$status: $err" '1: kdflow: --pid 2000000000: No such process' 'no process'

rmmod eight_args_c
done_testing
