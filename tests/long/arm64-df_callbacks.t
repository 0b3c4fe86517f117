#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test of the callbacks, with all that instrumented code can come across, in the guest "arm64".
. tests/selftests.sh
selftest arm64 sh -c 'exec sh linux/tools/testing/selftests/kcov_dataflow/df_callbacks.sh \
	"${EIGHT_ARGS_C_KO%/*}/df_callbacks.ko" build/guest-arm64/record_trigger'
