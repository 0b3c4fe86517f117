#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kdflow view of what functions of Rust pass: names, tuples, enums with data.
# shellcheck disable=SC2154 # run sets status, out and err

. kdflow/tests/common.sh

# The types as the pass describes them, see compiler/test/ir/rust-enums.ll.
types='
def S 00000000000000a1 Some 8 0 64 p 0
def V 00000000000000b1 Option<&u32> 8 0 64 0 v None * s00000000000000a1 Some
def S 00000000000000a2 Some 16 64 64 u8 0
def V 00000000000000b2 Option<u64> 16 0 64 0 v None 1 s00000000000000a2 Some
def S 00000000000000a3 Circle 12 32 32 u4 0
def S 00000000000000a4 Rect 12 32 32 u4 w 64 32 u4 h
def V 00000000000000b3 Shape 12 0 32 0 s00000000000000a3 Circle 1 s00000000000000a4 Rect 2 v Empty
def S 00000000000000a5 Ok 16 64 64 i8 0
def S 00000000000000a6 Err 16 32 32 i4 0.0.0.0
def V 00000000000000b4 Result<i64,~kernel::error::Error> 16 0 32 0 s00000000000000a5 Ok 1 s00000000000000a6 Err
def V 00000000000000b5 Result<i64,~mine::Error> 16 0 32 0 s00000000000000a5 Ok 1 s00000000000000a6 Err
def V 00000000000000b6 One 8 0 0 * s00000000000000a1 Only
def S 0000000000000001 Newtype 8 0 64 u8 0
def S 0000000000000002 Pairs 24 0 32 u4 0 32 32 u4 1.x 64 32 u4 1.y 128 64 p 2.0.0
def S 0000000000000003 &str 16 0 64 p data_ptr 64 64 u8 length
def S 0000000000000004 Has 40 0 64 u8 n 64 96 s00000000000000b3 shape 192 128 s00000000000000b2 o
def S 0000000000000005 Nothing 0
'

# view_tree NAME: prints what happened, with the entries and exits of the description on standard input
view_tree() {
	{
		printf '%s\n' "$types" "$2" 'chunk 1 100 sh'
		cat
	} | make_session "$1"
	run "$KDFLOW" view "$dir/$1"
	out=$(printf '%s\n' "$out" | grep -v '^#\|^$')
}

view_tree arguments 'fn _RNvCs1234_6my_mod4args my_mod 0d150d15000808 v s00000000000000b1 a s00000000000000b2 b s0000000000000001 c s0000000000000003 d ? e o0 f' <<'END'
entry 0 _RNvCs1234_6my_mod4args 0 0 0x99 5 0xffff888000001000 3
exit 0
entry 0 _RNvCs1234_6my_mod4args 0xffff888000002000 1 0x10 6 0xffff888000001000 3
exit 0
entry 0 _RNvCs1234_6my_mod4args 0 2 0x10 6 0 0
exit 0
END
is "$out" 'my_mod::args [my_mod](a=None, b=None, c=(0x5), d={data_ptr: 0xffff888000001000, length: 0x3}, e=?, f=())
void = my_mod::args [my_mod]()
my_mod::args [my_mod](a=Some(0xffff888000002000), b=Some(0x10), c=(0x6), d={data_ptr: 0xffff888000001000, length: 0x3}, e=?, f=())
void = my_mod::args [my_mod]()
my_mod::args [my_mod](a=None, b=?, c=(0x6), d={data_ptr: 0x0, length: 0x0}, e=?, f=())
void = my_mod::args [my_mod]()' 'enums, newtypes, strings, what is not known and what is nothing'

view_tree enums 'fn _RNvCs1234_6my_mod4done my_mod 0404 s00000000000000b4 s00000000000000b3 shape
fn _RNvCs1234_6my_mod4mine my_mod 0404 s00000000000000b5 s0000000000000002 t
fn _RNvCs1234_6my_mod3one my_mod 0d08 v s00000000000000b6 o' <<'END'
entry 0 _RNvCs1234_6my_mod4done 0xffffc90000001000
struct 0 12 v x000000000700000000000000
exit 0 0xffffc90000002000
struct ret 16 v 0 -7
entry 0 _RNvCs1234_6my_mod4done 0xffffc90000001000
struct 0 12 v x010000000700000008000000
exit 0 0xffffc90000002000
struct ret 16 v 0xffffffea00000001 0
entry 0 _RNvCs1234_6my_mod4done 0xffffc90000001000
struct 0 12 v x020000000000000000000000
exit 0 0xffffc90000002000
struct ret 16 b
entry 0 _RNvCs1234_6my_mod4mine 0xffffc90000001000
struct 0 24 v 0x0000000200000001 3 0xffff888000003000
exit 0 0xffffc90000002000
struct ret 16 v 0xffffffea00000001 0
entry 0 _RNvCs1234_6my_mod4mine 0xffffc90000001000
struct 0 24 s 0x0000000200000001
exit 0 0xffffc90000002000
struct ret 16 s 1
entry 0 _RNvCs1234_6my_mod3one 0x44
exit 0
END
is "$out" 'my_mod::done [my_mod](shape=Circle(0x7))
Ok(-7) = my_mod::done [my_mod]()
my_mod::done [my_mod](shape=Rect{w: 0x7, h: 0x8})
Err(-22(-EINVAL)) = my_mod::done [my_mod]()
my_mod::done [my_mod](shape=Empty)
0xffffc90000002000{?} = my_mod::done [my_mod]()
my_mod::mine [my_mod](t=(0x1, {x: 0x2, y: 0x3}, 0xffff888000003000))
Err(-22) = my_mod::mine [my_mod]()
my_mod::mine [my_mod](t=(0x1, {+2 not captured}, ?))
Err(?) = my_mod::mine [my_mod]()
my_mod::one [my_mod](o=Only(0x44))
void = my_mod::one [my_mod]()' 'variants with their data, tuples, errno values of the kernel, what was not captured'

view_tree changes 'fn _RNvCs1234_6my_mod3set my_mod 434308 v p00000000000000b3 e p0000000000000004 h' <<'END'
entry 0 _RNvCs1234_6my_mod3set 0xffff888000001000 0xffff888000002000
struct 0 12 - x000000000700000000000000
struct 1 40 - 1 0x0000000500000000 0 0 0
exit 0
struct 0 12 - x010000000700000009000000
struct 1 40 - 1 0x0000000500000002 0 1 0x11
END
is "$out" 'my_mod::set [my_mod](e=0xffff888000001000 Circle(0x7), h=0xffff888000002000{n: 0x1, shape: Circle(0x5), o: None})
void = my_mod::set [my_mod](e: Circle(0x7) -> Rect{w: 0x7, h: 0x9}, h->shape: Circle(0x5) -> Empty, h->o: None -> Some(0x11))' 'enums before and after'
run "$KDFLOW" view --json "$dir/changes"
complaint=$(printf '%s\n' "$out" | python3 kdflow/tests/check-json.py docs/kdflow-view.schema.json 2>&1)
is "$complaint" '' 'JSON: fits the schema'
like "$out" '"function":"my_mod::set","symbol":"_RNvCs1234_6my_mod3set"' 'JSON: both names'
like "$out" '"name":"e","value":"0xffff888000001000","size":12,"variant":"Circle","struct":\{"0":7\}' 'JSON: an enum'
like "$out" '"struct":\{"n":"0x1","shape":\{"variant":"Circle","struct":\{"0":5\}\},"o":\{"variant":"None"\}\}' 'JSON: enums in a struct'
like "$out" '\{"argument":"e","old":\{"variant":"Circle","struct":\{"0":7\}\},"new":\{"variant":"Rect","struct":\{"w":7,"h":9\}\}\}' 'JSON: an enum has changed'
like "$out" '"field":"shape","old":\{"variant":"Circle","struct":\{"0":5\}\},"new":\{"variant":"Empty"\}' 'JSON: an enum in a struct has changed'
run "$KDFLOW" view --json "$dir/arguments"
complaint=$(printf '%s\n' "$out" | python3 kdflow/tests/check-json.py docs/kdflow-view.schema.json 2>&1)
is "$complaint" '' 'JSON: what is not known fits the schema'
like "$out" '\{"name":"b","variant":null\}.*\{"name":"e","value":null\},\{"name":"f","struct":\{\}\}' 'JSON: what is not known, and what is nothing'

view_tree options 'def S 0000000000000006 Pair 8 0 32 u4 a 32 32 u4 b
fn _RNvCs1234_6my_mod4find my_mod 4343 p0000000000000006:00000000000000b1 p0000000000000006:00000000000000b1 p' <<'END'
entry 0 _RNvCs1234_6my_mod4find 0xffff888000001000
struct 0 8 - 0x0000000200000001
exit 0 0
struct 0 8 - 0x0000000300000001
entry 0 _RNvCs1234_6my_mod4find 0
exit 0 0xffff888000001000
struct ret 8 - 0x0000000500000004
END
is "$out" 'my_mod::find [my_mod](p=Some(0xffff888000001000){a: 0x1, b: 0x2})
None = my_mod::find [my_mod](p->b: 0x2 -> 0x3)
my_mod::find [my_mod](p=None)
Some(0xffff888000001000){a: 0x4, b: 0x5} = my_mod::find [my_mod]()' 'a pointer in an Option: its variant, and the struct behind it'
view_tree arcs 'def S 0000000000000006 ArcInner 8 0 32 u4 a 32 32 u4 b
def S 00000000000000a8 Some 8 0 64 p 0.ptr.pointer
def V 00000000000000b8 Option<Arc<Pair>> 8 0 64 0 v None * s00000000000000a8 Some
fn _RNvCs1234_6my_mod3arc my_mod 434308 v p0000000000000006:00000000000000b8 p p0000000000000006:00000000000000b8 q' <<'END'
entry 0 _RNvCs1234_6my_mod3arc 0xffff888000001000 0
struct 0 8 - 0x0000000200000001
exit 0
END
is "$(printf '%s\n' "$out" | head -n 1)" 'my_mod::arc [my_mod](p=Some(0xffff888000001000){a: 0x1, b: 0x2}, q=None)' 'a pointer in an Option, whatever is around the pointer'
run "$KDFLOW" view --json "$dir/options"
complaint=$(printf '%s\n' "$out" | python3 kdflow/tests/check-json.py docs/kdflow-view.schema.json 2>&1)
is "$complaint" '' 'JSON: an Option fits the schema'
like "$out" '"value":\{"variant":"Some","struct":\{"0":"0xffff888000001000"\}\},"size":8,"struct":\{"a":1,"b":2\}' 'JSON: a pointer in an Option'

# A pointer and a length, and what is behind them.
spans='def S 0000000000000010 &[u8] 16 0 64 p data_ptr 64 64 u8 length
def S 0000000000000011 Pair 8 0 32 u4 a 32 32 u4 b
def S 00000000000000a7 Some 16 0 64 p 0.data_ptr 64 64 u8 0.length
def V 00000000000000b7 Option<&str> 16 0 64 0 v None * s00000000000000a7 Some
def E 00000000000000e1 Colour 1 0 Red 1 Blue'

view_tree slices "$spans
fn _RNvCs1234_6my_mod6slices my_mod 16161616 s0000000000000003:c1 s0000000000000003:c1 name s0000000000000010:u1 b s0000000000000010:s0000000000000011 p" <<'END'
entry 0 _RNvCs1234_6my_mod6slices 0xffff888000001000 7 0xffff888000002000 3 0xffff888000003000 2
struct 0 7 - x62696e6465720a
struct 1 3 - x010203
struct 2 16 - x01000000020000000300000004000000
exit 0 0xffff888000001000 6
struct ret 6 - x62696e646572
entry 0 _RNvCs1234_6my_mod6slices 0xffff888000001000 100 0xffff888000002000 20 0xffff888000003000 9
struct 0 100 - x62696e6465722f64
struct 1 20 - x0102030405060708090a
struct 2 72 - x0100000002000000030000000400000005000000
exit 0 0xffff888000001000 0xffffffffffffffff
struct ret 4294967295 - x61626364
entry 0 _RNvCs1234_6my_mod6slices 1 0 1 0 4 0
exit 0 1 0
entry 0 _RNvCs1234_6my_mod6slices 0xffff888000001000 7 0xffff888000002000 3 0xffff888000003000 2
struct 0 7 b
struct 1 3 s x010000
exit 0 0xffff888000001000 7
struct ret 7 b
END
is "$out" 'my_mod::slices [my_mod](name="binder\n", b=[0x1, 0x2, 0x3], p=[{a: 0x1, b: 0x2}, {a: 0x3, b: 0x4}])
"binder" = my_mod::slices [my_mod]()
my_mod::slices [my_mod](name="binder/d"..., b=[0x1, 0x2, 0x3, 0x4, 0x5, 0x6, 0x7, 0x8, +12 more], p=[{a: 0x1, b: 0x2}, {a: 0x3, b: 0x4}, +7 more])
"abcd"... = my_mod::slices [my_mod]()
my_mod::slices [my_mod](name="", b=[], p=[])
"" = my_mod::slices [my_mod]()
my_mod::slices [my_mod](name={data_ptr: 0xffff888000001000, length: 0x7}, b=[+3 more], p={data_ptr: 0xffff888000003000, length: 0x2})
{data_ptr: 0xffff888000001000, length: 0x7} = my_mod::slices [my_mod]()' 'strings and slices: whole, cut, empty, and what could not be read'
run "$KDFLOW" view --json "$dir/slices"
complaint=$(printf '%s\n' "$out" | python3 kdflow/tests/check-json.py docs/kdflow-view.schema.json 2>&1)
is "$complaint" '' 'JSON: slices fit the schema'
like "$out" '\{"name":"name","struct":\{"data_ptr":"0xffff888000001000","length":"0x7"\},"text":"binder\\u000a"\}' 'JSON: a string'
like "$out" '\{"name":"b",[^}]*\},"elements":\[1,2,3\]\},\{"name":"p",[^}]*\},"elements":\[\{"struct":\{"a":1,"b":2\}\},\{"struct":\{"a":3,"b":4\}\}\]\}' 'JSON: slices'
like "$out" '"name":"b","struct":\{"data_ptr":"0x1","length":"0x0"\},"elements":\[\]' 'JSON: an empty slice'

# The budget may end within a character: then it is left out.
view_tree texts "$spans
fn _RNvCs1234_6my_mod5texts my_mod 1608 v s0000000000000003:c1 text" <<'END'
entry 0 _RNvCs1234_6my_mod5texts 0xffff888000001000 14
struct 0 14 - x1b5b33316d0009225cc3a9ffc29b
exit 0
entry 0 _RNvCs1234_6my_mod5texts 0xffff888000001000 10
struct 0 10 - xe280aee2808bf09f9880
exit 0
entry 0 _RNvCs1234_6my_mod5texts 0xffff888000001000 10
struct 0 10 - x616263646566e282
exit 0
entry 0 _RNvCs1234_6my_mod5texts 0xffff888000001000 3
struct 0 3 - x61e282
exit 0
END
is "$(printf '%s\n' "$out" | sed -n 's/.*(text=\(.*\))/\1/p')" '"\u{1b}[31m\0\t\"\\é\xff\xc2\x9b"
"\u{202e}\u{200b}😀"
"abcdef"...
"a\xe2\x82"' 'strings: no order to a terminal, as Rust escapes them'

view_tree somes "$spans
fn _RNvCs1234_6my_mod5somes my_mod 161608 s00000000000000b7:c1 s00000000000000b7:c1 o s0000000000000010:e00000000000000e1 e
fn _RNvCs1234_6my_mod5bools my_mod 16161608 v s0000000000000010:b1 b s0000000000000010:c4 c s0000000000000010:i4 i" <<'END'
entry 0 _RNvCs1234_6my_mod5somes 0xffff888000001000 2 0xffff888000002000 3
struct 0 2 - x6869
struct 1 3 - x000107
exit 0
entry 0 _RNvCs1234_6my_mod5somes 0 0x123456 0 5
exit 0
entry 0 _RNvCs1234_6my_mod5somes 0xffff888000001000 2 0xffff888000002000 1
exit 0
entry 0 _RNvCs1234_6my_mod5bools 0xffff888000001000 2 0xffff888000002000 1 0xffff888000003000 2
struct 0 2 - x0100
struct 1 4 - x61000000
struct 2 8 - xfeffffff05000000
exit 0
END
is "$(printf '%s\n' "$out" | grep '(.*=')" 'my_mod::somes [my_mod](o=Some("hi"), e=[Red, Blue, 7])
my_mod::somes [my_mod](o=None, e={data_ptr: 0x0, length: 0x5})
my_mod::somes [my_mod](o=Some({data_ptr: 0xffff888000001000, length: 0x2}), e={data_ptr: 0xffff888000002000, length: 0x1})
my_mod::bools [my_mod](b=[true, false], c=[0x61 '"'a'"'], i=[-2, 5])' 'strings in an Option, and elements of each kind'

view_tree filled "$spans
fn _RNvCs1234_6my_mod6filled my_mod 161608 v s0000000000000010:u1 b s0000000000000003:c1 t" <<'END'
entry 0 _RNvCs1234_6my_mod6filled 0xffff888000001000 3 0xffff888000002000 2
struct 0 3 - x000000
struct 1 2 - x6869
exit 0
struct 0 3 - x070900
struct 1 2 - x686f
END
is "$out" 'my_mod::filled [my_mod](b=[0x0, 0x0, 0x0], t="hi")
void = my_mod::filled [my_mod](b: [0x0, 0x0, 0x0] -> [0x7, 0x9, 0x0], t: "hi" -> "ho")' 'slices before and after'
run "$KDFLOW" view --json "$dir/filled"
complaint=$(printf '%s\n' "$out" | python3 kdflow/tests/check-json.py docs/kdflow-view.schema.json 2>&1)
is "$complaint" '' 'JSON: changed slices fit the schema'
like "$out" '\{"argument":"b","old":\[0,0,0\],"new":\[7,9,0\]\},\{"argument":"t","old":"hi","new":"ho"\}' 'JSON: slices have changed'
run "$KDFLOW" view --where 'old(t.length) == 2' "$dir/filled"
like "$out" 'my_mod::filled' 'an expression can ask for the length'
run "$KDFLOW" export --format csv "$dir/filled"
like "$out" '\[0x0, 0x0, 0x0\]' 'export: a slice'

view_tree pointers 'symbol 0xffffffff81001230 _RNvCs1234_6my_mod4open my_mod
fn _RNvCs1234_6my_mod8register my_mod 4108 v pf f' <<'END'
entry 0 _RNvCs1234_6my_mod8register 0xffffffff82001230
exit 0
END
is "$(printf '%s\n' "$out" | head -n 1)" 'my_mod::register [my_mod](f=my_mod::open [my_mod])' 'a pointer to a function'
run "$KDFLOW" view --json "$dir/pointers"
like "$out" '\{"name":"f","value":"my_mod::open"\}' 'JSON: a pointer to a function'
run "$KDFLOW" view --raw "$dir/pointers"
like "$out" ' name=_RNvCs1234_6my_mod8register module=my_mod ' '--raw: the symbol'

view_tree arrays 'fn _RNvCs1234_6my_mod6arrays my_mod 2104040408 v x4:u1 a x3:u8 b x3:u8 c x5:u2 d' <<'END'
entry 0 _RNvCs1234_6my_mod6arrays 0x04030201 0xffffc90000001000 0xffffc90000002000 0xffffc90000003000
struct 1 24 v 1 2 3
struct 2 24 s 1 2
struct 3 10 b
exit 0
END
is "$(printf '%s\n' "$out" | head -n 1)" 'my_mod::arrays [my_mod](a=[0x1, 0x2, 0x3, 0x4], b=[0x1, 0x2, 0x3], c=[0x1, +2 more], d=0xffffc90000003000{?})' 'arrays by value, as far as they were captured'
run "$KDFLOW" view --json "$dir/arrays"
complaint=$(printf '%s\n' "$out" | python3 kdflow/tests/check-json.py docs/kdflow-view.schema.json 2>&1)
is "$complaint" '' 'JSON: arrays fit the schema'
like "$out" '\{"name":"a","value":\[1,2,3,4\]\},\{"name":"b","value":\["0x1","0x2","0x3"\]\}' 'JSON: arrays by value'

view_tree names 'fn _RINvNtCs1234_6my_mod5inner7genericmE my_mod 08
fn _RNvXs_Cs1234_6my_modNtB4_4PairNtB4_3Add3add my_mod 08
fn _RNCNvCs1234_6my_mod4user0B3_ my_mod 08
fn _ZN6my_mod6legacy17h0123456789abcdefE my_mod 08
fn _ZN3foo3barEv my_mod 08
fn _RNvCs1234_6my_mod my_mod 08' <<'END'
entry 0 _RINvNtCs1234_6my_mod5inner7genericmE
exit 0
entry 0 _RNvXs_Cs1234_6my_modNtB4_4PairNtB4_3Add3add
exit 0
entry 0 _RNCNvCs1234_6my_mod4user0B3_
exit 0
entry 0 _ZN6my_mod6legacy17h0123456789abcdefE
exit 0
entry 0 _ZN3foo3barEv
exit 0
entry 0 _RNvCs1234_6my_mod
exit 0
END
is "$(printf '%s\n' "$out" | sed -n 's/ \[my_mod\]()$//; / = /!p')" 'my_mod::inner::generic::<u32>
<my_mod::Pair as my_mod::Add>::add
my_mod::user::{closure#0}
my_mod::legacy
_ZN3foo3barEv
_RNvCs1234_6my_mod' 'names: both manglings of Rust, and what is none'

make_trace rfc <<'END'
module my_mod
entry _RNvCs1234_6my_mod4open 0 8 1
END
run "$KDFLOW" view "$dir/rfc"
like "$out" '^my_mod::open \[my_mod\]\(0x1\)$' "a trace of the RFC's device"

# Each struct holds the next enum twice, so that the last one is there 2^40 times; and one that holds itself.
{
	for i in $(seq 10 50); do
		echo "def S 00000000000001$i Data 8 0 64 s00000000000002$((i + 1)) a 0 64 s00000000000002$((i + 1)) b"
		echo "def V 00000000000002$i Enum 8 0 0 * s00000000000001$i V"
	done
	echo "def S 0000000000000301 Data 8 0 64 s0000000000000302 0"
	echo "def V 0000000000000302 Enum 8 0 0 * s0000000000000301 V"
	echo "def S 0000000000000401 Deep 8 0 64 u8 $(printf '0.%.0s' $(seq 2000))0"
	echo 'fn f mod 0d0d0d08 v s0000000000000210 a s0000000000000302 b s0000000000000401 c'
	echo 'chunk 1 100 sh'
	echo 'entry 0 f 1 2 3'
} | make_session endless
for option in --fields=0 --json; do
	run timeout 20 "$KDFLOW" view $option "$dir/endless"
	is "$status" 0 "enums without end: view $option comes to an end"
	[ ${#out} -lt 400000 ]
	ok $? "enums without end: view $option prints little (${#out} bytes)"
done
like "$out" '"b":null' 'enums without end: what is left out is not known'

done_testing
