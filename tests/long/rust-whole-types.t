#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test of what functions in Rust are given and return, in a kernel with Rust that is instrumented everywhere.
. tests/selftests.sh
selftest rust-whole sh -c 'insmod "${EIGHT_ARGS_C_KO%/*}/rust_types.ko" && exec build/guest/rust_types'
