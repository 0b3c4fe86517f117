#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Each fuzz target for about five minutes: a number of runs, since nothing depends on time. FUZZ_TIMES=12: an hour each.
# shellcheck disable=SC2154 # run sets status, out and err

. tests/tap.sh

# What a core does in five minutes, or a little more.
while read -r target runs; do
	runs=$((runs * ${FUZZ_TIMES:-1}))
	run fuzz/fuzz "$target" "$runs"
	[ "$status" -eq 0 ]
	ok $? "$target: $runs runs, nothing found" || diag "$(printf '%s\n' "$err" | tail -n 60)"
	diag "$(printf '%s\n' "$err" | grep -o 'cov: [0-9]* ft: [0-9]* corp: [^ ]*' | tail -n 1)"
done <<'END'
contracts 900000
names-elf 240000
names-text 800000
symbols 2000000
trace-blocks 150000
trace-file 240000
END

done_testing
