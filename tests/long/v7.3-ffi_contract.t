#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test that finds a broken contract in a trace, in the guest "v7.3".
. tests/selftests.sh
selftest v7.3 sh -c 'insmod "${EIGHT_ARGS_C_KO%/*}/ffi_contract.ko" && exec build/guest/ffi_contract'
