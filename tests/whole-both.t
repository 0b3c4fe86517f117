#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test of a session beside KCOV, in a kernel that is instrumented everywhere.
. tests/selftests.sh
selftest counted sh -c 'insmod "$EIGHT_ARGS_C_KO" && exec build/guest/both'
