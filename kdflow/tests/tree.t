#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the tree of kdflow view looks like.

. kdflow/tests/common.sh

# The sum of df_func8 is 0x264, that of the two fields 0x16665.
make_trace eight <<'END'
module eight_args_c
entry trigger_write 0 8 @0xffff888003a41200 0x8000 0 0xffffffff82a01180
entry trigger_write 1 8 0x7ffd5a81e010
entry trigger_write 2 8 0x1
entry trigger_write 3 8 0xffffc90000123ef0
entry df_func1 0 8 0x11
ret df_func1 8 0x11
entry df_func2 0 8 0x11
entry df_func2 1 8 0x22
ret df_func2 8 0x33
entry df_func3 0 8 0x11
entry df_func3 1 8 0x22
entry df_func3 2 8 0x33
ret df_func3 8 0x66
entry df_func8 0 8 0x11
entry df_func8 1 8 0x22
entry df_func8 2 8 0x33
entry df_func8 3 8 0x44
entry df_func8 4 8 0x55
entry df_func8 5 8 0x66
entry df_func8 6 8 0x77
entry df_func8 7 8 0x88
ret df_func8 8 0x264
entry df_func_struct 0 8 stack@0xffffc90000123e80 0xaaaa 0xbbbb
ret df_func_struct 8 0x16665
ret trigger_write 8 0x1
END
check_view eight 'the tree of the test module' <<'END'
trigger_write [eight_args_c](0xffff888003a41200{0x8000, 0x0, 0xffffffff82a01180}, 0x7ffd5a81e010, 0x1, 0xffffc90000123ef0)
  df_func1 [eight_args_c](0x11)
  0x11 = df_func1 [eight_args_c]()
  df_func2 [eight_args_c](0x11, 0x22)
  0x33 = df_func2 [eight_args_c]()
  df_func3 [eight_args_c](0x11, 0x22, 0x33)
  0x66 = df_func3 [eight_args_c]()
  df_func8 [eight_args_c](0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88)
  0x264 = df_func8 [eight_args_c]()
  df_func_struct [eight_args_c]({0xaaaa, 0xbbbb})
  0x16665 = df_func_struct [eight_args_c]()
0x1 = trigger_write [eight_args_c]()
END
run "$KDFLOW" view -a "$dir/eight"
like "$out" '^  df_func_struct \[eight_args_c\]\(0xffffc90000123e80\{0xaaaa, 0xbbbb\}\)$' \
	'-a shows the address of a struct on the stack'

make_trace enoent <<'END'
entry do_sys_openat2 0 4 0xffffff9c
entry do_filp_open 0 4 0xffffff9c
entry path_openat 0 8 stack@0xffffc90000123e80 0x1
ret link_path_walk 4 0
entry may_open 0 4 0xfffffffe
ret may_open 4 0xfffffffe
ret path_openat 8 @0xfffffffffffffffe ? ?
ret do_filp_open 8 0xfffffffffffffffe
ret do_sys_openat2 8 0xfffffffffffffffe
ret restart 4 0xfffffe00
ret deferred 8 0xfffffffffffffdfb
ret short 2 0xfffe
ret positive 4 2
ret lowest 4 0xfffff001
ret nameless 4 0xfffff002
ret eperm 4 0xffffffff
ret upper 8 0xfffffffe
END
check_view enoent 'an error travels up, where the size allows to tell' <<'END'
do_sys_openat2 [vmlinux](0xffffff9c)
  do_filp_open [vmlinux](0xffffff9c)
    path_openat [vmlinux]({0x1})
      0x0 = link_path_walk [vmlinux]()
      may_open [vmlinux](0xfffffffe)
      0xfffffffe(-ENOENT) = may_open [vmlinux]()
    0xfffffffffffffffe(-ENOENT) = path_openat [vmlinux]()
  0xfffffffffffffffe(-ENOENT) = do_filp_open [vmlinux]()
0xfffffffffffffffe(-ENOENT) = do_sys_openat2 [vmlinux]()
0xfffffe00(-ERESTARTSYS) = restart [vmlinux]()
0xfffffffffffffdfb(-EPROBE_DEFER) = deferred [vmlinux]()
0xfffe = short [vmlinux]()
0x2 = positive [vmlinux]()
0xfffff001 = lowest [vmlinux]()
0xfffff002 = nameless [vmlinux]()
0xffffffff(-EPERM) = eperm [vmlinux]()
0xfffffffe = upper [vmlinux]()
END

make_trace structs <<'END'
entry null 0 8 0
entry user 0 8 @0x7fff00001000 ? ?
entry err_ptr 0 8 @0xfffffffffffffff4 ? ? ?
entry half 0 8 @0xffff888000001ff8 0x1 ?
entry big 0 8 @0xffff888000002000 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19
entry unknown 0 8 ?
ret unknown 8 ?
entry none 0 0 @0xffff888000003000
entry by_value 0 16 stack@0xffffc90000123e80 0x1 0x2
ret int128 16 0x5 0x1
ret wide 24 0x3 0x2 0x1
END
check_view structs 'structs, pointers and wide values' <<'END'
null [vmlinux](0x0)
user [vmlinux](0x7fff00001000)
err_ptr [vmlinux](0xfffffffffffffff4(-ENOMEM))
half [vmlinux](0xffff888000001ff8{0x1, ?})
big [vmlinux](0xffff888000002000{0x0, 0x1, 0x2, 0x3, 0x4, 0x5, 0x6, 0x7, 0x8, 0x9, 0xa, 0xb, 0xc, 0xd, 0xe, 0xf, 0x10, 0x11, 0x12, 0x13})
unknown [vmlinux](?)
? = unknown [vmlinux]()
none [vmlinux](0xffff888000003000{})
by_value [vmlinux]({0x1, 0x2})
0x10000000000000005 = int128 [vmlinux]()
0x100000000000000020000000000000003 = wide [vmlinux]()
END
run "$KDFLOW" view --fields 3 "$dir/structs"
like "$out" '^big .*\{0x0, 0x1, 0x2, \+17 more\}\)$' '--fields limits the fields'
like "$out" '^half .*\{0x1, \?\}\)$' '--fields leaves smaller structs alone'

fields=$(seq 250 | tr '\n' ' ')
make_trace huge <<END
entry huge 0 8 @0xffff888000002000 $fields
END
run "$KDFLOW" view "$dir/huge"
like "$out" ', 0x20, \+218 more\}\)$' '32 fields unless told otherwise'
run "$KDFLOW" view --fields 0 "$dir/huge"
like "$out" ', 0xfa\}\)$' '--fields 0 shows all'

# Void functions, functions without arguments, recursion, functions that do not return.
make_trace halves <<'END'
ret enabled 8 0
entry outer 0 4 1
entry void 0 4 2
entry inner 0 4 3
ret inner 4 3
ret noargs 4 4
entry outer 0 4 5
ret outer 4 6
entry inner 0 4 7
ret inner 4 7
ret outer 4 8
entry void 0 4 9
entry inner 0 4 10
ret inner 4 10
entry do_exit 0 8 0
END
check_view halves 'no half of a call moves the others' <<'END'
0x0 = enabled [vmlinux]()
outer [vmlinux](0x1)
  void [vmlinux](0x2)
  inner [vmlinux](0x3)
  0x3 = inner [vmlinux]()
  0x4 = noargs [vmlinux]()
  outer [vmlinux](0x5)
  0x6 = outer [vmlinux]()
  inner [vmlinux](0x7)
  0x7 = inner [vmlinux]()
0x8 = outer [vmlinux]()
void [vmlinux](0x9)
inner [vmlinux](0xa)
0xa = inner [vmlinux]()
do_exit [vmlinux](0x0)
END

make_trace lost <<'END'
entry f 0 8 1
lost 2
entry f 3 8 4
lost 1
ret f 8 0
lost 5
entry g 1 8 7
lost 100
stats 4 100 8
END
check_view lost 'losses are shown where they happened, and at the end' <<'END'
f [vmlinux](0x1, ?, ?, 0x4)
  # 1 record lost here
0x0 = f [vmlinux]()
# 5 records lost here
g [vmlinux](?, 0x7)
# 108 records lost: buffer full (100; -b 4K should suffice), page faults disabled (8)
END

make_trace anonymous <<'END'
anonymous nobody
entry nobody 0 8 1
ret nobody 8 2
END
check_view anonymous 'a function without a name is shown by its address' <<'END'
0xffffffff81000000 [?](0x1)
0x2 = 0xffffffff81000000 [?]()
END

# Level 128 is the last that is indented.
{
	for i in $(seq 0 130); do echo "entry f 0 8 $i"; done
	for i in $(seq 130 -1 0); do echo "ret f 8 $i"; done
} >"$dir/deep.txt"
make_trace deep <"$dir/deep.txt"
run "$KDFLOW" view "$dir/deep"
spaces=$(printf '%256s' '')
is "$(echo "$out" | sed -n '129,130p;132,134p')" "\
${spaces}f [vmlinux](0x80)
${spaces}[129] f [vmlinux](0x81)
${spaces}[130] 0x82 = f [vmlinux]()
${spaces}[129] 0x81 = f [vmlinux]()
${spaces}0x80 = f [vmlinux]()" 'calls that are too deep to be indented'

make_trace nothing </dev/null
check_view nothing 'no record at all' <<'END'
END

# Colours are for terminals.
typescript() {
	script -qec "$1" /dev/null </dev/null
}
esc=$(printf '\033')
out=$(typescript "'$KDFLOW' view '$dir/enoent'")
like "$out" "${esc}\[1mmay_open$esc\[0m \[$esc\[36mvmlinux$esc\[0m\]" 'colours on a terminal'
like "$out" "$esc\[31m\(-ENOENT\)$esc\[0m" 'errors stand out'
out=$(typescript "NO_COLOR=1 '$KDFLOW' view '$dir/enoent'")
unlike "$out" "$esc" 'NO_COLOR is respected'
out=$(typescript "NO_COLOR= '$KDFLOW' view '$dir/enoent'")
like "$out" "$esc" 'an empty NO_COLOR is none'

done_testing
