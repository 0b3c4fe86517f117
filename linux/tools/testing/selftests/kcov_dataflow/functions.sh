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

# The lower 48 bits, which every shell can calculate with.
low48() {
	echo "$((0x$(printf '%s' "$1" | sed 's/^0x//; s/^.*\(.\{12\}\)$/\1/')))"
}
