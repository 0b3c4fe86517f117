#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Records one write to the trigger of the module eight_args_c, and checks every
# value that crosses a function boundary of the module, in order.
#
# usage: eight_args_c.sh [MODULE.ko [RECORD_TRIGGER]]

dir=$(dirname "$0")
module=${1:-$dir/test_modules/eight_args_c.ko}
record=${2:-$dir/record_trigger}
name=$(basename "$module" .ko)
trigger=/sys/kernel/debug/$name/trigger
. "$dir/functions.sh"

# What a call of df_funcN leaves, from its entry to its return.
expected_call() {
	sum=0
	i=0
	while [ $i -lt "$1" ]; do
		value=$((0x11 * (i + 1)))
		sum=$((sum + value))
		printf 'df_func%d entry arg=%d size=8 0x%x\n' "$1" $i $value
		i=$((i + 1))
	done
	printf 'df_func%d ret arg=0 size=8 0x%x\n' "$1" $sum
}

echo "TAP version 13"
need_module $trigger "$module"

loaded=
if [ ! -e $trigger ]; then
	if ! insmod "$module"; then
		ok 1 "load $module"
		finish
	fi
	loaded=1
fi

# In Rust, the name of trigger_write() is mangled, and generic functions of the
# kernel crate (_RI...) are the module's, too, if that crate is instrumented.
symbols=$(sed -n 's/^\([0-9a-f]*\) [tT] \([^[:space:]]*\)[[:space:]]*\['"$name"'\]$/\1 \2/p' \
	  /proc/kallsyms | sed 's/ _RNv.*13trigger_write$/ trigger_write/; / _RI/d')
raw=$("$record" $trigger)
ok $? "record a write to the trigger"
[ -n "$loaded" ] && rmmod "$name"

is "$(echo "$raw" | sed -n 's/^stats recorded=[1-9][0-9]* //p')" \
   "lost_full=0 lost_nofault=0" "nothing is lost"
is "$(echo "$raw" | grep -v '^stats ' | sed 's/.* seq=\([0-9]*\) .*/\1/' |
      awk '$1 != NR - 1' | head -n 1)" "" "the sequence has no gap"

# The KASLR offset has been taken from the addresses, and the values of
# df_func8 are like those of no other function.
pc8=$(echo "$raw" | sed -n 's/^entry .* pc=\(0x[0-9a-f]*\) arg=7 size=8 .* 0x88$/\1/p' |
      head -n 1)
func8=$(echo "$symbols" | sed -n 's/ df_func8$//p')
if [ -z "$pc8" ] || [ -z "$func8" ]; then
	ok 1 "the eighth argument of df_func8 is recorded"
	echo "$raw" | head -n 100 | sed 's/^/# /'
	finish
fi
ok 0 "the eighth argument of df_func8 is recorded"
kaslr=$(($(low48 "$func8") - $(low48 "$pc8")))
is "$((kaslr % 4096))" 0 "addresses differ from kallsyms by whole pages"

# The records of the module: name, type, argument, size, values.
names=$(echo "$symbols" | while read -r addr name; do
	printf 's/^\\([a-z]*\\) seq=[0-9]* pc=0xffff%012x \\(.*\\)$/%s \\1 \\2/p\n' \
	       $(($(low48 "$addr") - kaslr)) "$name"
done)
calls=$(echo "$raw" | sed -n "$names")
plain=$(echo "$calls" | sed 's/ addr=0x0 / /')

n=1
while [ $n -le 8 ]; do
	is "$(echo "$plain" | grep "^df_func$n ")" "$(expected_call $n)" \
	   "df_func$n: $n arguments and their sum"
	n=$((n + 1))
done

is "$(echo "$calls" | sed -n '/^df_func_struct /s/ addr=0x[0-9a-f]*[1-9a-f][0-9a-f]* / /p')" \
   "df_func_struct entry arg=0 size=8 stack 0xaaaa 0xbbbb" \
   "df_func_struct: both members"
is "$(echo "$plain" | grep "^df_func_struct ret ")" \
   "df_func_struct ret arg=0 size=8 0x16665" "df_func_struct: their sum"

# file is a struct; buf, count and ppos are plain values. In Rust, what writes to
# files calls another function, with other arguments.
if [ "$name" = eight_args_c ]; then
is "$(echo "$plain" | sed -n 's/^trigger_write entry \(arg=.\) size=8 .*/\1/p')" \
   "$(printf 'arg=0\narg=1\narg=2\narg=3')" "trigger_write: four arguments"
is "$(echo "$plain" | sed -n 's/^trigger_write entry arg=2 size=8 //p')" 0x1 \
   "trigger_write: count"
is "$(echo "$plain" | sed -n 's/^trigger_write ret arg=0 size=8 //p')" 0x1 \
   "trigger_write: return value"
fi

is "$(echo "$plain" | sed 's/ .*//' | uniq)" \
   "$(printf '%s\n' trigger_write df_func1 df_func2 df_func3 df_func4 df_func5 \
	     df_func6 df_func7 df_func8 df_func_struct trigger_write)" \
   "the calls are in order"

finish
