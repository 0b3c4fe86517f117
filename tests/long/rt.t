#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# All selftests where spin locks sleep, and the whole kernel is instrumented.
# shellcheck disable=SC2046,SC2086,SC2154 # names without spaces; kselftest_install sets list

. tests/kselftest.sh

kselftest_install rt
kselftest_run $(but_rust)

done_testing
