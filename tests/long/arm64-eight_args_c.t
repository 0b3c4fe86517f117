#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test of every value of the test module, in the guest "arm64".
. tests/selftests.sh
selftest arm64 sh -c 'exec sh linux/tools/testing/selftests/kcov_dataflow/eight_args_c.sh \
	"$EIGHT_ARGS_C_KO" build/guest-arm64/record_trigger'
