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
inline=build/lab/modules-modules/test_modules/df_inline.ko
# The same module, as if for another kernel. The length stays, so nothing in the file moves.
LC_ALL=C sed 's/vermagic=6/vermagic=5/' $module >$scratch/wrong.ko

# in_guest SCRIPT ARG...: runs the tests of the guest, and goes on counting where they end
in_guest() {
	script=$1
	shift
	lab/lab run --config modules -- sh "kdflow/tests/guest/$script" "$@" >$scratch/tap
	guest=$?
	grep -v '^1\.\.' $scratch/tap | awk -v before="$tap_count" '
		/^(not )?ok [0-9]+ / { sub(/ok [0-9]+/, "ok " ++before) }
		{ print }'
	tap_count=$((tap_count + $(grep -cE '^(not )?ok ' $scratch/tap)))
	ok $guest "the guest ran all tests of $script"
}

in_guest record.sh "$PWD/$module" "$PWD/$scratch/wrong.ko" "$PWD/$scratch"
in_guest session.sh "$PWD/$module" "$PWD/$inline" "$PWD/build/lab/modules/vmlinux" "$PWD/$scratch"
in_guest running.sh "$PWD/$module" "$PWD/build/guest/threads"

# Another machine, later.
run build/kdflow view $scratch/module.kdf
is "$status: $err" '0: ' 'the trace of the guest is viewed here'
like "$out" '^  0x264 = df_func8 \[eight_args_c\]\(\)$' '... with the names of its module'
is "$(echo "$out" | grep -c .)" 20 '... completely'
run build/kdflow view $scratch/session.kdf
is "$status: $err" '0: ' 'the session of the guest is viewed here'
like "$out" '^  df_func2 \[eight_args_c\]\(a=0x11, b=0x22\)$' '... with the names of its arguments'
run build/kdflow view --json $scratch/session.kdf
fits=$(printf '%s\n' "$out" | python3 kdflow/tests/check-json.py docs/kdflow-view.schema.json 2>&1)
is "$fits" '' '... as JSON'

done_testing
