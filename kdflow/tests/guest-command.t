#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The command for the guest: static, and what needs libraries is not in it.

. tests/tap.sh

kdflow=build/guest/kdflow
unlike "$(readelf -d $kdflow 2>&1)" 'NEEDED' 'needs no library'
for command in export tui; do
	run $kdflow $command x
	is "$status: $out$err" "1: kdflow: $command: is not in this kdflow, which was built for a guest" "$command: says so"
done
run $kdflow version
is "$status: $err" '0: ' 'the others work'

done_testing
