#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# All selftests where KCSAN looks for data races in the recorder.
# shellcheck disable=SC2046,SC2086,SC2154 # names without spaces; kselftest_install sets list

. tests/kselftest.sh

kselftest_install kcsan
kselftest_run $(but_binderfs_and_rust)

done_testing
