#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test that follows a value through ten functions, in the guest "v7.3".
. tests/selftests.sh
selftest v7.3 sh -c 'insmod "${EIGHT_ARGS_C_KO%/*}/deep_chain.ko" && exec build/guest/deep_chain'
