#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Which functions of the module eight_args_c are recorded, by filter.
#
# usage: filter.sh [MODULE.ko [FILTER_TRIGGER]]

dir=$(dirname "$0")
module=${1:-$dir/test_modules/eight_args_c.ko}
record=${2:-$dir/filter_trigger}
trigger=/sys/kernel/debug/eight_args_c/trigger
. "$dir/functions.sh"

# Sites in text become the functions that they are in; there are others.
names() {
	awk '
	NR == FNR { if ($2 ~ /[tT]/) { addr[n] = $1; name[n++] = $3 } next }
	/^entry / {
		for (i = 0; i < n && addr[i] <= $2; i++)
			;
		$2 = name[i - 1]
	}
	{ print }' /tmp/filter_symbols.$$ -
}

# Records one write per group of rules; groups are separated by --.
record() {
	"$record" $trigger "$@" 2>&1 | names
}

# selects NUMBER NAME RULE...: so many functions, each of which is called once
selects() {
	number=$1
	name=$2
	shift 2
	is "$(record "$@" | grep -v '^entry ')" \
	   "$(printf 'filter matched=%d of total\nentries=%d exits=%d lost=0' \
	      "$number" "$number" "$number")" "$name"
}

# refuses NAME RULE
refuses() {
	is "$(record "$2" | sed -n 's/^filter: //p')" "Invalid argument" "$1"
}

test_refusals() {
	refuses "a rule without sign" 'fdf_func1'
	refuses "a rule about neither function nor module" '+xdf_func1'
	refuses "a rule without pattern" '+f'
	refuses "an empty rule" ''
}

clean_up() {
	[ -n "$loaded" ] && rmmod eight_args_c
	rm -f /tmp/filter_symbols.$$
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
case $("$record" $trigger '+f*' 2>&1) in
*"KCOV_DF_SESSION: Invalid argument") reason="this kernel has no sessions" ;;
*) reason= ;;
esac
if [ -n "$reason" ]; then
	[ -n "$loaded" ] && rmmod eight_args_c
	skip "$reason"
fi
grep '\[eight_args_c\]' /proc/kallsyms | sort >/tmp/filter_symbols.$$

selects 3 "a set of characters" '+fdf_func[123]'
selects 7 "a rule that excludes" '+fdf_func?' '-fdf_func7'
selects 2 "several rules: any of them" '+fdf_func1' '+fdf_func8'
selects 0 "an excluded module" '+fdf_func?' '-meight_args_c'
selects 8 "a function in a module" '+fdf_func?' '+meight_args_c'
selects 0 "a function in another module" '+fdf_func?' '+mvmlinux'
selects 0 "a filter that matches nothing" '+fno_such_function'

is "$(record '+fdf_func[12]' | sed -n 's/^entry //p')" \
   "$(printf 'df_func1\ndf_func2')" "what is selected is what is recorded"
is "$(record '+fdf_func1' -- '+fdf_func[23]' -- '-f*' -- '+fdf_func1' |
      sed -n 's/^entr[a-z]*[ =]//p')" \
   "$(printf '%s\n' '1 exits=1 lost=0' '2 exits=2 lost=0' '0 exits=0 lost=0' \
	     '1 exits=1 lost=0' df_func1 df_func2 df_func3 df_func1)" \
   "a filter that changes while a task is recorded"
is "$(OTHER='+fdf_func[1234]' record '+fdf_func[35]' | sed -n 's/^entry //p')" \
   "$(printf 'df_func3\ndf_func5')" "another session selects other functions"
is "$(OTHER='-f*' record '+fdf_func[35]' | sed -n 's/^entry //p')" \
   "$(printf 'df_func3\ndf_func5')" "another session selects nothing"

rmmod eight_args_c
is "$(BETWEEN="insmod $module" record '+fdf_func[12]' | grep -v '^entry ')" \
   "$(printf 'filter matched=0 of total\nentries=2 exits=2 lost=0')" \
   "a module that comes after the filter and before the recording"

test_refusals
clean_up
finish
