#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test of sessions, in the guest "v7.3".
. tests/selftests.sh
selftest v7.3 sh -c 'insmod "${EIGHT_ARGS_C_KO%/*}/df_session.ko" && exec build/guest/session'
