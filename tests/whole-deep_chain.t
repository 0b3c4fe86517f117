#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test that follows a value through ten functions, in a kernel that is instrumented everywhere.
. tests/selftests.sh
selftest counted sh -c 'insmod "${EIGHT_ARGS_C_KO%/*}/deep_chain.ko" && exec build/guest/deep_chain'
