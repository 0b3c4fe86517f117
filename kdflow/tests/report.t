#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kdflow report: what functions were called with.

. kdflow/tests/common.sh

report() {
	run "$KDFLOW" report "$@"
}

schema() {
	python3 kdflow/tests/check-json.py docs/kdflow-report.schema.json
}

make_session calls <<'END'
def E 00000000000000e1 color 4 0 RED 1 GREEN -1 NONE
fn read vmlinux 41214321 i4 u8 pos i4 fd p00000000000000ff buf
fn paint mod 2108 v e00000000000000e1 colour
fn wide vmlinux 1243 p00000000000000ff u16 big
fn nothing vmlinux 08 v
fn bare vmlinux -
unknown gone
symbol 0xffffffff81001230 callback_of
chunk 1 100 first
entry 0 read 5 3 0xffff888000001000
entry 1 nothing
exit 1
exit 0 10
entry 0 read 7 0xffffffff 0xffff888000001000
exit 0 0xfffffff2
entry 0 read 5 3 0xffff888000001000
exit 0 0
entry 0 paint 1
exit 0
entry 0 paint 0xffffffff
chunk 2 200 se,"cond
exit_of 0 read 0xfffff000
entry 0 wide 1 2
exit 0 0xfffffffffffffffe
entry 0 bare 1 2
exit 0
entry 0 gone
exit 0 1
END

report "$dir/calls"
is "$out" "$(cat <<'END'
     CALLS     ERRORS  FUNCTION
         4          1  read [vmlinux] # 1 without entry
                        pos: 2 values, 0x5 to 0x7, most often 0x5 (2), first 0x5, last 0x5, not known 1 times
                        fd: 2 values, -1(-EPERM) to 3, most often 3 (2), first 3, last 3, not known 1 times
                        buf: always 0xffff888000001000, not known 1 times
                        ret: 4 values, -4096 to 10, most often -4096 (1), first 10, last -4096
         2          0  paint [mod] # 1 without exit
                        colour: 2 values, NONE to GREEN, most often NONE (1), first GREEN, last NONE
         1          0  ? 0xffffffff81000500 [?]
         1          0  bare [vmlinux]
         1          0  nothing [vmlinux]
         1          1  wide [vmlinux]
                        ret: always 0xfffffffffffffffe(-ENOENT)
END
)" 'what was called, with what'
is "$status: $err" '0: ' 'succeeds without a complaint'

report -s errors --no-values "$dir/calls"
is "$(echo "$out" | awk '{ print $3 }' | tr '\n' ' ')" 'FUNCTION read wide paint ? bare nothing ' 'sorted by errors'
report -s name --no-values "$dir/calls"
is "$(echo "$out" | awk '{ print $3 }' | tr '\n' ' ')" 'FUNCTION ? bare nothing paint read wide ' 'by name'
report -s module --no-values "$dir/calls"
is "$(echo "$out" | awk '{ print $3 }' | tr '\n' ' ')" 'FUNCTION ? paint bare nothing read wide ' 'by module'
report --function 'r*d' --no-values "$dir/calls"
is "$(echo "$out" | awk '{ print $3 }' | tr '\n' ' ')" 'FUNCTION read ' 'by a pattern'

report --by task --no-values "$dir/calls"
is "$out" "$(cat <<'END'
task 100 (first)
     CALLS     ERRORS  FUNCTION
         3          1  read [vmlinux]
         2          0  paint [mod] # 1 without exit
         1          0  nothing [vmlinux]
task 200 (se,"cond)
     CALLS     ERRORS  FUNCTION
         1          0  ? 0xffffffff81000500 [?]
         1          0  bare [vmlinux]
         1          0  read [vmlinux] # 1 without entry
         1          1  wide [vmlinux]
END
)" 'one report for each task'

report --csv --function 'paint' "$dir/calls"
is "$out" "$(cat <<'END'
function,module,site,calls,errors,argument,known,distinct,min,max,first,last,most,most_calls
paint,mod,0xffffffff81000100,2,0,colour,2,2,NONE,GREEN,GREEN,NONE,NONE,1
END
)" 'comma-separated values'
for by in function task; do
	for values in '' --no-values; do
		# shellcheck disable=SC2086 # an option or none
		is "$("$KDFLOW" report --csv --by $by $values "$dir/calls" | python3 -c '
import csv, sys
lines = list(csv.reader(sys.stdin, strict=True))
print(len({len(line) for line in lines}))')" 1 "CSV by $by $values: all lines have as many fields as the heading"
		# shellcheck disable=SC2086 # an option or none
		is "$("$KDFLOW" report --json --by $by $values "$dir/calls" | schema 2>&1)" '' "JSON by $by $values"
	done
done
report --json --function read "$dir/calls"
like "$out" '"calls":4,"errors":1,"no_entry":1,"no_exit":0,"arguments":\[\{"name":"pos","known":3,"distinct":2,"more":false,"min":"0x5","max":"0x7","first":"0x5","last":"0x5","most":"0x5","most_calls":2\}' \
	'the JSON has the same figures'

# More values than are counted. Of 300 values, 7 is there 200 times, and the others once: then a majority is found.
{
	echo 'fn f vmlinux 4108 v u8 a'
	echo 'chunk 1 100 task'
	i=0
	while [ $i -lt 100 ]; do
		i=$((i + 1))
		printf 'entry 0 f %d\nexit 0\nentry 0 f 7\nexit 0\nentry 0 f 7\nexit 0\n' $((1000 + i))
	done
} | make_session many
report "$dir/many"
like "$out" ' a: more than 64 values, 0x7 to 0x44c, most often 0x7 \(at least 1[0-9][0-9]\), first 0x3e9, last 0x7$' \
	'more values than the limit: what is frequent, and how often at least'
report --limit 101 "$dir/many"
like "$out" ' a: 101 values, 0x7 to 0x44c, most often 0x7 \(200\), ' 'exact up to the limit'
report --limit 100 "$dir/many"
like "$out" ' a: more than 100 values, ' 'and not beyond it'
is "$("$KDFLOW" report --json "$dir/many" | schema 2>&1)" '' 'its JSON'
{
	echo 'fn f vmlinux 4108 v u8 a'
	echo 'chunk 1 100 task'
	i=0
	while [ $i -lt 100 ]; do
		i=$((i + 1))
		printf 'entry 0 f %d\nexit 0\n' $i $i
	done
} | make_session even
report --limit 10 "$dir/even"
like "$out" ' a: more than 10 values, 0x1 to 0x64, most often \?, ' 'none is said to be the most frequent if none is sure to be'

# Two that are nearly as frequent: after more values than the limit, neither is sure, whichever was counted first.
for pair in '7 8' '8 7'; do
	{
		echo 'fn f vmlinux 4108 v u8 a'
		echo 'chunk 1 100 task'
		i=0
		while [ $i -lt 50 ]; do
			i=$((i + 1))
			printf 'entry 0 f %d\nexit 0\nentry 0 f %d\nexit 0\nentry 0 f %d\nexit 0\n' $((1000 + i)) $pair
		done
		printf 'entry 0 f %d\nexit 0\n' ${pair#* }
	} | make_session near
	report --limit 10 "$dir/near"
	like "$out" ' most often \?, ' "51 times ${pair#* }, 50 times ${pair% *}: not sure with 10 places"
	report --limit 100 "$dir/near"
	like "$out" " most often 0x${pair#* } \\(51\\), " 'but with enough'
done

# Shapes with more values than a record can have, and values that do not fit the shape.
wide=$(printf 'fa%.0s' 1 2 3 4 5 6 7 8 9 10)
make_session shapes <<END
fn big vmlinux ${wide}08
fn f vmlinux 410909 b1 u8 a c1 b
chunk 1 100 task
entry 0 big 1 2
exit 0
entry 0 f 1
exit 0 1
END
report "$dir/shapes"
is "$status: $err" '0: ' 'values that do not fit'
like "$out" ' a: \?, not known 1 times$' 'are not known'

# many_arguments FUNCTIONS: each of 127 arguments, and called once; with its return value 128 columns.
many_arguments() {
	awk -v functions="$1" 'BEGIN {
		for (i = 0; i < 127; i++) {
			shape = shape "41"
			parameters = parameters " u8 -"
			values = values " 1"
		}
		for (i = 0; i < functions; i++)
			print "fn f" i " vmlinux " shape "08 v" parameters
		for (i = 0; i < functions; i++)
			print (i % 900 ? "" : "chunk 1 100 task\n") "entry 0 f" i values "\nexit 0"
	}'
}

# More arguments than the functions of a kernel have: 2^21.
many_arguments 16384 | make_session most
report --no-values "$dir/most"
is "$status: $(echo "$out" | grep -c ' f[0-9]')" '0: 16384' '2 million arguments'
many_arguments 16385 | make_session too-many
report --no-values "$dir/too-many"
is "$status" 1 'and more are refused'
like "$err" 'too-many: too many arguments in all functions.*; --function selects some' 'with what to do'

head -c $(($(stat -c %s "$dir/calls") - 40)) "$dir/calls" >"$dir/cut"
report "$dir/cut"
is "$status" 1 'a trace that is cut short: failure'
like "$out" '^ +4 +1 +(read|\?)' 'what is whole is reported'
like "$out" '^# the trace is damaged' 'and that it is not all'
like "$("$KDFLOW" report --json "$dir/cut" 2>/dev/null)" '^\{"type":"end","complete":false' 'in JSON, too'

for options in '--by size' '-s size' '--json --csv' '--limit 0' '--limit 65537' '--limit x' '--unknown' ''; do
	# shellcheck disable=SC2086 # words
	report $options
	is "$status" 2 "usage: $options"
done
report "$dir/nothing-there"
is "$status" 1 'no such file: failure'
make_trace rfc </dev/null
report "$dir/rfc"
is "$status" 1 'an RFC trace: failure'
like "$err" "is a trace of the RFC's device" 'which is said'

done_testing
