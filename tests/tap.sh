# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Test Anything Protocol for shell tests; runs in dash and in busybox ash.
# Source it, call ok/is/like for each check, end with done_testing.

tap_count=0
tap_failed=0

# ok STATUS NAME: passes when STATUS is 0.
ok() {
	tap_count=$((tap_count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_count - $2"
		return 0
	fi
	echo "not ok $tap_count - $2"
	tap_failed=$((tap_failed + 1))
	return 1
}

# Prints its argument as TAP diagnostics.
diag() {
	printf '%s\n' "$1" | sed 's/^/# /'
}

# is GOT EXPECTED NAME: passes when both strings are equal.
is() {
	[ "$1" = "$2" ]
	ok $? "$3" && return
	diag "got:"
	diag "$1"
	diag "expected:"
	diag "$2"
	return 1
}

# like GOT ERE NAME: passes when a line of GOT matches the extended regular expression.
like() {
	printf '%s\n' "$1" | grep -Eq -e "$2"
	ok $? "$3" && return
	diag "got:"
	diag "$1"
	diag "expected a line like: $2"
	return 1
}

# unlike GOT ERE NAME: passes when no line of GOT matches.
unlike() {
	! printf '%s\n' "$1" | grep -Eq -e "$2"
	ok $? "$3" && return
	diag "got:"
	diag "$1"
	diag "expected no line like: $2"
	return 1
}

# skip REASON NAME: only for what this machine cannot run; the summary counts it.
skip() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $2 # SKIP $1"
}

# run COMMAND [ARG...]: leaves its exit status, output and errors in $status, $out and $err.
run() {
	tap_err=$(mktemp)
	status=0
	# shellcheck disable=SC2034 # for the caller
	out=$("$@" 2>"$tap_err") || status=$?
	# shellcheck disable=SC2034 # for the caller
	err=$(cat "$tap_err")
	rm -f "$tap_err"
}

# Prints the plan; the exit status says whether all passed.
done_testing() {
	echo "1..$tap_count"
	[ "$tap_failed" -eq 0 ]
	exit $?
}
