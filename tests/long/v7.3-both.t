#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test of a session beside KCOV, in the guest "v7.3".
. tests/selftests.sh
selftest v7.3 sh -c 'insmod "$EIGHT_ARGS_C_KO" && exec build/guest/both'
