#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test that follows a value through ten functions, in the guest "arm64".
. tests/selftests.sh
selftest arm64 sh -c 'insmod "${EIGHT_ARGS_C_KO%/*}/deep_chain.ko" && exec build/guest-arm64/deep_chain'
