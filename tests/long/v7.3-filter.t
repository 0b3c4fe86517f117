#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test of filters, in the guest "v7.3".
. tests/selftests.sh
selftest v7.3 sh -c 'exec sh linux/tools/testing/selftests/kcov_dataflow/filter.sh \
	"$EIGHT_ARGS_C_KO" build/guest/filter_trigger'
