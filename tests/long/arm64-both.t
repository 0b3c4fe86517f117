#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test of a session beside KCOV, in the guest "arm64".
. tests/selftests.sh
selftest arm64 sh -c 'insmod "$EIGHT_ARGS_C_KO" && exec build/guest-arm64/both'
