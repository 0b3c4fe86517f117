#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kdflow diff: what is different in two recordings.

. kdflow/tests/common.sh

diffs() {
	run "$KDFLOW" diff "$@"
}

# details: the differences behind the summary
details() {
	printf '%s\n' "$out" | sed -n '/^--- task\|^[-+] #/,$p'
}

# What both have in common: functions and types.
names() {
	cat <<'END'
def S 00000000000000f1 node 32 0 64 p00000000000000f1 next 64 64 x2:u4 pair 128 8 i1 small 192 64 x8:c1 text
fn alloc vmlinux 4143 p00000000000000f1 u8 size
fn use mod 4321 i4 p00000000000000f1 node
fn outer vmlinux 21 i4
fn leaf mod 4108 v u8 a
fn call vmlinux 4108 v pf callback
fn raw vmlinux -
symbol 0xffffffff81001230 one
symbol 0xffffffff81002000 two
END
}

{
	names
	cat <<'END'
chunk 1 100 first
entry 0 outer
entry 1 alloc 0x20
exit 1 0xffff888000001000
entry 1 use 0xffff888000001000
struct 0 32 - 0xffff888000001000 0x900000007 0 0
exit 1 5
entry 1 call 0xffffffff82001230
exit 1
exit 0 0
entry 0 leaf 1
exit 0
entry 0 leaf 2
exit 0
END
} >"$dir/a.txt"
make_session a <"$dir/a.txt"

diffs "$dir/a" "$dir/a"
is "$status: $err" '0: ' 'no difference: 0'
is "$out" "--- $dir/a
+++ $dir/a
tasks: 1 compared, 0 only in A, 0 only in B
calls: 6 compared, 0 only in A, 0 only in B
values: 13 compared, 0 differ in 0 calls" 'only the summary'

# Other addresses, the same objects.
sed 's/0xffff88800000/0xffff99900000/' "$dir/a.txt" | make_session moved
diffs "$dir/a" "$dir/moved"
is "$status" 0 'objects are equal wherever they are'
sed 's/struct 0 32 - 0xffff888000001000/struct 0 32 - 0xffff888000002000/' "$dir/a.txt" | make_session other
diffs "$dir/a" "$dir/other"
is "$status" 1 'another object is a difference: 1'
is "$(details)" '--- task 100 (first)
+++ task 100 (first)
  outer [vmlinux](...)
!   use [mod](node->next: 0xffff888000001000 | 0xffff888000002000)' 'which one'
sed 's/0xffffffff82001230/0xffffffff82002000/' "$dir/a.txt" | make_session function
diffs "$dir/a" "$dir/function"
is "$(details | tail -n 1)" '!   call [vmlinux](callback: one | two)' 'functions are known by name'
sed 's/0xffffffff82001230/0xffffffff92001230/; s/^symbol 0xffffffff8/symbol 0xffffffff9/' "$dir/a.txt" | make_session built
diffs "$dir/a" "$dir/built"
is "$status" 0 'and not by address'
# An address that has become another object is told once, in either trace.
reused() {
	names
	echo 'chunk 1 1 t'
	for address; do
		printf 'entry 0 leaf 0xffff888000%s000\nexit 0\n' "$address"
	done
}
reused 001 002 002 001 | make_session reused-a
reused 005 005 005 005 | make_session reused-b
diffs "$dir/reused-a" "$dir/reused-b"
is "$(details | grep '^!')" '! leaf [mod](a: 0xffff888000002000 | 0xffff888000005000)
! leaf [mod](a: 0xffff888000001000 | 0xffff888000005000)' 'an object that is two others in A'
diffs "$dir/reused-b" "$dir/reused-a"
is "$(details | grep -c '^!')" 2 'or in B'
reused 001 001 001 | make_session reused-a
reused 001 002 001 | make_session reused-b
diffs "$dir/reused-a" "$dir/reused-b"
is "$(details | tail -n 1)" '! leaf [mod](a: 0xffff888000001000 | 0xffff888000001000 (another object))' \
	'an object that is another one at the same address'

# An object of the image is known by its address if the kernels are the same.
sed 's/^entry 0 leaf 1/entry 0 leaf 0xffffffff82345678/' "$dir/a.txt" >"$dir/image.txt"
make_session image <"$dir/image.txt"
sed 's/0xffffffff82345678/0xffffffff82345680/' "$dir/image.txt" | make_session image-b
diffs "$dir/image" "$dir/image-b"
is "$(details | tail -n 1)" '! leaf [mod](a: 0xffffffff82345678 | 0xffffffff82345680)' 'objects of the image are known by address'
sed 's/0xffffffff82345678/0xffffffff82345680/; s/^symbol 0xffffffff81001230 one/symbol 0xffffffff81001230 other/' "$dir/image.txt" |
	make_session image-c
diffs --ignore callback "$dir/image" "$dir/image-c"
is "$status" 0 'but not those of another kernel'

# Values: at the entry, in a struct, at the exit, changed in it.
sed 's/^entry 0 leaf 2/entry 0 leaf 3/; s/0x900000007/0x800000007/; s/^exit 1 5/exit 1 0xfffffffe/' "$dir/a.txt" |
	make_session values
diffs "$dir/a" "$dir/values"
is "$out" "--- $dir/a
+++ $dir/values
tasks: 1 compared, 0 only in A, 0 only in B
calls: 6 compared, 0 only in A, 0 only in B
values: 13 compared, 3 differ in 2 calls
    ONLY A     ONLY B     DIFFER  FUNCTION
         0          0          1  leaf [mod]
         0          0          1  use [mod]
--- task 100 (first)
+++ task 100 (first)
  outer [vmlinux](...)
!   use [mod](node->pair[1]: 0x9 | 0x8)
!   = use [mod](ret: 5 | -2(-ENOENT))
! leaf [mod](a: 0x2 | 0x3)" 'values that differ, behind a summary'
diffs --no-members "$dir/a" "$dir/values"
unlike "$out" 'pair' 'without members'
diffs --ignore 'node->pair*' "$dir/a" "$dir/values"
unlike "$out" 'pair' 'places that are ignored'
like "$out" '^values: 11 compared, 2 differ in 2 calls$' 'are not compared'
diffs --calls "$dir/a" "$dir/values"
is "$status" 0 'calls alone'
diffs -q "$dir/a" "$dir/values"
is "$status$out" 1 'nothing but the status'

{
	names
	cat <<'END'
chunk 1 100 task
entry 0 use 0xffff888000001000
struct 0 32 - 0 7 1 0
exit 0 0
struct 0 32 - 0 7 2 0
END
} >"$dir/before.txt"
make_session before <"$dir/before.txt"
sed 's/^struct 0 32 - 0 7 2 0/struct 0 32 - 0 7 3 0/' "$dir/before.txt" | make_session after
diffs "$dir/before" "$dir/after"
is "$(details | tail -n 1)" '! = use [mod](node->small: 2 | 3)' 'what a callee has changed'
# Changed in one of them only: the other is what it was.
sed 's/^struct 0 32 - 0 7 2 0/struct 0 32 - 0 7 1 0/' "$dir/before.txt" | make_session same
diffs "$dir/before" "$dir/same"
is "$(details | tail -n 1)" '! = use [mod](node->small: 2 | 1)' 'what only the callee of A has changed'
diffs "$dir/same" "$dir/before"
is "$(details | tail -n 1)" '! = use [mod](node->small: 1 | 2)' 'or of B'

# Texts are compared up to their end: "ab", once with something else behind it, and once another one.
sed 's/^struct 0 32 - 0 7 1 0/struct 0 32 - 0 7 1 0x7800006261/' "$dir/before.txt" | make_session text-a
sed 's/^struct 0 32 - 0 7 1 0/struct 0 32 - 0 7 1 0x7979006261/' "$dir/before.txt" | make_session text-b
sed 's/^struct 0 32 - 0 7 1 0/struct 0 32 - 0 7 1 0x7979006361/' "$dir/before.txt" | make_session text-c
diffs "$dir/text-a" "$dir/text-b"
is "$status" 0 'what is behind the end of a text is not compared'
diffs "$dir/text-a" "$dir/text-c"
like "$out" "^! use \[mod\]\(node->text\[1\]: 0x62 'b' \| 0x63 'c'\)\$" 'what is before it is'

# Calls appear and vanish, alone and with calls in them; what follows is found again.
{
	names
	cat <<'END'
chunk 1 200 first
entry 0 leaf 9
exit 0
entry 0 outer
entry 1 leaf 8
exit 1
entry 1 alloc 0x20
exit 1 0xffff888000001000
entry 1 outer
entry 2 leaf 3
exit 2
exit 1 0
entry 1 call 0xffffffff82001230
exit 1
exit 0 0
entry 0 leaf 1
exit 0
entry 0 leaf 2
exit 0
END
} | make_session calls
diffs "$dir/a" "$dir/calls"
is "$status" 1 'calls that appear and vanish: 1'
is "$out" "--- $dir/a
+++ $dir/calls
tasks: 1 compared, 0 only in A, 0 only in B
calls: 5 compared, 1 only in A, 4 only in B
values: 6 compared, 0 differ in 0 calls
    ONLY A     ONLY B     DIFFER  FUNCTION
         0          3          0  leaf [mod]
         0          1          0  outer [vmlinux]
         1          0          0  use [mod]
--- task 100 (first)
+++ task 200 (first)
+ leaf [mod](a=0x9)
  outer [vmlinux](...)
+   leaf [mod](a=0x8)
-   use [mod](node=0xffff888000001000{next: 0xffff888000001000, pair: [0x7, 0x9], small: 0, text: \"\"})
+   outer [vmlinux]() # and 1 call in it" 'aligned as trees'

# Tasks: by name and order.
{
	names
	printf 'chunk 1 1 sh\nentry 0 leaf 1\nexit 0\nchunk 2 2 cat\nentry 0 leaf 2\nexit 0\n'
	printf 'chunk 3 3 sh\nentry 0 leaf 3\nexit 0\nchunk 4 4 old\nentry 0 outer\nentry 1 leaf 4\nexit 1\nexit 0 0\n'
} | make_session tasks
{
	names
	printf 'chunk 1 9 cat\nentry 0 leaf 2\nexit 0\nchunk 2 8 sh\nentry 0 leaf 1\nexit 0\n'
	printf 'chunk 3 7 sh\nentry 0 leaf 5\nexit 0\nchunk 4 6 cat 0x5\nentry 0 leaf 2\nexit 0\n'
} | make_session ordered
diffs "$dir/tasks" "$dir/ordered"
like "$out" '^tasks: 3 compared, 1 only in A, 1 only in B$' 'tasks are compared by name and order'
like "$out" '^calls: 3 compared, 2 only in A, 1 only in B$' 'with those that have no pair'
is "$(details)" '--- task 3 (sh)
+++ task 7 (sh)
! leaf [mod](a: 0x3 | 0x5)
- # 2 calls of task 4 (old)
+ # 1 calls of remote 0x5 in task 6 (cat)' 'which are told'

# Long lists: what is inserted and removed far apart is found.
many() {
	names
	echo 'chunk 1 1 many'
	[ "$1" != in ] || echo 'entry 0 outer'
	i=0
	while [ $i -lt 3000 ]; do
		i=$((i + 1))
		[ "$2$i" = b700 ] || printf "entry $3 leaf %d\nexit $3\n" $i
		[ "$2$i" != b1500 ] || printf "entry $3 alloc 1\nexit $3 0\n"
		[ "$2$i" != b2999 ] || printf "entry $3 leaf 5000\nexit $3\n"
	done
	[ "$1" != in ] || echo 'exit 0 0'
}
for where in 'in 1' 'out 0'; do
	many ${where% *} a ${where#* } | make_session many-a
	many ${where% *} b ${where#* } | make_session many-b
	diffs "$dir/many-a" "$dir/many-b"
	is "$(details | grep '^[-+!] ' | tr -s ' ' | tr '\n' ' ')" \
		'- leaf [mod](a=0x2bc) + alloc [vmlinux](size=0x1) + leaf [mod](a=0x1388) ' "3000 calls, ${where% *}side of one"
done

# A tree that is too deep is counted.
deep() {
	names
	echo 'chunk 1 1 deep'
	i=0
	while [ $i -lt 1010 ]; do
		printf 'entry %d outer\n' $i
		i=$((i + 1))
	done
	[ "$1" = a ] || printf 'entry %d leaf 1\nexit %d\n' $i $i
	while [ $i -gt 0 ]; do
		i=$((i - 1))
		printf 'exit %d 0\n' $i
	done
}
deep a | make_session deep-a
deep b | make_session deep-b
diffs "$dir/deep-a" "$dir/deep-a"
is "$status" 0 'trees too deep to be aligned: equal'
like "$out" '^# 1 pairs of calls are too large for trees' 'which is said'
like "$out" '^calls: 1010 compared, 0 only in A, 0 only in B$' 'all calls were counted'
diffs "$dir/deep-a" "$dir/deep-b"
is "$status" 1 'and different'
is "$(details)" '--- task 1 (deep)
+++ task 1 (deep)
  outer [vmlinux](...)
!   # too large for trees: the number of calls by function
!   # calls of leaf [mod]: 0 | 1' 'by the numbers of calls'

# What is missing.
{
	names
	printf 'chunk 1 1 t\nexit_of 3 leaf\nentry 0 outer\nentry 1 leaf 1\nlost 1 1\nentry 0 raw 1 2\nexit 0 3\nentry 0 outer\n'
	printf 'skip 1\nchunk 1 1 t\nexit 0\nentry 0 leaf 1\n'
	echo 'counters 5 5 1 1 0 0 0 0'
} | make_session missing
diffs "$dir/missing" "$dir/missing"
is "$status" 0 'halves of calls'
like "$out" '^# in [0-9]+ pairs of calls at depth 0 records were lost$' 'losses are told'
like "$out" '^# A: 2 of 12 records lost' 'those of the trace, too'

for pair in 'a values' 'a calls' 'a a' 'tasks ordered' 'deep-a deep-b'; do
	"$KDFLOW" diff --json "$dir/${pair% *}" "$dir/${pair#* }" >"$dir/json"
	is "$(python3 kdflow/tests/check-json.py docs/kdflow-diff.schema.json <"$dir/json" 2>&1)" '' "the JSON of $pair"
done
like "$("$KDFLOW" diff --json "$dir/a" "$dir/values")" \
	'^\{"type":"exit","depth":1,"function":"use","module":"mod","path":\["outer"\],"values":\[\{"place":"ret","a":5,"b":-2\}\]\}$' \
	'place, path and both values'

# Trouble is not a difference.
head -c $(($(stat -c %s "$dir/a") - 40)) "$dir/a" >"$dir/cut"
diffs "$dir/a" "$dir/cut"
is "$status" 2 'a damaged trace: 2'
like "$out" '^# not all of both traces could be read$' 'with what is left'
make_trace rfc </dev/null
for options in "$dir/a" "$dir/a $dir/a $dir/a" "$dir/a $dir/none" "$dir/a $dir/rfc" "--unknown $dir/a $dir/a"; do
	# shellcheck disable=SC2086 # words
	diffs $options
	is "$status" 2 "trouble: $(echo "$options" | sed "s,$dir/,,g")"
done

done_testing
