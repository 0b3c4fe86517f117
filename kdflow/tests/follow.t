#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kdflow follow: every boundary at which a value or an object appears.

. kdflow/tests/common.sh

follow() {
	run "$KDFLOW" follow "$@"
}

# follows NAME ARGUMENT... <EXPECTED: the whole output of a follow in the trace "paths"
follows() {
	fo_name=$1
	shift
	fo_expected=$(cat)
	follow "$@" "$dir/paths"
	is "$out" "$fo_expected" "$fo_name"
	is "$status: $err" '0: ' "$fo_name: succeeds without a complaint"
}

make_session paths <<'END'
def S 00000000000000f1 node 32 0 64 p00000000000000f1 next 64 64 x2:u4 pair 128 8 i1 small 136 3 u1 flags 192 64 x8:c1 text
def S 00000000000000f2 list 32 0 64 p00000000000000f1 head 64 192 o24 rest
fn alloc vmlinux 4143 p00000000000000f1 u8 size
fn link mod 434308 v p00000000000000f2 list p00000000000000f1 node
fn narrow mod 09212109 b1 u1 byte i4 number u4 count
fn outer vmlinux 08 v
fn plain vmlinux 4341 i8 p00000000000000ff data
fn wide vmlinux 1212 u16 u16 big
fn untold vmlinux -
chunk 1 100 first
entry 0 outer
entry 1 alloc 0x20
exit 1 0xffff888000001000
struct ret 32 - 0 0x900000007 0 0
entry 1 link 0xffff888000002000 0xffff888000001000
struct 0 32 - 0 0 0xffff888000001000 0
struct 1 32 - 0 0x900000007 0 0
exit 1
struct 0 32 - 0xffff888000001000 0 0 0
entry 1 outer
exit 1
exit 0
entry 0 narrow 0xff 0xffffffff 0xffffffff
exit 0 1
chunk 2 200 second
entry 0 plain 0xffff888000001010
struct 0 16 - 0xffff888000001018 9
exit 0 0xffff888000001020
struct 0 16 - 0 9
entry 0 wide 5 0xffff888000001000
exit 0 5 6
entry 0 untold 5 0xffff888000001000
exit 0
entry 0 narrow 1 9 0x1ff
exit 0 0
END

follows 'as an argument, a return value, a member, before and after' 0xffff888000001000 <<'END'
task 100 (first)
outer [vmlinux](...)
  0xffff888000001000 = alloc [vmlinux]()
  link [mod](list->rest+0x8=0xffff888000001000, node=0xffff888000001000)
  void = link [mod](list->head: 0x0 -> 0xffff888000001000, list->rest+0x8: 0xffff888000001000 -> 0x0)
task 200 (second)
wide [vmlinux](big+0x8=0xffff888000001000)
untold [vmlinux](value 2=0xffff888000001000)
END
follows 'elements of an array' 9 <<'END'
task 100 (first)
outer [vmlinux](...)
  0xffff888000001000 = alloc [vmlinux](ret->pair[1]=0x9)
  link [mod](node->pair[1]=0x9)
task 200 (second)
plain [vmlinux](data+0x8=0x9)
narrow [mod](number=9)
END
follows 'a negative number, at each width' -1 <<'END'
task 100 (first)
narrow [mod](byte=0xff, number=-1, count=0xffffffff)
END
follows 'the same of 32 bits is not one of 8' 0xffffffff <<'END'
task 100 (first)
narrow [mod](number=-1, count=0xffffffff)
END
follows 'a value that does not fit is not cut off' 511 <<'END'
task 200 (second)
narrow [mod](count=0x1ff)
END
follows 'an object: addresses in it' 0xffff888000001000+32 <<'END'
task 100 (first)
outer [vmlinux](...)
  0xffff888000001000 = alloc [vmlinux]()
  link [mod](list->rest+0x8=0xffff888000001000, node=0xffff888000001000)
  void = link [mod](list->head: 0x0 -> 0xffff888000001000, list->rest+0x8: 0xffff888000001000 -> 0x0)
task 200 (second)
plain [vmlinux](data=0xffff888000001010(+0x10), data+0x0=0xffff888000001018(+0x18))
-131391639515104 = plain [vmlinux](data+0x0: 0xffff888000001018(+0x18) -> 0x0)
wide [vmlinux](big+0x8=0xffff888000001000)
untold [vmlinux](value 2=0xffff888000001000)
END
with_size=$out
follow --size 32 0xffff888000001000 "$dir/paths"
is "$out" "$with_size" '--size is the same'
follow --size 33 0xffff888000001000 "$dir/paths"
like "$out" '^-131391639515104 = plain \[vmlinux\]\(ret=-131391639515104\(\+0x20\), ' 'a return value in the object, not at its start'
follow --object 0xffff888000001018 "$dir/paths"
is "$out" "# object 0xffff888000001000+32
$with_size" '--object finds the largest struct with the address'
follow --object 0xffff888000009000 "$dir/paths"
is "$status: $err" "1: kdflow: $dir/paths: no captured struct has the address 0xffff888000009000 in it; --size says how large an object is" \
	'or says that there is none'

for target in '0xffff888000001000' '--object 0xffff888000001018' '5'; do
	# shellcheck disable=SC2086 # words
	is "$("$KDFLOW" follow --json $target "$dir/paths" | python3 kdflow/tests/check-json.py docs/kdflow-follow.schema.json 2>&1)" '' \
		"the JSON of $target"
done
follow --json --object 0xffff888000001018 "$dir/paths"
like "$out" '^\{"type":"exit","stream":1,.*"depth":1,"site":"0x[0-9a-f]*","function":"link","module":"mod","path":\[\{"depth":0,"site":"0x[0-9a-f]*","function":"outer","module":"vmlinux"\}\],"hits":\[\{"place":"list->head","old":"0x0","value":"0xffff888000001000","offset":0\},' \
	'path, place, old value and offset'

follow 12345 "$dir/paths"
is "$status: $err" "1: kdflow: $dir/paths: the value does not appear" 'a value that does not appear: failure'
head -c $(($(stat -c %s "$dir/paths") - 40)) "$dir/paths" >"$dir/cut"
follow 0xffff888000001000 "$dir/cut"
is "$status" 1 'a trace that is cut short: failure'
like "$out" '^# the trace is damaged' 'which the last line tells'

for options in '' 'x' '1x' '5+0' '5+x' '--size 0 5' '--size x 5' '--object 5+3' '5 a b' '--unknown 5' '-9223372036854775809' '18446744073709551616'; do
	# shellcheck disable=SC2086 # words
	follow $options
	is "$status" 2 "usage: $options"
done
cp "$dir/paths" "$dir/trace.kdflow"
is "$(cd "$dir" && "$KDFLOW" follow 511)" "$(printf 'task 200 (second)\nnarrow [mod](count=0x1ff)')" 'the file that record makes by default'

# Around the value there are more calls than anybody has.
make_deep deep
run "$KDFLOW" follow --json 130 "$dir/deep"
is "$(echo "$out" | python3 -c 'import json, sys
for line in sys.stdin:
	v = json.loads(line)
	if v["type"] == "entry":
		print(v["depth"], v["outer"], len(v["path"]), v["path"][0]["depth"])')" '130 2 128 2' 'a path has 128 calls'
is "$(echo "$out" | python3 kdflow/tests/check-json.py docs/kdflow-follow.schema.json)" '' 'as the schema has it'

done_testing
