#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# lab run: what the command gets, what comes back, and how it ends when something goes wrong.
# shellcheck disable=SC1091,SC2154 # tap.sh sets status, out and err
# shellcheck disable=SC2016,SC1003 # what is quoted is for the guest's shell
. tests/tap.sh

lab/lab build modules || exit
top=$(pwd -P)
dir=$(mktemp -d)
# In every QEMU's command line, to find those that this test started.
mark=lab_test=$$.$(date +%s)
mounted=
trap 'kill_left; [ -z "$mounted" ] || umount "$mounted"; rm -rf "$dir"' EXIT

guest() {
	run lab/lab run --append "$mark" "$@"
}

# Prints the process ids of QEMU. The brackets keep grep from finding itself.
qemus() {
	grep -lsz "no_timer_[c]heck $mark" /proc/[0-9]*/cmdline | tr -dc '0-9\n'
}

kill_left() {
	qemus | xargs -r kill -9
}

# Whether no QEMU is left within five seconds.
none_left() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ -z "$(qemus)" ] && return 0
		sleep 0.5
	done
	return 1
}

# wait_for FILE LINE: until the file has the line.
wait_for() {
	for _ in $(seq 600); do
		grep -qs "$2" "$1" && return
		sleep 0.1
	done
	return 1
}

# other_out DIR: a directory for LAB_OUT with all that is built, through links.
other_out() {
	mkdir -p "$1"
	ln -s "$top"/build/lab/linux-6.12 "$top"/build/lab/source "$top"/build/lab/modules* \
		"$top"/build/lab/initramfs.cpio "$1"
}

# What the command gets

guest -- printf '[%s]' 'a b' "it's" 'two
lines' '"$HOME"' '' '*' '\\' '-n' '$(id)' 'é'
is "$status" 0 'arguments: the command runs'
is "$out" '[a b][it'"'"'s][two
lines]["$HOME"][][*][\\][-n][$(id)][é]' 'arguments: all arrive as they are'
is "$err" '' 'arguments: nothing else is said'

mkdir "$top/build/lab/a dir's.$$"
cd "$top/build/lab/a dir's.$$" || exit
run "$top/lab/lab" run -- sh -c 'pwd; id -u; cat; echo from the guest >file; ls -A /sys/kernel/debug | grep -c .'
cd "$top" || exit
is "$(echo "$out" | sed -n 1p)" "$top/build/lab/a dir's.$$" 'the directory is the same'
is "$(echo "$out" | sed -n 2p)" 0 'the user is root'
like "$(echo "$out" | sed -n 3p)" '^[1-9]' 'stdin is empty, debugfs is mounted'
is "$(cat "build/lab/a dir's.$$/file")" 'from the guest' 'files written in the guest are on the host'
rm -r "build/lab/a dir's.$$"

guest --no-debugfs -- sh -c 'ls -A /sys/kernel/debug; grep debugfs /proc/mounts'
is "$status$out" 1 '--no-debugfs: it is not mounted'

guest --memory 600M --cpus 3 -- sh -c 'nproc; free -m'
is "$(echo "$out" | head -n 1)" 3 '--cpus: as many processors'
like "$out" '^Mem: +5' '--memory: as much memory'

guest --icount -- sh -c 'nproc; grep -c lab_test /proc/cmdline'
is "$out" '1
1' '--icount: one processor; --append: arguments of the kernel'

# What comes back

guest -- sh -c 'exit 3'
is "$status" 3 'the exit status is passed on'
guest -- sh -c 'kill -TERM $$'
is "$status" 143 'killed by a signal: 128 + its number'
guest -- no-such-command
is "$status" 127 'no such command: 127'
like "$err" 'no-such-command: not found' 'no such command: the reason'

# All bytes, no newline at the end, more than any buffer.
awk 'BEGIN { for (i = 0; i < 256; i++) printf "\\0%03o", i }' >"$dir/octal"
printf %b "$(cat "$dir/octal")" >"$dir/bytes"
lab/lab run -- sh -c 'printf %b "$1"; printf %b "$1" >&2; seq 1 200000; echo r; printf "\r\nend"' sh "$(cat "$dir/octal")" \
	>"$dir/stdout" 2>"$dir/stderr"
is $? 0 'a long output: status'
{
	cat "$dir/bytes"
	seq 1 200000
	echo r
	printf '\r\nend'
} >"$dir/expected"
cmp "$dir/stdout" "$dir/expected"
ok $? 'stdout comes back byte for byte'
cmp "$dir/stderr" "$dir/bytes"
ok $? 'stderr comes back byte for byte, and apart'

lab/lab run -- sh -c 'echo now; sleep 30' >"$dir/stdout" 2>/dev/null &
pid=$!
wait_for "$dir/stdout" now
ok $? 'output is there while the command still runs'
kill $pid
wait $pid

run sh -c 'lab/lab run --append "$1" -- sh -c "while echo y; do :; done" | head -n 1' sh "$mark"
is "$out" y 'a reader that goes away'
none_left
ok $? 'a reader that goes away ends the guest'

guest -- sh -c 'sleep 1000 & echo parent'
is "$status: $out" '0: parent' 'a child that stays does not keep the guest'

# How it ends

guest --timeout 1 -- sh -c 'echo before; sleep 60'
is "$status: $out" '124: before' 'time is up: status 124'
like "$err" 'time is up: the command ran for 1 second' 'time is up: the reason'
is "$(qemus)" '' 'time is up: no QEMU is left'

guest -- sh -c 'echo before; sleep 2; echo c >/proc/sysrq-trigger; sleep 60'
is "$status: $out" '125: before' 'panic: status 125'
like "$err" "the guest's kernel crashed" 'panic: the reason'
like "$err" 'Kernel panic - not syncing: sysrq triggered crash' 'panic: the last words of the kernel'
like "$err" 'all that its console said is in build/lab/run\.[^/]*/console\.log' 'panic: where to look'
console=$(printf '%s\n' "$err" | sed -n 's/.*said is in //p')
like "$(cat "$console")" 'Linux version 6\.12' 'panic: the console is kept'
rm -rf "${console%/*}"
is "$(qemus)" '' 'panic: no QEMU is left'

complain='echo "WARNING: CPU: 0 PID: 1 at kernel/example.c:1" >/dev/kmsg'
guest -- sh -c "$complain"
is "$status" 125 'a warning of the kernel is a failure'
like "$err" 'WARNING: CPU: 0 PID: 1 at kernel/example.c:1' 'a warning of the kernel is shown'
guest --allow-splat -- sh -c "$complain; exit 4"
is "$status" 4 '--allow-splat: it is none'

guest -- reboot -f
is "$status" 125 'the guest ends itself: status 125'
like "$err" 'the guest ended before the command did' 'the guest ends itself: the reason'

guest --memory 20M -- true
is "$status" 125 'a guest that cannot boot: status 125'
like "$err" 'did not boot' 'a guest that cannot boot: the reason'

guest --memory lots -- true
is "$status" 125 'QEMU refuses: status 125'
like "$err" "qemu-system-x86_64: .*lots" 'QEMU refuses: it says why'

for end in HUP.129 KILL.137 TERM.143; do
	signal=${end%.*}
	env --default-signal=HUP lab/lab run --append "$mark" -- sh -c 'echo ready; sleep 60' >"$dir/stdout" 2>/dev/null &
	pid=$!
	wait_for "$dir/stdout" ready && [ -n "$(qemus)" ] && kill "-$signal" $pid
	wait $pid 2>/dev/null
	is $? "${end#*.}" "the lab ends by SIG$signal: its status"
	none_left
	ok $? "the lab ends by SIG$signal: no QEMU is left"
done

for i in 1 2 3; do
	lab/lab run -- sh -c 'sleep 1; echo $1; exit $1' sh $i >"$dir/out$i" 2>"$dir/err$i" &
	eval "pid$i=$!"
done
for i in 1 2 3; do
	eval "wait \$pid$i"
	is "$?: $(cat "$dir/out$i" "$dir/err$i")" "$i: $i" "three at a time: number $i"
done

# What is missing or wrong

mkdir "$dir/bin"
ln -s /usr/bin/* /bin/* "$dir/bin" 2>/dev/null
rm "$dir/bin/qemu-system-x86_64"
run env PATH="$dir/bin" lab/lab run -- true
is "$status" 125 'QEMU is missing: status 125'
like "$err" 'qemu-system-x86_64 is not installed' 'QEMU is missing: the reason'
like "$err" 'lab/setup installs' 'QEMU is missing: what to do'

export LAB_KVM_DEVICE=/nonexistent
run env LAB_ACCEL=kvm lab/lab run -- true
is "$status" 125 'KVM is asked for and missing: status 125'
like "$err" 'LAB_ACCEL=kvm: this machine has no /nonexistent' 'KVM is asked for and missing: the reason'
like "$err" 'unset LAB_ACCEL' 'KVM is asked for and missing: what to do'
run env LAB_ACCEL=xen lab/lab run -- true
is "$status" 125 'an accelerator that there is not: status 125'
like "$err" "LAB_ACCEL is 'xen'" 'an accelerator that there is not: the reason'

other_out "$dir/out"
run env LAB_OUT="$dir/out" lab/lab run -- echo runs
is "$status: $out" '0: runs' 'no KVM: the guest is emulated'
like "$err" 'no /nonexistent: emulating' 'no KVM: it is mentioned'
run env LAB_OUT="$dir/out" lab/lab run -- echo runs
is "$status: $out: $err" '0: runs: ' 'no KVM: it is mentioned once'
unset LAB_KVM_DEVICE
run env -u LAB_ACCEL lab/lab run -- sh -c 'echo runs'
is "$status: $out" '0: runs' 'what the machine has is found out'
run env LAB_ACCEL=tcg lab/lab run -- true
is "$status" 0 'LAB_ACCEL=tcg'

run env LAB_OUT=/dev/null/out lab/lab run -- true
is "$status" 125 'nowhere to write: status 125'
like "$err" 'cannot write to /dev/null/out: Not a directory' 'nowhere to write: the reason'
like "$err" 'set LAB_OUT' 'nowhere to write: what to do'

# Only root can fill a file system of its own.
if [ "$(id -u)" -eq 0 ]; then
	mounted=$dir/small
	mkdir "$mounted"
	mount -t tmpfs -o size=3m tmpfs "$mounted"

	run env LAB_OUT="$mounted" lab/lab source
	is "$status" 1 'disk full, no source yet: status 1'
	like "$err" "disk full: the kernel's source needs [0-9]+ MB, .* has [0-3] MB left" 'disk full, no source yet: the reason'
	like "$err" 'free some space' 'disk full, no source yet: what to do'

	other_out "$mounted"
	rm "$mounted"/modules*
	run env LAB_OUT="$mounted" lab/lab build modules
	is "$status" 1 'disk full before the build: status 1'
	like "$err" "disk full: the kernel 'modules' needs [0-9]+ MB" 'disk full before the build: the reason'
	mkdir "$mounted/modules"
	run env LAB_OUT="$mounted" lab/lab build modules
	is "$status" 1 'disk full in the build: status 1'
	like "$err" 'disk full: .* has [0-3] MB left; free some space' 'disk full in the build: the reason'
	rm -rf "${mounted:?}"/*

	other_out "$mounted"
	dd if=/dev/zero of="$mounted/fill" bs=64k 2>/dev/null
	run env LAB_OUT="$mounted" lab/lab run -- true
	is "$status" 125 'disk full before the run: status 125'
	like "$err" 'disk full: ' 'disk full before the run: the reason'
	rm "$mounted/fill"
	run env LAB_OUT="$mounted" LAB_ACCEL=tcg lab/lab run -- sh -c 'seq 1 1000000; exit 5'
	is "$status" 125 'disk full in the run: status 125'
	like "$err" 'disk full: ' 'disk full in the run: the reason'

	mount -o remount,ro "$mounted"
	run env LAB_OUT="$mounted" lab/lab run -- true
	is "$status" 125 'a read-only directory: status 125'
	like "$err" 'cannot write to .*: Read-only file system' 'a read-only directory: the reason'
	umount "$mounted"
	mounted=
fi

cd /
run "$top/lab/lab" run -- true
cd "$top" || exit
is "$status" 125 'called from outside the tree: status 125'
like "$err" 'call lab from there, not from /' 'called from outside the tree: the reason'

run lab/lab run
is "$status" 125 'no command: status 125'
like "$err" 'run takes a command' 'no command: the reason'
run lab/lab run --colour -- true
like "$err" "there is no option '--colour'" 'an unknown option: the reason'
run lab/lab run --timeout soon -- true
like "$err" "--timeout is 'soon'" 'a time limit that is no number: the reason'
run lab/lab run --timeout
like "$err" '--timeout needs a value' 'an option without its value: the reason'
run lab/lab run --config none -- true
is "$status" 125 'an unknown configuration: status 125'
like "$err" "no configuration 'none'; there are: arm64-whole arm64 counted debug .* whole" 'an unknown configuration: those that there are'
run lab/lab fly
is "$status" 2 'an unknown subcommand: status 2'
run lab/lab help
is "$status" 0 'help: status 0'
like "$out" '^usage: lab/lab source' 'help: on stdout'

done_testing
