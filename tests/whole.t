#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A kernel that is instrumented everywhere: what a program saw of its system calls is in their traces, that of a session
# and that in the RFC's records.
# shellcheck disable=SC2154 # run sets status, out and err

. tests/tap.sh

session=build/tests/whole.kdf
rfc=build/tests/whole-rfc.kdf
lab_out=${LAB_OUT:-build/lab}
module=$lab_out/counted-modules/test_modules/eight_args_c.ko
rm -f $session $rfc

lab/lab module counted linux/tools/testing/selftests/kcov_dataflow/test_modules || exit 1
run lab/lab run --config counted -- sh tests/guest/whole.sh $lab_out/counted/vmlinux $module $session $rfc
is "$status" 0 'a program that makes system calls is recorded'
diag "$err"
is "$(echo "$err" | grep -c 'nothing lost')" 2 'nothing is lost'
seen=$out

tree=build/tests/whole.tree
build/kdflow view $session >$tree
ok $? 'a session: every record is well-formed'
is "$(sed -n 's/^.*= \(.*\) \[vmlinux\](.*) # no entry$/\1/p; /# no entry$/d; s/^ *# no exit of //p; /? \[/p' $tree)" \
	"$(printf '%s\n' __x64_sys_ioctl do_exit do_group_exit __x64_sys_exit_group | sed '2,$s/$/ [vmlinux]/')" \
	'every call has an entry and an exit, but for what began to record and what ended the task'
build/kdflow view $rfc >$tree.rfc
ok $? "the RFC's records are well-formed"
summary=$(build/tests/pairing $rfc)
ok $? 'every return of a function that was entered belongs to an open entry'
diag "$summary"

# returned FUNCTION TREE: the value that the last call of it returned
returned() {
	sed -n "s/^ *\([^ ]*\) = $1 \[vmlinux\](.*)\$/\1/p" "$2" | tail -n 1
}

ppid=$(echo "$seen" | sed -n 's/^ppid=//p' | tail -n 1)
is "$(returned __do_sys_getppid $tree)" "$((ppid))" 'getppid returned what the program saw'

is "$(echo "$seen" | grep -c '^open=ENOENT$')" 2 'the program could not open a missing file'
for function in do_filp_open do_sys_openat2 __x64_sys_open; do
	for view in $tree $tree.rfc; do
		grep -q "= $function \[vmlinux\](" $view || continue
		travelled=$((${travelled:-0} + 1))
		grep -qE "^ *[^ ]*\(-ENOENT\) = $function \[vmlinux\]\(" $view
		ok $? "-ENOENT travels up through $function"
	done
done
[ "${travelled:-0}" -ge 4 ]
ok $? 'it is seen at more than one boundary'

is "$(echo "$seen" | grep -c '^write=1$')" 2 'the program wrote one byte to the trigger'
for view in $tree $tree.rfc; do
	is "$(grep -E '^ *(df_func[1-8]|df_func_struct|trigger_write) \[eight_args_c\]\(' $view | sort -u | wc -l)" 10 \
		'all functions of the module are entered'
	like "$(cat $view)" '^ *0x264 = df_func8 \[eight_args_c\]\(\)$' 'and return their values'
done
like "$(cat $tree)" '^ *df_func_struct \[eight_args_c\]\(pair=\{a: 0xaaaa, b: 0xbbbb\}\)$' 'a struct by value has both fields'
like "$(cat $tree.rfc)" '^ *df_func_struct \[eight_args_c\]\(\{0xaaaa, 0xbbbb\}\)$' 'in the RFC way, too'
like "$(cat $tree)" '^ *do_filp_open \[vmlinux\]\(dfd=-100, pathname=0x' 'arguments have their names'
like "$(cat $tree)" '->[a-z_.]+: [^ ]+ -> ' 'what calls have changed is told'

# The analysing commands say of this trace what the tree says.
build/kdflow report --no-values $session >$tree.report
ok $? 'the trace is reported'
is "$(awk '$1 ~ /^[0-9]+$/ { calls += $1 } END { print calls }' $tree.report)" \
	"$(grep -cE '^ *[^ #]+ \[[^]]+\]\(|# no entry$' $tree)" 'as many calls as the tree has'
is "$(awk '$3 == "do_filp_open" { print $2 }' $tree.report)" \
	"$(grep -cE '^ *0xf[0-9a-f]+\(-E[A-Z]+\) = do_filp_open ' $tree)" 'and as many errors'
is "$(build/kdflow follow 0x264 $session | grep -c '= df_func8 ')" 1 'the return value of df_func8 is followed'
like "$(build/kdflow follow 0xaaaa $session)" '^ *df_func_struct \[eight_args_c\]\(pair\.a=0xaaaa\)$' 'and a member'
build/kdflow diff $session $session >$tree.diff
is "$? $(sed -n 's/^calls: [1-9][0-9]* compared, //p; s/^values: [1-9][0-9]* compared, //p' $tree.diff)" \
	"0 0 only in A, 0 only in B
0 differ in 0 calls" 'the trace does not differ from itself'

done_testing
