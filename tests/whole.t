#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A kernel that is instrumented everywhere: what a program saw of its system calls is in their trace.

. tests/tap.sh

trace=build/tests/whole.kdf
module=build/lab/counted-modules/test_modules/eight_args_c.ko
rm -f $trace

lab/lab module counted linux/tools/testing/selftests/kcov_dataflow/test_modules || exit 1
run lab/lab run --config counted -- sh tests/guest/whole.sh $module $trace
is "$status" 0 'a program that makes system calls is recorded'
diag "$err"
like "$err" 'nothing lost' 'nothing is lost'
seen=$out

tree=build/tests/whole.tree
build/kdflow view $trace >$tree
ok $? 'every record is well-formed'
summary=$(build/tests/pairing $trace)
ok $? 'every return of a function that was entered belongs to an open entry'
diag "$summary"

# returned FUNCTION: the value that the last call of it returned
returned() {
	sed -n "s/^ *\([^ ]*\) = $1 \[vmlinux\]()\$/\1/p" $tree | tail -n 1
}

ppid=$(echo "$seen" | sed -n 's/^ppid=//p')
is "0x$(printf '%x' "$(returned __x64_sys_getppid)")" "$ppid" 'getppid returned what the program saw'

like "$seen" '^open=ENOENT$' 'the program could not open a missing file'
for function in do_filp_open do_sys_openat2 __x64_sys_open; do
	grep -q "= $function \[vmlinux\]()" $tree || continue
	travelled=$((${travelled:-0} + 1))
	grep -qE "^ *0xf*e\(-ENOENT\) = $function \[vmlinux\]\(\)$" $tree
	ok $? "-ENOENT travels up through $function"
done
[ "${travelled:-0}" -ge 2 ]
ok $? 'it is seen at more than one boundary'

like "$seen" '^write=1$' 'the program wrote one byte to the trigger'
is "$(sed -n 's/^ *\(.* [[]eight_args_c[]].*\)$/\1/p' $tree | grep -cE '^(df_func[1-8]|df_func_struct|trigger_write) ')" 10 \
	'all functions of the module are entered'
like "$(cat $tree)" '^ *0x264 = df_func8 \[eight_args_c\]\(\)$' 'and return their values'
like "$(cat $tree)" '^ *df_func_struct \[eight_args_c\]\(\{0xaaaa, 0xbbbb\}\)$' 'a struct by value has both fields'

done_testing
