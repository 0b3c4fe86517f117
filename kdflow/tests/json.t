#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kdflow view --json: the lines, and that they are what the schema says.

. kdflow/tests/common.sh

# fits NAME: the output is what the schema says
fits() {
	complaint=$(printf '%s\n' "$out" | python3 kdflow/tests/check-json.py docs/kdflow-view.schema.json 2>&1)
	is "$complaint" '' "$1: fits the schema"
}

make_session all <<'END'
def E 00000000000000e1 state 4 0 IDLE 1 BUSY
def S 0000000000000001 device 48 0 3 u4 mode 32 32 e00000000000000e1 state 64 64 x8:c1 name 128 64 pf release 192 128 o16 lock 320 64 i8 last
def S 0000000000000002 pair 16 0 64 u8 x 64 64 i8 y
fn probe mod 43210941 p0000000000000001 p0000000000000001 dev u4 flags b1 on
fn pair mod 041515 s0000000000000002 s0000000000000002 a s0000000000000002 -
fn nothing mod 1208 v u16 wide
fn float mod 2141000021 i4 f4 r f8 d ? - i8 lost
fn error mod 21 i4
fn undescribed mod 4308 v p0000000000000009 u
fn untyped mod -
unknown anonymous
symbol 0xffffffff81001230 dev_release
chunk 1 100 a"b\c
enable
entry 0 probe 0xffff888000001000 7 1
struct 0 48 - 0x0000000100000005 0x3068746500000000 0xffffffff82001230 1 2 -5
exit 0 0xfffffffffffffff4
struct 0 48 - 0x0000000000000005 0x3068746500000000 0xffffffff82001230 1 3 -5
entry 0 probe 0xffff888000001000 7 0
struct 0 48 s 0x0000000100000005
lost 3 1
exit 0 0xffff888000001000
struct ret 48 - 0x0000000100000005
entry 0 pair 0xffffc90000001000 1 -1
struct 0 16 v 5 6
exit 0 3 4
entry 0 nothing 1 2
exit 0
entry 0 float 0x3fc00000 0x7ff8000000000000
exit 0 0
entry 0 error
exit 0 0xfffffffe
entry 0 undescribed 0x3000
struct 0 16 - 1 2
exit 0
struct 0 16 - 1 3
entry 0 untyped 1 2
exit 0 3
entry 0 anonymous 1
chunk 2 101 sh 0xabc
exit_of 0xffff error 1
skip 2
chunk 2 101 sh
exit 4 7
counters 10 10 1 2 3 4 5 6
END
run "$KDFLOW" view --json "$dir/all"
is "$status: $err" '0: ' 'succeeds without a complaint'
fits 'all kinds of lines'
expected='{"type":"trace","schema":1,"info":["abi=boundary","base=0xffffffff81000000","kaslr_offset=0x1000000"]}
{"type":"task","stream":1,"tid":100,"pid":100,"name":"a\"b\\c"}
{"type":"begin","stream":1}
{"type":"entry","stream":1,"depth":0,"site":"0xffffffff81000000","function":"probe","module":"mod","location":"file.c:1","arguments":[{"name":"dev","value":"0xffff888000001000","size":48,"struct":{"mode":5,"state":"BUSY","name":[0,0,0,0,101,116,104,48],"release":"dev_release","lock":"01000000000000000200000000000000","last":"-5"}},{"name":"flags","value":7},{"name":"on","value":true}]}
{"type":"exit","stream":1,"depth":0,"site":"0xffffffff81000000","function":"probe","module":"mod","location":"file.c:1","entry":true,"return":{"value":"0xfffffffffffffff4","error":"ENOMEM"},"changes":[{"argument":"dev","field":"state","old":"BUSY","new":"IDLE"},{"argument":"dev","field":"lock","old":"01000000000000000200000000000000","new":"01000000000000000300000000000000"}]}'
is "$(printf '%s\n' "$out" | head -n 5)" "$expected" 'the first lines'
like "$out" '^\{"type":"lost","stream":1,"entries":3,"exits":1\}$' 'a loss'
like "$out" '"function":"pair",.*"arguments":\[\{"name":"a","address":"0xffffc90000001000","size":16,"struct":\{"x":"0x5","y":"6"\}\},\{"struct":\{"x":"0x1","y":"-1"\}\}\]' 'structs by value'
like "$out" '"function":"error",.*"return":\{"value":-2,"error":"ENOENT"\}' 'an error'
like "$out" '"function":"untyped",.*"values":\["0x1","0x2"\]' 'values that cannot be told apart'
like "$out" '"r","value":1.5\},\{"name":"d","value":"0x7ff8000000000000"\},\{"value":null\},\{"name":"lost","value":null\}' 'numbers, and what is none'
like "$out" '^\{"type":"task","stream":2,.*"name":"sh"\}$' 'another task'
like "$out" '^\{"type":"gap","stream":2,"chunks":2\}$' 'a gap'
like "$out" '^\{"type":"exit","stream":2,"depth":4,"entry":false,"values":\["0x7"\],"changes":\[\]\}$' 'an exit of nobody knows what'
like "$out" '^\{"type":"no_exit","stream":1,"depth":0,"site":"0xffffffff81000700"\}$' 'an entry without exit'
is "$(printf '%s\n' "$out" | tail -n 1)" '{"type":"end","complete":true,"entries":10,"exits":10,"lost_full":3,"lost_nofault":7,"overwritten":5,"lost_tasks":6}' 'the end'
run "$KDFLOW" view --json --module mod -C 1 "$dir/all"
fits '--module -C'

head -c 600 "$dir/all" >"$dir/cut"
run "$KDFLOW" view --json "$dir/cut"
is "$status" 1 'a trace that was cut short: fails'
fits 'a trace that was cut short'
like "$out" '^\{"type":"end","complete":false' '... and says so'

make_session bytes <<END
fn f mod 4108 v u8 a$(printf '\303\244')
info odd $(printf 'a\377b\302\237c')
chunk 1 100 $(printf 'x\001\377\303\244')
entry 0 f 1
END
run "$KDFLOW" view --json "$dir/bytes"
fits 'any bytes'
like "$out" '"name":"a'"$(printf '\303\244')"'"' 'UTF-8 stays'
like "$out" '"name":"x\\u0001\\ufffd' 'what is none does not'

make_trace rfc <<'END'
entry f 0 8 1
END
run "$KDFLOW" view --json "$dir/rfc"
is "$status: $out" '1: ' 'not for the RFC'
like "$err" "is a trace of the RFC's device; --json needs one of a session" 'not for the RFC: says so'
run "$KDFLOW" view --json --raw "$dir/all"
is "$status" 2 'either --json or --raw'

done_testing
