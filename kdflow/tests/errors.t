#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What kdflow says to a wrong command line, and where it cannot record. Needs no kernel.

. kdflow/tests/common.sh
cd "$dir" || exit 1
cp "$KDFLOW" ./kdflow # where everybody may execute it

# wrong ERE ARG...: status 2, nothing on the output, the message, and where help is
wrong() {
	wrong_ere=$1
	shift
	run ./kdflow "$@"
	is "$status: $out" "2: " "kdflow $*: wrong usage"
	like "$err" "^kdflow.*$wrong_ere; see: kdflow help" "kdflow $*: says why"
}

wrong 'expected a command'
wrong 'nosuch: no such command' nosuch
wrong 'expected one of --module FILE.ko, --pid PID and a COMMAND' record
wrong '--module FILE.ko needs --trigger PATH' record --module x.ko
wrong '--trigger needs --module FILE.ko' record --trigger x
wrong '--write needs --trigger PATH' record --write x true
wrong 'expected one of --module FILE.ko, --pid PID and a COMMAND' record --module x.ko --trigger x true
wrong 'expected one of --module FILE.ko, --pid PID and a COMMAND' record --pid 1 true
wrong '--pid x: expected the number of a process' record --pid x
wrong '--pid 0: expected the number of a process' record --pid 0
wrong '--time x: expected a number of seconds' record --time x true
wrong '--time 0: expected a number of seconds' record --time 0 true
wrong '--time nan: expected a number of seconds' record --time nan true
wrong 'expected one of --module FILE.ko, --pid PID and a COMMAND' record --module x
wrong 'expected one FILE.ko' record --module x.ko --module y.ko --trigger x
wrong '--function: expected a name or a pattern' record --function '' true
wrong '--module: expected a name or a pattern' record --module '' true
wrong '--snapshot x: expected a number of bytes up to 4096' record --snapshot x true
wrong '--snapshot 4097: expected a number of bytes up to 4096' record --snapshot 4097 true
wrong '--after x: expected off, changed or always' record --after x true
for option in '--function x' '--not-function x' '--module x' '--not-module x' '--snapshot 8' '--after off' --flight-recorder -f '--time 1'; do
	# shellcheck disable=SC2086 # words
	wrong "not with --rfc" record --rfc $option true
done
wrong 'all patterns together have at most 65536 bytes' record --function "$(printf '%65536s' x | tr ' ' x)" true
wrong 'unknown or incomplete option' record --nosuch
wrong 'unknown or incomplete option' record -o
wrong 'expected one FILE' view
wrong 'expected one FILE' view a b
wrong 'unknown or incomplete option' view --nosuch a
wrong 'expected a number of fields' view --fields x a
wrong 'expected a number of fields' view --fields -1 a
wrong 'expected a number of lines' view -C x a
wrong 'expected a number of lines' view -C '' a
wrong 'nosuch: no such command' help nosuch

for bytes in 0 15; do
	wrong "-b $bytes: a buffer has at least 16 bytes" record -b $bytes true
done
for bytes in 2048M 2G 2147483641 17179869183G; do
	wrong "-b $bytes: a buffer has at most 2147483640 bytes" record -b $bytes true
done
for bytes in '' x 4x 4MM M -1 +4 ' 4' 4.5 1e6 0x 99999999999999999999 18446744073709551616 17179869184G; do
	wrong "-b $(echo "$bytes" | sed 's/+/\\+/'): expected a number of bytes, such as 65536 or 32M" record -b "$bytes" true
done

for args in help 'help record' 'help view' 'help help' 'record --help' 'view -h' --help -h version --version; do
	# shellcheck disable=SC2086 # words
	run ./kdflow $args
	is "$status: $err" '0: ' "kdflow $args"
	like "$out" '^(usage: )?kdflow' "kdflow $args: says something"
done
run ./kdflow help record
like "$out" '--trigger PATH' 'the help of a command is its own'

run ./kdflow record -o trace -- nosuch
is "$status: $err" '127: kdflow: nosuch: command not found' 'a command that does not exist'
run ./kdflow record -o trace nosuch --help
is "$status: $err" '127: kdflow: nosuch: command not found' 'the options behind a command are its own'
run ./kdflow record -o trace -- ./nosuch
is "$status: $err" '127: kdflow: ./nosuch: command not found' 'a path that does not exist'
run ./kdflow record -o trace -- ''
is "$status: $err" '127: kdflow: : command not found' 'a command without a name'
echo true >not-executable
run ./kdflow record -o trace -- ./not-executable
is "$status: $err" '126: kdflow: ./not-executable: Permission denied' 'a command that is not executable'
run ./kdflow record -o trace -- /
is "$status: $err" '126: kdflow: /: Permission denied' 'a command that is a folder'
run env PATH="$dir" ./kdflow record -o trace -- not-executable
is "$status" 126 'a command that is not executable, in the PATH'
run env PATH= ./kdflow record -o trace -- nosuch
is "$status" 127 'an empty PATH'

# in_place PREPARE COMMAND...: in a mount namespace of its own, after the shell command PREPARE
in_place() {
	prepare=$1
	shift
	if [ "$(id -u)" -eq 0 ]; then
		run unshare -m sh -c "mount --make-rprivate / && $prepare && exec \"\$@\"" sh "$@"
	else
		run unshare -rm sh -c "$prepare && exec \"\$@\"" sh "$@"
	fi
}
debugfs=/sys/kernel/debug

# A container may forbid it, even to root.
in_place true true
if [ "$status" -ne 0 ]; then
	skip 'no mount namespaces here; the guest runs these' 'where the device is missing'
	done_testing
fi

in_place "mount -t tmpfs none $debugfs" ./kdflow record -o trace -- true
is "$status: $err" "1: kdflow: debugfs is not mounted; as root: mount -t debugfs none $debugfs" 'debugfs is not mounted'
in_place "mount -t tmpfs none /sys" ./kdflow record -o trace -- true
is "$status" 1 'no debugfs in the kernel'
like "$err" "$debugfs: no such folder: sysfs is not mounted .*CONFIG_DEBUG_FS" 'no debugfs in the kernel: says so'
in_place "mount -t tmpfs none $debugfs && touch $debugfs/kcov_dataflow" ./kdflow record -o trace -- true
is "$status" 1 'another file in its place'
like "$err" '^kdflow: note: this kernel has no sessions: .*; recording through the RFC.s device$' '... has no sessions'
like "$err" '^kdflow: buffer of 4194304 words \(KCOV_DF_INIT_TRACK\): Inappropriate ioctl for device$' '... and no other buffer'
in_place "mount -t tmpfs none $debugfs && touch $debugfs/kcov_dataflow" ./kdflow record --rfc -o trace -- true
is "$status: $err" "1: kdflow: buffer of 4194304 words (KCOV_DF_INIT_TRACK): Inappropriate ioctl for device" '--rfc asks for no session'
for option in '--function x' '--snapshot 8' '--after off' --flight-recorder; do
	# shellcheck disable=SC2086 # words
	in_place "mount -t tmpfs none $debugfs && touch $debugfs/kcov_dataflow" ./kdflow record $option -o trace -- true
	is "$status" 1 "$option without sessions"
	like "$err" "^kdflow: ${option%% *}: this kernel has no sessions" "$option without sessions: says so"
done
run ./kdflow record --vmlinux nosuch -o trace -- true
is "$status: $err" '1: kdflow: nosuch: No such file or directory' 'a vmlinux that is not there'
if [ "$(id -u)" -eq 0 ]; then
	in_place "mount -t debugfs none $debugfs" sh -c "test -e $debugfs/kcov_dataflow || ./kdflow record -o trace -- true"
	is "$status: $err" "1: kdflow: $debugfs/kcov_dataflow: this kernel has no such device; it needs CONFIG_KCOV_DATAFLOW=y" \
		'a kernel without the device'
	nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'
	# shellcheck disable=SC2086 # words
	in_place "mount -t debugfs none $debugfs" $nobody ./kdflow record -o "$dir/trace" -- true
	is "$status: $err" "1: kdflow: $debugfs/kcov_dataflow: Permission denied; recording needs root" 'not root'
else
	skip 'only root can mount debugfs; the guest runs these' 'a kernel without the device, not root'
fi
[ ! -e trace ]
ok $? 'nothing was recorded, no file is left'

done_testing
