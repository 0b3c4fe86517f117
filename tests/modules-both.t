#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test of a session beside KCOV, in the guest "modules".
. tests/selftests.sh
selftest modules sh -c 'insmod "$EIGHT_ARGS_C_KO" && exec build/guest/both'
