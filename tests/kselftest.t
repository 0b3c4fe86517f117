#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# All selftests in the guest "modules". Without the device nothing but skips is left.
# shellcheck disable=SC2046,SC2086,SC2154 # names without spaces; run sets status, out and err

. tests/kselftest.sh

kselftest_install modules
kselftest_run $(but_binderfs_and_rust)

# Where there is no device, each test says so.
run lab/lab run --config modules --no-debugfs -- sh tests/guest/kselftest.sh "$installed" $list
is "$(echo "$out" | sed -n 's/^ok [0-9]* selftests: //p')" "$(echo "$list" | sed 's/:/: /; s/$/ # SKIP/')" \
	'without the device all are skipped'
is "$(echo "$out" | grep -c '^# 1\.\.0 # SKIP .*/sys/kernel/debug/kcov_dataflow')" "$(echo "$list" | grep -c .)" \
	'and give the reason'

done_testing
