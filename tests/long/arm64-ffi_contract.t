#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test that finds a broken contract in a trace, in the guest "arm64".
. tests/selftests.sh
selftest arm64 sh -c 'insmod "${EIGHT_ARGS_C_KO%/*}/ffi_contract.ko" && exec build/guest-arm64/ffi_contract'
