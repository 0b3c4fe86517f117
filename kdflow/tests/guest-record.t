#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kdflow record in the guest, and its trace viewed here.

. tests/tap.sh

source=linux/tools/testing/selftests/kcov_dataflow/test_modules
scratch=build/tests/guest-record
rm -rf $scratch
mkdir -p $scratch

lab/lab module modules $source || exit 1
module=build/lab/modules-modules/test_modules/eight_args_c.ko
# The same module, as if for another kernel. The length stays, so nothing in the file moves.
LC_ALL=C sed 's/vermagic=6/vermagic=5/' $module >$scratch/wrong.ko

lab/lab run --config modules -- sh kdflow/tests/guest/record.sh "$PWD/$module" "$PWD/$scratch/wrong.ko" "$PWD/$scratch" \
	>$scratch/tap
guest=$?
grep -v '^1\.\.' $scratch/tap
tap_count=$(grep -cE '^(not )?ok ' $scratch/tap)
ok $guest 'the guest ran all its tests'

# Another machine, later.
run build/kdflow view $scratch/module.kdf
is "$status: $err" '0: ' 'the trace of the guest is viewed here'
like "$out" '^  0x264 = df_func8 \[eight_args_c\]\(\)$' '... with the names of its module'
is "$(echo "$out" | grep -c .)" 20 '... completely'

done_testing
