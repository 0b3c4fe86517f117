#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kdflow record in the guest "arm64", and its trace viewed here: names, a filter, a struct.
# shellcheck disable=SC2154 # run sets status, out and err

. tests/tap.sh

kernel=${LAB_OUT:-$PWD/build/lab}
module=$kernel/arm64-modules/test_modules/eight_args_c.ko
trace=build/tests/arm64-kdflow.kdf
mkdir -p build/tests
rm -f $trace

lab/lab module arm64 linux/tools/testing/selftests/kcov_dataflow/test_modules || exit 1
run lab/lab run --config arm64 -- build/guest-arm64/kdflow record --vmlinux "$kernel/arm64/vmlinux" \
	--module "$module" --trigger /sys/kernel/debug/eight_args_c/trigger --function 'df_func*' \
	--not-function df_func1 -o $trace
ok "$status" 'a write is recorded' || diag "$err"

run build/kdflow view $trace
is "$status: $err" '0: ' 'its trace is viewed here'
is "$(echo "$out" | grep -c .)" 16 'what the filter selects is there, and nothing else'
unlike "$out" 'df_func1 ' '... nor what it excludes'
like "$out" '^df_func8 \[eight_args_c\]\(a=0x11, b=0x22, c=0x33, d=0x44, e=0x55, f=0x66, g=0x77, h=0x88\)$' \
	'arguments have names and values, beyond the registers too'
like "$out" '^0x264 = df_func8 \[eight_args_c\]\(\)$' 'so has what is returned'
like "$out" '^df_func_struct \[eight_args_c\]\(pair=\{a: 0xaaaa, b: 0xbbbb\}\)$' 'and a struct'

done_testing
