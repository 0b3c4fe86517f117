#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test of every value of the test module in Rust, in a kernel that is instrumented everywhere.
. tests/selftests.sh
selftest rust-whole sh -c 'exec sh linux/tools/testing/selftests/kcov_dataflow/eight_args_rust.sh \
	"${EIGHT_ARGS_C_KO%/*}/eight_args_rust.ko" build/guest/record_trigger'
