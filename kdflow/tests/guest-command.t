#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The command for the guest: static, and what needs libraries is not in it.

. tests/tap.sh

kdflow=build/guest/kdflow
unlike "$(readelf -d $kdflow 2>&1)" 'NEEDED' 'needs no library'
for command in export tui; do
	run $kdflow $command x
	is "$status: $out" '2: ' "$command: is not in it"
done
run $kdflow help
is "$status: $err" '0: ' 'the others are'
like "$out" '^  view ' '... in the help'
unlike "$out" '^  (export|tui) ' '... alone'

done_testing
