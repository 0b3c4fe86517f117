#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What the shell tests have in common: TAP, and addresses.

tests=0
failed=0

# ok STATUS NAME
ok() {
	tests=$((tests + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tests $2"
	else
		failed=$((failed + 1))
		echo "not ok $tests $2"
	fi
}

# is GOT EXPECTED NAME
is() {
	[ "$1" = "$2" ]
	status=$?
	ok $status "$3"
	[ $status -eq 0 ] && return
	echo "# expected:"
	echo "$2" | sed 's/^/#   /'
	echo "# got:"
	echo "$1" | sed 's/^/#   /'
}

finish() {
	echo "1..$tests"
	[ "$failed" -eq 0 ]
	exit
}

# skip REASON: ends the test where there is nothing to test
skip() {
	echo "1..0 # SKIP $1"
	exit 4
}

# need_module TRIGGER MODULE.ko: the device, and a module that is loaded or can be
need_module() {
	device=/sys/kernel/debug/kcov_dataflow
	[ -e $device ] || skip "$device is not there"
	[ -e "$1" ] || [ -e "$2" ] || skip "$2 has not been built"
}

# The lower 48 bits, which every shell can calculate with.
low48() {
	echo "$((0x$(printf '%s' "$1" | sed 's/^0x//; s/^.*\(.\{12\}\)$/\1/')))"
}
