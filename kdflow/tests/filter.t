#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kdflow view: --module, -C, --raw.

. kdflow/tests/common.sh

make_trace mixed <<'END'
entry ksys_write 0 4 1
entry vfs_write 0 8 @0xffff888003a41200 0x8000 ?
entry rw_verify_area 0 4 1
ret rw_verify_area 4 0
module mod
entry trigger_write 0 8 0x1
entry trigger_write 1 8 0x2
entry helper 0 8 stack@0xffffc90000123e80 0xaaaa
module vmlinux
entry kmalloc 0 8 64
ret kmalloc 8 0xffff888003a41300
module mod
ret helper 8 0x3
ret trigger_write 8 0x1
module vmlinux
entry fsnotify_modify 0 8 1
ret vfs_write 8 1
ret ksys_write 8 1
END

check_view mixed 'the whole tree' <<'END'
ksys_write [vmlinux](0x1)
  vfs_write [vmlinux](0xffff888003a41200{0x8000, ?})
    rw_verify_area [vmlinux](0x1)
    0x0 = rw_verify_area [vmlinux]()
    trigger_write [mod](0x1, 0x2)
      helper [mod]({0xaaaa})
        kmalloc [vmlinux](0x40)
        0xffff888003a41300 = kmalloc [vmlinux]()
      0x3 = helper [mod]()
    0x1 = trigger_write [mod]()
    fsnotify_modify [vmlinux](0x1)
  0x1 = vfs_write [vmlinux]()
0x1 = ksys_write [vmlinux]()
END

check_view mixed '--module: nested among themselves' --module mod <<'END'
trigger_write [mod](0x1, 0x2)
  helper [mod]({0xaaaa})
  0x3 = helper [mod]()
0x1 = trigger_write [mod]()
END

check_view mixed '--module vmlinux: the kernel without modules' --module vmlinux <<'END'
ksys_write [vmlinux](0x1)
  vfs_write [vmlinux](0xffff888003a41200{0x8000, ?})
    rw_verify_area [vmlinux](0x1)
    0x0 = rw_verify_area [vmlinux]()
    kmalloc [vmlinux](0x40)
    0xffff888003a41300 = kmalloc [vmlinux]()
    fsnotify_modify [vmlinux](0x1)
  0x1 = vfs_write [vmlinux]()
0x1 = ksys_write [vmlinux]()
END

check_view mixed '--module -C 1: a call whose other half is hidden opens no level' --module mod -C 1 <<'END'
0x0 = rw_verify_area [vmlinux]()
trigger_write [mod](0x1, 0x2)
  helper [mod]({0xaaaa})
    kmalloc [vmlinux](0x40)
    0xffff888003a41300 = kmalloc [vmlinux]()
  0x3 = helper [mod]()
0x1 = trigger_write [mod]()
fsnotify_modify [vmlinux](0x1)
END

make_trace apart <<'END'
module mod
entry a 0 4 1
ret a 4 1
module vmlinux
entry b1 0 4 1
entry b2 0 4 2
entry b3 0 4 3
entry b4 0 4 4
entry b5 0 4 5
module mod
entry c 0 4 1
ret c 4 1
END
check_view apart '-C: groups that do not touch are separated' --module mod -C 1 <<'END'
a [mod](0x1)
0x1 = a [mod]()
b1 [vmlinux](0x1)
--
b5 [vmlinux](0x5)
c [mod](0x1)
0x1 = c [mod]()
END
check_view apart '-C 2: nearly touching' --module mod -C 2 <<'END'
a [mod](0x1)
0x1 = a [mod]()
b1 [vmlinux](0x1)
b2 [vmlinux](0x2)
--
b4 [vmlinux](0x4)
b5 [vmlinux](0x5)
c [mod](0x1)
0x1 = c [mod]()
END
run "$KDFLOW" view "$dir/apart"
all=$out
run "$KDFLOW" view --module mod -C 3 "$dir/apart"
is "$out" "$all" '-C 3: touching groups are not separated'
run "$KDFLOW" view --module mod -C 4294967295 "$dir/apart"
is "$out" "$all" '-C of more than there is'
run "$KDFLOW" view -C 1 "$dir/apart"
is "$out" "$all" '-C without --module: everything'

check_view mixed '--raw: all that a record says' --raw <<'END'
word=0 seq=0 type=entry pc=0xffffffff81000000 name=ksys_write module=vmlinux arg=0 size=4 values=0x1
word=4 seq=1 type=entry pc=0xffffffff81000100 name=vfs_write module=vmlinux arg=0 size=8 addr=0xffff888003a41200 stack=0 values=0x8000,0xbadadd85
word=9 seq=2 type=entry pc=0xffffffff81000200 name=rw_verify_area module=vmlinux arg=0 size=4 values=0x1
word=13 seq=3 type=return pc=0xffffffff81000200 name=rw_verify_area module=vmlinux size=4 values=0x0
word=17 seq=4 type=entry pc=0xffffffff81000300 name=trigger_write module=mod arg=0 size=8 values=0x1
word=21 seq=5 type=entry pc=0xffffffff81000300 name=trigger_write module=mod arg=1 size=8 values=0x2
word=25 seq=6 type=entry pc=0xffffffff81000400 name=helper module=mod arg=0 size=8 addr=0xffffc90000123e80 stack=1 values=0xaaaa
word=29 seq=7 type=entry pc=0xffffffff81000500 name=kmalloc module=vmlinux arg=0 size=8 values=0x40
word=33 seq=8 type=return pc=0xffffffff81000500 name=kmalloc module=vmlinux size=8 values=0xffff888003a41300
word=37 seq=9 type=return pc=0xffffffff81000400 name=helper module=mod size=8 values=0x3
word=41 seq=10 type=return pc=0xffffffff81000300 name=trigger_write module=mod size=8 values=0x1
word=45 seq=11 type=entry pc=0xffffffff81000600 name=fsnotify_modify module=vmlinux arg=0 size=8 values=0x1
word=49 seq=12 type=return pc=0xffffffff81000100 name=vfs_write module=vmlinux size=8 values=0x1
word=53 seq=13 type=return pc=0xffffffff81000000 name=ksys_write module=vmlinux size=8 values=0x1
END
run "$KDFLOW" view --raw --module mod "$dir/mixed"
is "$(echo "$out" | grep -c .)" 5 '--raw --module'
run "$KDFLOW" view --raw --module mod -C 1 "$dir/mixed"
is "$(echo "$out" | sed 's/.*seq=\([0-9]*\).*/\1/' | tr '\n' ' ')" "3 4 5 6 7 8 9 10 11 " '--raw -C counts records'
run "$KDFLOW" view --raw --module mod -C 1 "$dir/apart"
is "$(echo "$out" | sed 's/.*seq=\([0-9]*\).*/\1/' | tr '\n' ' ')" "0 1 2 -- 6 7 8 " '--raw -C separates groups'

make_trace lost <<'END'
entry f 0 8 1
lost 3
ret f 8 1
stats 2 0 3
END
run "$KDFLOW" view --raw "$dir/lost"
like "$out" '^# 3 records lost here$' '--raw: losses where they happened'
like "$out" '^# 3 records lost: page faults disabled \(3\)$' '--raw: losses at the end'

run "$KDFLOW" view --module nosuch "$dir/mixed"
is "$status" 1 '--module of a module that is not there fails'
like "$err" 'no call is selected; modules in the trace: vmlinux mod$' '... and tells which are'

done_testing
