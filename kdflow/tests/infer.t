#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kdflow infer: what all calls have in common, and that check agrees.
# shellcheck disable=SC2154 # run sets status, out and err

. kdflow/tests/common.sh

# infer TRACE... <EXPECTED
infer() {
	i_name=$1
	shift
	i_expected=$(cat)
	run "$KDFLOW" infer "$@"
	is "$out" "$i_expected" "$i_name"
	is "$status: $err" '0: ' "$i_name: without a complaint"
}

# agrees NAME TRACE... : what was inferred from the traces holds in each
agrees() {
	a_name=$1
	shift
	"$KDFLOW" infer --fields --min 1 "$@" >"$dir/inferred"
	for a_trace in "$@"; do
		run "$KDFLOW" check "$dir/inferred" "$a_trace"
		is "$status: $(printf '%s' "$err" | grep -v ': never applied: ')" '0: ' "$a_name: the trace keeps the contracts" || diag "$out"
	done
	like "$(cat "$dir/inferred")" ': (pre|post) ' "$a_name: there are some"
}

{
	cat <<'END'
def S 0000000000000001 buf 24 0 32 u4 flags 32 32 i4 users 64 64 p data 128 32 x4:u1 bytes 160 32 u4 odd-name
def S 0000000000000002 point 8 0 64 u8 x
fn values mod 21214109410941 i8 i4 flag u4 mode u8 size b1 on p fn b1 always
fn returns mod 214141 p i4 kind p arg
fn error mod 2121 i4 i4 n
fn changes mod 4343414108 v p0000000000000001 b p0000000000000002 p u8 a u8 also
fn none vmlinux 08 v
fn f*[x] mod 2121 i4 i4 n
fn width mod 2121 i4 i4 n
chunk 1 100 task
END
	i=0
	while [ "$i" -lt 12 ]; do
		[ "$i" -ne 8 ] || echo 'chunk 2 101 second'
		echo "entry 0 values $((i % 2 ? 0xffffff9c : 1)) 3 $((4096 * (i + 1))) $((i % 2)) $((0x1000 + 64 * i)) 1"
		echo "exit 0 $((i % 3))"
		echo "entry 0 returns $i $((0x2000 + i))"
		echo "exit 0 $((0x2000 + i))"
		echo "entry 0 error 0"
		echo "exit 0 $((i % 5 == 4 ? 0xfffffff4 : i % 5 == 3 ? 0xffffffea : 0))"
		echo "entry 0 changes 0x3000 0x4000 $i $i"
		echo "struct 0 24 - 0x0000000100000000 $i 7"
		echo "struct 1 8 - $i"
		echo "exit 0"
		echo "struct 0 24 - 0x000000010000000$((i % 2)) $i 7"
		echo "struct 1 8 - $i"
		echo 'entry 0 none'
		echo 'exit 0'
		echo 'entry 0 f*[x] 5'
		echo 'exit 0 0xfffffffb'
		echo 'entry 0 width 0xffffffff'
		echo 'exit 0 0'
		i=$((i + 1))
	done
	echo 'entry 0 values 7 7 7 7 7 7'
	echo 'counters 85 84 0 0 0 0 0 0'
} | make_session first

# The last call of values() has no exit: what it was called with is known nevertheless.
infer 'what the values have in common' "$dir/first" <<'END'
changes in mod: pre !IS_ERR_OR_NULL(b)	# 12 calls, 2 tasks
changes in mod: pre !IS_ERR_OR_NULL(p)	# 12 calls, 2 tasks
changes in mod: pre a <= 11	# 12 calls, 2 tasks
changes in mod: pre also <= 11	# 12 calls, 2 tasks
changes in mod: pre also == a	# 12 calls
changes in mod: unchanged b->users, b->data	# 12 calls, 2 tasks
changes in mod: unchanged *p	# 12 calls, 2 tasks
error in mod: pre n == 0	# 12 calls, 2 tasks
error in mod: post ret == 0 || is_error(ret)	# 12 calls, 2 tasks
f\*\[x] in mod: pre n == 5	# 12 calls, 2 tasks
f\*\[x] in mod: post ret == -5	# 12 calls, 2 tasks
returns in mod: pre kind >= 0 && kind <= 11	# 12 calls, 2 tasks
returns in mod: pre !IS_ERR_OR_NULL(arg2)	# 12 calls, 2 tasks
returns in mod: post !IS_ERR_OR_NULL(ret)	# 12 calls, 2 tasks
returns in mod: post ret == arg2	# 12 calls
values in mod: pre flag == -100 || flag == 1 || flag == 7	# 13 calls, 2 tasks
values in mod: pre mode == 3 || mode == 7	# 13 calls, 2 tasks
values in mod: pre size >= 7 && size <= 0xc000	# 13 calls, 2 tasks
values in mod: pre on == 0 || on == 1 || on == 7	# 13 calls, 2 tasks
values in mod: pre !IS_ERR_OR_NULL(fn)	# 13 calls, 2 tasks
values in mod: pre always == 1 || always == 7	# 13 calls, 2 tasks
values in mod: post ret == 0 || ret == 1 || ret == 2	# 12 calls, 2 tasks
width in mod: pre n == -1	# 12 calls, 2 tasks
width in mod: post ret == 0	# 12 calls, 2 tasks
END
run "$KDFLOW" infer --min 13 "$dir/first"
is "$(printf '%s\n' "$out" | grep -vc '^values in mod: pre .*# 13 calls, 2 tasks$')" 0 '--min: what fewer calls support is not said'
run "$KDFLOW" infer --fields --function changes "$dir/first"
is "$(printf '%s\n' "$out" | grep -e '->' | grep pre)" 'changes in mod: pre b->flags == 0	# 12 calls, 2 tasks
changes in mod: pre b->users == 1	# 12 calls, 2 tasks
changes in mod: pre !IS_ERR(b->data)	# 12 calls, 2 tasks
changes in mod: pre p->x <= 11	# 12 calls, 2 tasks' '--fields: members, those that a contract can name'
unlike "$out" '^(values|returns)' '--function: no others'
run "$KDFLOW" infer -m vmlinux "$dir/first"
is "$out" '' '--module: no others'
agrees 'one trace' "$dir/first"

# Aligned pointers, NULL and errors; values of which not all are known; a function that differs, and one that only looks like it.
{
	cat <<'END'
def S 0000000000000001 buf 24 0 32 u4 flags 32 32 i4 users 64 64 p data 128 32 x4:u1 bytes 160 32 u4 odd-name
fn changes mod 4343414108 v p0000000000000001 b p0000000000000001 p u8 a u8 also
fn pointers mod 414141 p p aligned p null
fn maybe mod 0021 i4 i4 gone
fn negative mod 2121 i4 i4 n
fn state mod 2121 e00000000000000e1 e00000000000000e1 s
def E 00000000000000e1 state 4 0 IDLE -1 DEAD
fn never mod 08 v
fn width mod 2121 i4 u4 n
fn short mod 4308 v p0000000000000001 b
chunk 1 100 task
entry 0 changes 0x3000 0x4000 5 6
exit 0
END
	i=0
	while [ "$i" -lt 12 ]; do
		echo "entry 0 pointers $((0x1000 + 64 * i)) $((i % 2 ? 0 : 0x1000))"
		echo "exit 0 $((i % 2 ? 0x5000 : -12))"
		echo 'entry 0 maybe'
		echo "exit 0 $i"
		echo 'entry 0 width 5'
		echo 'exit 0 0'
		echo 'entry 0 short 0x3000'
		echo "struct 0 24 - 0 0 0"
		echo 'exit 0'
		echo "struct 0 24 $([ $i = 3 ] && echo 's 1 0' || echo '- 1 0 0')"
		echo "entry 0 negative $((0xffffffff - i))"
		echo "exit 0 $((0xffffffff - 5000 * (i % 6)))"
		echo "entry 0 state $((i % 2 ? 0xffffffff : 0))"
		echo "exit 0 $((i % 2 ? 0xffffffff : 0))"
		i=$((i + 1))
	done
	echo 'counters 84 84 0 0 0 0 0 0'
} | make_session second
infer 'pointers, errors, enumerations' "$dir/second" <<'END'
maybe in mod: post ret >= 0 && ret <= 11	# 12 calls, 1 task
pointers in mod: pre !IS_ERR_OR_NULL(aligned)	# 12 calls, 1 task
pointers in mod: pre aligned % 64 == 0	# 12 calls, 1 task
pointers in mod: pre !IS_ERR(null)	# 12 calls, 1 task
pointers in mod: post ret != NULL	# 12 calls, 1 task
short in mod: pre !IS_ERR_OR_NULL(b)	# 12 calls, 1 task
short in mod: unchanged b->users	# 12 calls, 1 task
state in mod: pre s == -1 || s == 0	# 12 calls, 1 task
state in mod: post ret == -1 || ret == 0	# 12 calls, 1 task
state in mod: post ret == s	# 12 calls
width in mod: pre n == 5	# 12 calls, 1 task
width in mod: post ret == 0	# 12 calls, 1 task
END
agrees 'another trace' "$dir/second"
agrees 'both' "$dir/first" "$dir/second"
run "$KDFLOW" infer "$dir/first" "$dir/second"
like "$out" '^# changes in mod: several functions with different parameters$' 'functions of one name that differ: nothing is said'
unlike "$out" '^changes' '... at all'
unlike "$out" '^width in mod: pre' 'nor of an argument that has several types'
like "$out" '^width in mod: post ret == 0	# 24 calls, 3 tasks$' '... but of all else'
like "$out" '^values in mod: pre mode == 3' 'both: all functions'
is "$("$KDFLOW" infer "$dir/second" "$dir/first")" "$out" 'in whatever order'

# What another recording violates.
"$KDFLOW" infer "$dir/first" >"$dir/inferred"
make_session third <<'END'
fn error mod 2121 i4 i4 n
chunk 1 100 task
entry 0 error 1
exit 0 1
counters 1 1 0 0 0 0 0 0
END
run "$KDFLOW" check "$dir/inferred" "$dir/third"
is "$status: $(printf '%s\n' "$out" | grep '^violated')" "1: violated: $dir/inferred:8: error in mod: pre n == 0
violated: $dir/inferred:9: error in mod: post ret == 0 || is_error(ret)" 'a recording that differs violates them'

# An ID that is another struct in another trace, as no compiler makes them.
members=$(seq 0 199 | while read -r i; do printf ' %d 32 u4 m%d' $((32 * i)) "$i"; done)
for struct in "small 4 0 32 u4 m0" "large 800$members"; do
	size=$(echo "$struct" | cut -d' ' -f2)
	make_session "${struct%% *}" <<END
def S 0000000000000001 $struct
fn changes mod 0341 i8 p0000000000000001 b
chunk 1 100 task
entry 0 changes 0xffff888000001000
struct 0 $size - x$(head -c "$size" /dev/zero | tr '\0' 1)$(head -c "$size" /dev/zero | tr '\0' 1)
exit 0 0
struct 0 $size - x$(head -c "$size" /dev/zero | tr '\0' 2)$(head -c "$size" /dev/zero | tr '\0' 2)
counters 1 1 0 0 0 0 0 0
END
done
for pair in 'small large' 'large small'; do
	run "$KDFLOW" infer --fields --min 1 "$dir/${pair% *}" "$dir/${pair#* }"
	is "$status: $out$err" '0: # changes in mod: several functions with different parameters' "$pair: the structs differ"
done

run "$KDFLOW" infer
is "$status: $err" '2: kdflow infer: expected a TRACE; see: kdflow help infer' 'usage: a trace'
run "$KDFLOW" infer --min x "$dir/first"
is "$status" 2 'usage: a number'
run "$KDFLOW" infer "$dir/nosuch"
is "$status: $err" "1: kdflow: $dir/nosuch: No such file or directory" 'a trace that is not there'

done_testing
