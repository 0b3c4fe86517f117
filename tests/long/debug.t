#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# All selftests where KASAN, lockdep and others watch, and the whole kernel is instrumented.
# shellcheck disable=SC2046,SC2086,SC2154 # names without spaces; kselftest_install sets list

. tests/kselftest.sh

kselftest_install debug
kselftest_run $(but_rust)

done_testing
