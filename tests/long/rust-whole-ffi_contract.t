#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test that finds a contract that C breaks to Rust, in a kernel that is instrumented everywhere.
. tests/selftests.sh
selftest rust-whole sh -c 'insmod "${EIGHT_ARGS_C_KO%/*}/rust_ffi_contract.ko" && exec build/guest/rust_ffi_contract'
