#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the trees of a session look like. Shapes: 41 is a scalar of 8 bytes, 21 of 4, 09 of 1, 43 a pointer to a struct,
# 04 a struct in memory, 15 one in two registers, 08 void.

. kdflow/tests/common.sh

make_session eight <<'END'
def S 00000000000000f1 file 16 0 32 u4 f_flags 64 64 i8 f_pos
def S 00000000000000aa pair 16 0 64 u8 x 64 64 u8 y
fn trigger_write eight_args_c 434143414141 i8 p00000000000000f1 file pc buf p00000000000000ff ppos u8 count u8 more
fn df_func1 eight_args_c 4141 u8 u8 a
fn df_func2 eight_args_c 414141 u8 u8 a u8 b
fn df_func_struct eight_args_c 1541 u8 s00000000000000aa s
chunk 1 100 kdflow
enable
entry 0 trigger_write 0xffff888003a41200 0x7ffd5a81e010 0xffffc90000123ef0 1 2
struct 0 16 - 0x8000 0
struct 2 8 - 0
entry 1 df_func1 0x11
exit 1 0x11
entry 1 df_func2 0x11 0x22
exit 1 0x33
entry 1 df_func_struct 0xaaaa 0xbbbb
exit 1 0x16665
exit 0 1
struct 0 16 - 0x8000 1
struct 2 8 - 1
counters 5 5 0 0 0 0 0 0
END
check_view eight 'the tree of the test module' <<'END'
trigger_write [eight_args_c](file=0xffff888003a41200{f_flags: 0x8000, f_pos: 0}, buf=0x7ffd5a81e010, ppos=0xffffc90000123ef0{words: 0x0}, count=0x1, more=0x2)
  df_func1 [eight_args_c](a=0x11)
  0x11 = df_func1 [eight_args_c]()
  df_func2 [eight_args_c](a=0x11, b=0x22)
  0x33 = df_func2 [eight_args_c]()
  df_func_struct [eight_args_c](s={x: 0xaaaa, y: 0xbbbb})
  0x16665 = df_func_struct [eight_args_c]()
1 = trigger_write [eight_args_c](file->f_pos: 0 -> 1, ppos+0x0: 0x0 -> 0x1)
END

make_session types <<'END'
def E 00000000000000e1 color 4 0 RED 1 GREEN -1 NONE
fn numbers vmlinux 092121091108 v i1 tiny i4 small u4 flags b1 on c2 letter
fn kinds vmlinux 2141414121414121 i4 e00000000000000e1 colour pf callback pc name p data f4 ratio f8 - ? what
fn wide vmlinux 1212 u16 i16 big
fn nothing vmlinux 08 v
fn gone vmlinux 00000841 p ? a o0 empty o0 also
fn error vmlinux 21 i4
fn error8 vmlinux 41 i8
fn pointer vmlinux 43 p00000000000000e1
fn count vmlinux 21 u4
fn truth vmlinux 09 b1
fn enumerator vmlinux 21 e00000000000000e1
symbol 0xffffffff81001230 callback_of
symbol 0xffffffffc0001230 helper mod
chunk 1 100 task
entry 0 numbers 0xff 0xfffffffe 0x20 1 0x61
exit 0
entry 0 numbers 0x7f 0x7fffffff 0 2 0x100
exit 0
entry 0 kinds 1 0xffffffff82001230 0x7fff0000 0xfffffffffffffff4 0x3fc00000 0x3ff8000000000000 7
exit 0 0
entry 0 kinds 0xffffffff 0xffffffffc1001230 0 0 0 0 0
exit 0 0
entry 0 kinds 7 0xffffffffc1001231 0 0 0 0 0
exit 0 0
entry 0 wide 5 1
exit 0 3 2
entry 0 nothing
exit 0
entry 0 gone
exit 0 0xffff888000000000
entry 0 error
exit 0 0xfffffffe
entry 0 error
exit 0 0xfffff000
entry 0 error8
exit 0 0xfffffffffffffe00
entry 0 pointer
exit 0 0xfffffffffffffff4
entry 0 count
exit 0 0xfffffffe
entry 0 truth
exit 0 0
entry 0 enumerator
exit 0 1
END
check_view types 'values by their types' <<'END'
numbers [vmlinux](tiny=-1, small=-2, flags=0x20, on=true, letter=0x61 'a')
void = numbers [vmlinux]()
numbers [vmlinux](tiny=127, small=2147483647, flags=0x0, on=0x2, letter=0x100)
void = numbers [vmlinux]()
kinds [vmlinux](colour=GREEN, callback=callback_of, name=0x7fff0000, data=0xfffffffffffffff4(-ENOMEM), ratio=1.5, 1.5, what=0x7)
0 = kinds [vmlinux]()
kinds [vmlinux](colour=NONE, callback=helper [mod], name=0x0, data=0x0, ratio=0, 0, what=0x0)
0 = kinds [vmlinux]()
kinds [vmlinux](colour=7, callback=0xffffffffc1001231, name=0x0, data=0x0, ratio=0, 0, what=0x0)
0 = kinds [vmlinux]()
wide [vmlinux](big=0x10000000000000005)
0x20000000000000003 = wide [vmlinux]()
nothing [vmlinux]()
void = nothing [vmlinux]()
gone [vmlinux](a=?, empty=?, also=())
0xffff888000000000 = gone [vmlinux]()
error [vmlinux]()
-2(-ENOENT) = error [vmlinux]()
error [vmlinux]()
-4096 = error [vmlinux]()
error8 [vmlinux]()
-512(-ERESTARTSYS) = error8 [vmlinux]()
pointer [vmlinux]()
0xfffffffffffffff4(-ENOMEM) = pointer [vmlinux]()
count [vmlinux]()
0xfffffffe = count [vmlinux]()
truth [vmlinux]()
false = truth [vmlinux]()
enumerator [vmlinux]()
GREEN = enumerator [vmlinux]()
END

make_session structs <<'END'
def E 00000000000000e1 state 4 0 IDLE 1 BUSY
def S 0000000000000001 device 64 0 3 u4 mode 3 5 i4 level 32 32 e00000000000000e1 state 64 64 x8:c1 name 128 96 x3:i4 trio 224 32 b1 ready 256 64 pf release 320 128 o16 lock 448 64 u8 last
def S 0000000000000002 tail 8 0 64 u8 count 64 0 x0:u4 items
def S 0000000000000003 empty 0
def S 0000000000000004 many 80 0 80 x10:u1 bytes 128 512 x8:p pointers
fn probe mod 4321 i4 p0000000000000001 dev
fn tail mod 4308 v p0000000000000002 t
fn empty mod 4308 v p0000000000000003 e
fn many mod 4308 v p0000000000000004 m
fn by_value mod 0404 s0000000000000002 s0000000000000002 v
fn two mod 434308 v p0000000000000002 - p0000000000000002 b
fn undescribed mod 4308 v p0000000000000009 u
symbol 0xffffffff81001230 dev_release
chunk 1 100 task
entry 0 probe 0xffff888000001000
struct 0 64 - 0x00000001000000fd x6574683000000000 0x0000000200000001 0x00000001ffffffff 0xffffffff82001230 1 2 9
exit 0 0
struct 0 64 - 0x00000000000000fd x6574683100000000 0x0000000300000001 0x00000000ffffffff 0 1 3 9
entry 0 probe 0xffff888000001000
struct 0 64 s 0x00000001000000fd
exit 0 0
struct 0 64 - 0x00000001000000fd
entry 0 probe 0
exit 0 0xffffffea
entry 0 probe 0x7fff00001000
struct 0 64 b
exit 0 0
struct 0 64 b
entry 0 tail 0xffff888000002000
struct 0 8 - 3
exit 0
entry 0 empty 0xffff888000002000
struct 0 0 -
exit 0
entry 0 many 0xffff888000002000
struct 0 80 - x01020304050607080900000000000000 1 2 3 4 5 6 7 8
exit 0
struct 0 80 - x01020304050607080901000000000000 1 2 3 4 5 6 7 9
entry 0 by_value 0xffffc90000001000
struct 0 8 v 7
exit 0 0xffffc90000002000
struct ret 8 v 8
entry 0 by_value 0xffffc90000001000
exit 0 0xffffc90000002000
struct ret 8 vb
entry 0 two 0x1000 0x2000
struct 1 8 - 1
exit 0
struct 0 8 - 5
struct 1 8 - 2
entry 0 undescribed 0x3000
struct 0 12 - 1 x02000000
exit 0
struct 0 12 - 1 x03000000
END
check_view structs 'members by name, and what has changed' <<'END'
probe [mod](dev=0xffff888000001000{mode: 0x5, level: -1, state: BUSY, name: "eth0", trio: [1, 2, -1], ready: true, release: dev_release, lock: <16 bytes>, last: 0x9})
0 = probe [mod](dev->state: BUSY -> IDLE, dev->name: "eth0" -> "eth1", dev->trio: [1, 2, -1] -> [1, 3, -1], dev->ready: true -> false, dev->release: dev_release -> 0x0, dev->lock: <16 bytes> changed)
probe [mod](dev=0xffff888000001000{mode: 0x5, level: -1, +7 not captured})
0 = probe [mod]()
probe [mod](dev=0x0)
-22(-EINVAL) = probe [mod]()
probe [mod](dev=0x7fff00001000)
0 = probe [mod](dev: ?)
tail [mod](t=0xffff888000002000{count: 0x3, items: []})
void = tail [mod]()
empty [mod](e=0xffff888000002000{})
void = empty [mod]()
many [mod](m=0xffff888000002000{bytes: [0x1, 0x2, 0x3, 0x4, 0x5, 0x6, 0x7, 0x8, +2 more], pointers: [0x1, 0x2, 0x3, 0x4, 0x5, 0x6, 0x7, 0x8]})
void = many [mod](m->bytes: [0x1, 0x2, 0x3, 0x4, 0x5, 0x6, 0x7, 0x8, +2 more] -> [0x1, 0x2, 0x3, 0x4, 0x5, 0x6, 0x7, 0x8, +2 more], m->pointers: [0x1, 0x2, 0x3, 0x4, 0x5, 0x6, 0x7, 0x8] -> [0x1, 0x2, 0x3, 0x4, 0x5, 0x6, 0x7, 0x9])
by_value [mod](v={count: 0x7, items: []})
{count: 0x8, items: []} = by_value [mod]()
by_value [mod](v=0xffffc90000001000{?})
0xffffc90000002000{?} = by_value [mod]()
two [mod](0x1000, b=0x2000{count: 0x1, items: []})
void = two [mod](argument 1: {count: 0x5, items: []}, b->count: 0x1 -> 0x2)
undescribed [mod](u=0x3000{words: 0x1, +4 bytes})
void = undescribed [mod](u+0x8: 0x2 -> 0x3)
END
run "$KDFLOW" view --fields 2 "$dir/structs"
like "$out" '^probe .*\{mode: 0x5, level: -1, \+7 more\}\)$' '--fields limits the fields'
run "$KDFLOW" view -a "$dir/structs"
like "$out" '^by_value \[mod\]\(v=0xffffc90000001000\{count: 0x7, items: \[\]\}\)$' '-a shows the address of a struct by value'

# Entries without exits, exits without entries, losses, several recordings.
make_session halves <<'END'
fn outer vmlinux 2121 i4 i4 n
fn inner vmlinux 2121 i4 i4 n
fn do_exit vmlinux 4108 v i8 code
chunk 1 100 task
enable
exit_of 0xffff outer 0
entry 0 outer 1
lost 2 1
exit_of 1 inner 5
entry 2 inner 2
lost 1 3
exit 0 1
exit_of 3 inner 7
entry 0 outer 3
entry 1 outer 4
enable
entry 0 outer 5
exit_of 0xffff inner 6
entry 1 do_exit 9
counters 10 10 20 3 1 0 0 2
END
check_view halves 'what is missing is told where it is' <<'END'
0 = outer [vmlinux]() # no entry
outer [vmlinux](n=1)
  # 2 entries and 1 exit lost here
  5 = inner [vmlinux]() # no entry
    inner [vmlinux](n=2)
      # 1 entry and 3 exits lost here
    # no exit of inner [vmlinux]
1 = outer [vmlinux]()
      7 = inner [vmlinux]() # no entry
outer [vmlinux](n=3)
  outer [vmlinux](n=4)
  # no exit of outer [vmlinux]
# no exit of outer [vmlinux]
# recording begins
outer [vmlinux](n=5)
  6 = inner [vmlinux]() # no entry
  do_exit [vmlinux](code=9)
  # no exit of do_exit [vmlinux]
# no exit of outer [vmlinux]
# 24 of 44 records lost: no free chunk; record less, or with a larger -b (23), page faults disabled (1); 2 tasks not recorded for lack of memory
END

make_session flight <<'END'
fn outer vmlinux 2121 i4 i4 n
skip 3
chunk 1 100 task
exit 4 1
exit_of 3 outer 2
entry 3 outer 3
skip 1
chunk 1 100 task
exit 3 4
entry 0 outer 5
exit 0 5
counters 3 3 0 0 0 0 90 0
END
check_view flight 'overwritten chunks: nothing is taken for what it is not' <<'END'
# 3 chunks of records missing here
        0x1 = ? [?]() # no entry
      2 = outer [vmlinux]() # no entry
      outer [vmlinux](n=3)
# 1 chunk of records missing here
      0x4 = ? [?]() # no entry
outer [vmlinux](n=5)
5 = outer [vmlinux]()
# 90 records overwritten by newer ones
END

make_session tasks <<'END'
fn fork vmlinux 2121 i4 i4 n
fn child mod 2121 i4 i4 n
fn work vmlinux 4108 v p item
chunk 1 100 sh
entry 0 fork 1
chunk 2 101 sh
entry 0 child 2
chunk 1 100 sh
exit 0 101
chunk 3 7 kworker/0:1 0xabc
entry 0 work 0x1000
exit 0
chunk 2 101 ls
exit 0 0
END
check_view tasks 'a tree for each task' <<'END'
task 100 (sh)
fork [vmlinux](n=1)
101 = fork [vmlinux]()

task 101 (ls)
child [mod](n=2)
0 = child [mod]()

remote 0xabc in task 7 (kworker/0:1)
work [vmlinux](item=0x1000)
void = work [vmlinux]()
END
check_view tasks '--module: tasks without a call of the module are left out' --module mod <<'END'
task 101 (ls)
child [mod](n=2)
0 = child [mod]()
END
run "$KDFLOW" view --module nosuch "$dir/tasks"
is "$status: $err" "1: kdflow: $dir/tasks: no call is selected; modules in the trace: vmlinux mod" '--module of a module that is not there'

make_session mixed <<'END'
fn outer vmlinux 2121 i4 i4 n
fn handler mod 2121 i4 i4 n
fn helper vmlinux 2121 i4 i4 n
chunk 1 100 task
entry 0 outer 1
entry 1 helper 2
exit 1 0
entry 1 handler 3
entry 2 helper 4
entry 3 handler 5
exit 3 5
exit 2 4
exit 1 3
exit 0 1
END
check_view mixed '--module: nested among themselves' --module mod <<'END'
handler [mod](n=3)
  handler [mod](n=5)
  5 = handler [mod]()
3 = handler [mod]()
END
check_view mixed '--module -C 1: with context' --module mod -C 1 <<'END'
0 = helper [vmlinux]()
handler [mod](n=3)
  helper [vmlinux](n=4)
    handler [mod](n=5)
    5 = handler [mod]()
  4 = helper [vmlinux]()
3 = handler [mod]()
1 = outer [vmlinux]()
END

make_session raw <<'END'
def S 0000000000000001 point 8 0 32 i4 x 32 32 i4 y
fn f mod 4321 i4 p0000000000000001 p
chunk 5 100 task
enable
entry 0 f 0x1000
struct 0 8 s x01000000
lost 1 2
exit 0 7
END
check_view raw '--raw: the records' --raw <<'END'
stream=5 tid=100 chunk=1 byte=0 type=enable
stream=5 tid=100 chunk=1 byte=4 type=entry depth=0 site=0xffffffff81000000 name=f module=mod at=file.c:1 values=0x1000
  type=struct arg=0 size=8 flags=short, bytes=01000000
stream=5 tid=100 chunk=1 byte=32 type=lost entries=1 exits=2
stream=5 tid=100 chunk=1 byte=44 type=exit depth=0 site=0xffffffff81000000 name=f module=mod at=file.c:1 values=0x7
END

# Names that are missing, or do not fit.
make_session nameless <<'END'
fn known mod 4121 i4 u8 a
fn untyped mod - 
fn other mod 4121 i4 u8 a
unknown f
chunk 1 100 task
entry 0 f 1 2
struct 0 16 - 3 4
exit 0 5
entry 0 untyped 1
exit 0
entry 0 other 1 2
exit 0 1 2
END
check_view nameless 'without names, nothing is guessed' <<'END'
0xffffffff81000300 [?](0x1, 0x2, argument 1: {words: 0x3, 0x4})
0x5 = 0xffffffff81000300 [?]()
untyped [mod](0x1)
? = untyped [mod]()
other [mod](0x1, 0x2)
0x20000000000000001 = other [mod]()
END

make_session crashed <<'END'
fn f mod 4121 i4 u8 a
chunk 1 100 task
entry 0 f 1
exit 0 1
unfinished
END
run "$KDFLOW" view "$dir/crashed"
is "$status" 1 'a recorder that was killed: the view complains'
is "$out" '0xffffffff81000000 [?](0x1)
0x1 = 0xffffffff81000000 [?]()
# the trace does not say whether records were lost
# the trace is damaged: the rest after 2 whole blocks is missing' '... and shows the calls without names'

# malformed NAME ERE <DESCRIPTION: what is before the damage is shown, the damage is told, status 1
malformed() {
	make_session "$1"
	run "$KDFLOW" view "$dir/$1"
	is "$status" 1 "malformed: $1: fails"
	like "$err" "^kdflow: $dir/$1: $2" "malformed: $1: says where and why"
}
good='fn f mod 4121 i4 u8 a
chunk 1 100 task
entry 0 f 1'
malformed type 'block 1: record at byte 16 of 20: header 0x00000017: expected a type from 1 .entry. to 6 .event.' <<END
$good
word 0x17
END
like "$out" '^f \[mod\]\(a=0x1\)$' 'malformed: what is before it is shown'
malformed empty 'block 1: record at byte 16 of 20: header 0x00000001: expected the whole record' <<END
$good
word 1
END
malformed long 'block 1: record at byte 16 of 20: header 0x0000fff1: expected the whole record' <<END
$good
word 0xfff1
END
malformed half-value 'block 1: record at byte 16 of 28: header 0x00000031: expected a site and at most 127 whole values' <<END
$good
word 0x31
word 0
word 0
END
malformed exit 'block 1: record at byte 16 of 20: exit at depth 1: expected an open entry there' <<END
$good
exit 1
END
malformed exit-depth 'block 1: record at byte 16 of [0-9]+: header 0x[0-9a-f]{8}: expected a depth that has a frame' <<END
$good
exit 0xffff
END
malformed struct-alone 'block 1: record at byte 0 of 8: expected an entry or exit before a struct' <<'END'
chunk 1 100 task
struct 0 0 -
END
malformed struct-flags 'block 1: record at byte 16 of [0-9]+: header 0x[0-9a-f]{8}: expected no other flags of a struct' <<END
$good
word 0x08000024
word 0
END
malformed struct-bytes 'block 1: record at byte 16 of [0-9]+: header 0x[0-9a-f]{8}: expected no more bytes than the struct has' <<END
$good
struct 0 4 - 1
END
malformed struct-bad 'block 1: record at byte 16 of [0-9]+: header 0x[0-9a-f]{8}: expected no bytes of a struct that could not be read' <<END
$good
struct 0 8 b 1
END
malformed lost 'block 1: record at byte 16 of [0-9]+: header 0x[0-9a-f]{8}: expected two counters of a loss' <<END
$good
word 0x10035
word 0
word 0
END
malformed event 'block 1: record at byte 16 of [0-9]+: header 0x[0-9a-f]{8}: expected event 1 .recording begins.' <<END
$good
word 0x20016
END
malformed names 'names: f: expected as many parameters as the site has arguments, 1, found 2' <<'END'
fn f mod 4121 i4 u8 a u8 b
chunk 1 100 task
END
malformed name-type 'names: f: parameter 1: expected a type, found "i17"' <<'END'
fn f mod 4121 i4 i17 a
chunk 1 100 task
END
malformed name-shape 'names: site 0xffffffff81000000: expected a shape' <<'END'
fn f mod 4x21 i4 u8 a
chunk 1 100 task
END
malformed name-return 'names: f: expected a return type, found "x"' <<'END'
fn f mod 4121 x u8 a
chunk 1 100 task
END
malformed name-line 'names: f: expected a location, a return type and pairs of type and parameter, found 4 fields' <<'END'
fn f mod 4121 i4 u8
chunk 1 100 task
END
malformed def-id 'names: a type: expected an ID of 16 hexadecimal digits' <<'END'
def S 12 s 8
END
malformed def-member 'names: s: member 1: expected it inside the 8 bytes of the struct' <<'END'
def S 0000000000000001 s 8 60 8 u1 a
END
malformed def-member-array 'names: s: member 1: expected a bit offset, bits, a type and a name' <<'END'
def S 0000000000000001 s 8 0 8 x2:s0000000000000001 a
END
malformed def-member-type 'names: s: member 1: expected a bit offset, bits, a type and a name' <<'END'
def S 0000000000000001 s 8 0 8 v a
END
malformed def-array 'names: s: member 1: expected a bit offset, bits, a type and a name' <<'END'
def S 0000000000000001 s 8 0 8 x99999999:x99999999:u1 a
END
malformed def-enumerator 'names: e: enumerator 1: expected a number' <<'END'
def E 0000000000000001 e 4 1x ONE
END
malformed def-size 'names: an enumeration: expected a name, a size in bytes and groups of 2 fields' <<'END'
def E 0000000000000001 e 16 1 ONE
END

# A terminal is given no orders.
esc=$(printf '\033')
malformed escape 'names: a function: expected printable text' <<END
fn f mod 4121 i4 u8 a${esc}c
chunk 1 100 task
END
unlike "$out$err" "$esc" 'no escape sequence from a name'
malformed c1 'names: a function: expected printable text' <<END
fn f mod 4121 i4 u8 a$(printf '\302\233')c
chunk 1 100 task
END
malformed c1-byte 'names: a type: expected printable text' <<END
def E 0000000000000001 e 4 1 O$(printf '\233')NE
END
make_session comm <<END
fn f mod 4108 v u8 a
chunk 1 100 a${esc}b
entry 0 f 1
chunk 2 101 b
entry 0 f 1
END
run "$KDFLOW" view "$dir/comm"
like "$out" '^task 100 \(a\?b\)$' 'no escape sequence from the name of a task'

done_testing
