#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# contracts/binder.contracts, and what the driver records: the names and offsets are those of 6.12.
# shellcheck disable=SC2154 # run sets status, out and err

. kdflow/tests/common.sh

# binder MAX_THREADS FIRST SECOND: BINDER_SET_MAX_THREADS, then two commands, each "ENTER" or "EXIT"
binder() {
	{
		cat <<'END'
def S 065f004978fd229c binder_proc 632 512 32 i4 pid 3648 32 u4 max_threads
def S 979c11f695d858c2 binder_thread 456 0 64 p proc 384 32 i4 pid 416 32 i4 looper 2336 704 o88 stats.bc
fn binder_ioctl vmlinux 43214141 i8 p3e6d32485e650fd0 filp u4 cmd u8 arg
fn binder_ioctl_write_read vmlinux 43414321 i4 p3e6d32485e650fd0 filp u8 arg p979c11f695d858c2 thread
fn binder_get_thread vmlinux 4343 p979c11f695d858c2 p065f004978fd229c proc
chunk 1 100 binderfs
END
		looper=0 enters=0 exits=0 max=0
		for command in "$1" "$2" "$3"; do
			echo 'entry 0 binder_ioctl 0x1000 0xc0306201 0x7ffd5a81e010'
			echo 'entry 1 binder_get_thread 0x2000'
			echo "struct 0 632 - x$(zeros 456) $max x$(zeros 168)"
			echo 'exit 1 0x3000'
			echo "struct ret 456 - 0x2000 x$(zeros 448)"
			case $command in
			ENTER | EXIT)
				echo 'entry 1 binder_ioctl_write_read 0x1000 0x7ffd5a81e010 0x3000'
				thread
				[ "$command" = EXIT ] || { looper=$((looper | 2)) enters=$((enters + 1)); }
				[ "$command" = ENTER ] || { looper=$((looper | 4)) exits=$((exits + 1)); }
				echo 'exit 1 0'
				thread
				;;
			*)
				max=$command
				;;
			esac
			echo 'exit 0 0'
		done
		echo 'counters 8 8 0 0 0 0 0 0'
	} | make_session trace
	run "$KDFLOW" check contracts/binder.contracts "$dir/trace"
}

# zeros BYTES, in hexadecimal digits
zeros() {
	printf '%0*d' $((2 * $1)) 0
}

# The thread as it is: looper at byte 52, the counts of commands from byte 292.
thread() {
	printf 'struct 2 456 - 0x2000 x%s x%02x000000 x%s x%02x000000 x%02x000000 x%s\n' "$(zeros 44)" "$looper" \
		"$(zeros 284)" "$enters" "$exits" "$(zeros 108)"
}

# violated: the numbers of violations of the contracts in their order
violated() {
	printf '%s\n' "$out" | awk '/contracts:[0-9]+: / && $1 ~ /^[0-9]+$/ { printf "%s ", $2 }'
}

binder 15 ENTER EXIT
is "$status: $err" '0: ' 'a well-behaved process' || diag "$out"
is "$(violated)" '0 0 0 0 0 ' '... violates nothing'
is "$(printf '%s\n' "$out" | awk '$1 ~ /^[0-9]+$/ { printf "%s ", $1 }')" '3 2 2 3 5 ' '... and all contracts applied'
binder 0xffffffff ENTER EXIT
is "$status: $(violated)" '1: 2 0 0 0 0 ' 'BINDER_SET_MAX_THREADS of 0xffffffff was accepted'
like "$out" '^  where proc->max_threads = 0xffffffff$' '... here is the value'
like "$out" '^  task 100 \(binderfs\): binder_ioctl \[vmlinux\] > binder_get_thread \[vmlinux\]$' '... and the way to it'
binder 15 ENTER ENTER
is "$status: $(violated)" '1: 0 1 1 0 0 ' 'a second BC_ENTER_LOOPER was accepted'
like "$out" 'thread->stats.bc\[48\] = 0x2, old\(thread->stats.bc\[48\]\) = 0x1, old\(thread->looper\) = 2' '... by a thread that is in the loop'
like "$out" '^  object 0x3000: came after binder_ioctl_write_read \[vmlinux\] in task 100, step 1$' '... which entered before'

done_testing
