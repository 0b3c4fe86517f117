#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Each fuzz target for about five minutes: a number of runs, since nothing depends on time. FUZZ_TIMES=12: an hour each.
# shellcheck disable=SC2154 # run sets status, out and err

. tests/tap.sh

# What a machine with two cores of 2020 does in five minutes.
while read -r target runs; do
	runs=$((runs * ${FUZZ_TIMES:-1}))
	run fuzz/fuzz "$target" "$runs"
	[ "$status" -eq 0 ]
	ok $? "$target: $runs runs, nothing found" || diag "$(printf '%s\n' "$err" | tail -n 60)"
	diag "$(printf '%s\n' "$err" | grep -o 'cov: [0-9]* ft: [0-9]* corp: [^ ]*' | tail -n 1)"
done <<'END'
contracts 800000
names-elf 200000
names-text 600000
symbols 1500000
trace-blocks 80000
trace-file 200000
END

done_testing
