#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kdflow view: which calls of a session are shown.

. kdflow/tests/common.sh

make_session tree <<'END'
def S 0000000000000001 file 16 0 32 u4 flags 64 64 i8 pos
fn ksys_open vmlinux 4321 i8 p0000000000000001 f
fn do_open vmlinux 2121 i4 i4 n
fn lookup vmlinux 2121 i4 i4 n
fn probe mod 4321 i4 p0000000000000001 f
fn close vmlinux 2121 i4 i4 n
chunk 1 100 sh
entry 0 ksys_open 0x1000
struct 0 16 - 0 0
entry 1 do_open 1
entry 2 lookup 2
exit 2 0xfffffffe
entry 2 lookup 3
lost 1 1
exit 2 0
exit 1 0xfffffffe
entry 1 probe 0x1000
struct 0 16 - 0 0
exit 1 0
struct 0 16 - 7 0
exit 0 0xfffffffffffffff4
struct 0 16 - 7 0
chunk 1 100 ls
entry 0 close 4
exit 0 0
entry 0 probe 0x1000
struct 0 16 - 7 0
exit 0 0
chunk 2 200 cat
entry 0 close 5
END
check_view tree '--changed: what has changed something' --changed <<'END'
task 100 (ls)
ksys_open [vmlinux](f=0x1000{flags: 0x0, pos: 0})
  probe [mod](f=0x1000{flags: 0x0, pos: 0})
  0 = probe [mod](f->flags: 0x0 -> 0x7)
-12(-ENOMEM) = ksys_open [vmlinux](f->flags: 0x0 -> 0x7)
END
check_view tree '--errors: with the calls around them' --errors <<'END'
task 100 (ls)
ksys_open [vmlinux](f=0x1000{flags: 0x0, pos: 0})
  do_open [vmlinux](n=1)
    lookup [vmlinux](n=2)
    -2(-ENOENT) = lookup [vmlinux]()
  -2(-ENOENT) = do_open [vmlinux]()
-12(-ENOMEM) = ksys_open [vmlinux](f->flags: 0x0 -> 0x7)
END
check_view tree '--errors --function: the path to it, whatever those around it return' --errors --function 'look*' <<'END'
task 100 (ls)
ksys_open [vmlinux](f=0x1000{flags: 0x0, pos: 0})
  do_open [vmlinux](n=1)
    lookup [vmlinux](n=2)
    -2(-ENOENT) = lookup [vmlinux]()
  -2(-ENOENT) = do_open [vmlinux]()
-12(-ENOMEM) = ksys_open [vmlinux](f->flags: 0x0 -> 0x7)
END
check_view tree '--function: a pattern' --function '*o*e' --task 100 <<'END'
task 100 (ls)
probe [mod](f=0x1000{flags: 0x0, pos: 0})
0 = probe [mod](f->flags: 0x0 -> 0x7)
close [vmlinux](n=4)
0 = close [vmlinux]()
probe [mod](f=0x1000{flags: 0x7, pos: 0})
0 = probe [mod]()
END
check_view tree '--function --module --changed: all of them hold' --function 'p*' --module 'm?d' --changed <<'END'
task 100 (ls)
probe [mod](f=0x1000{flags: 0x0, pos: 0})
0 = probe [mod](f->flags: 0x0 -> 0x7)
END
check_view tree '-C: groups that touch' --function lookup -C 1 <<'END'
task 100 (ls)
do_open [vmlinux](n=1)
  lookup [vmlinux](n=2)
  -2(-ENOENT) = lookup [vmlinux]()
  lookup [vmlinux](n=3)
    # 1 entry and 1 exit lost here
  0 = lookup [vmlinux]()
-2(-ENOENT) = do_open [vmlinux]()
END
check_view tree '-C: groups that do not touch' --module mod -C 1 <<'END'
task 100 (ls)
-2(-ENOENT) = do_open [vmlinux]()
probe [mod](f=0x1000{flags: 0x0, pos: 0})
0 = probe [mod](f->flags: 0x0 -> 0x7)
-12(-ENOMEM) = ksys_open [vmlinux](f->flags: 0x0 -> 0x7)
--
0 = close [vmlinux]()
probe [mod](f=0x1000{flags: 0x7, pos: 0})
0 = probe [mod]()
END
check_view tree '--task: by a name that it had' --task 's?' --function close <<'END'
task 100 (ls)
close [vmlinux](n=4)
0 = close [vmlinux]()
END
check_view tree '--task: by its number; an entry without exit' --task 200 --function close <<'END'
task 200 (cat)
close [vmlinux](n=5)
# no exit of close [vmlinux]
END
check_view tree '--depth: what lies deeper is counted, losses are shown' --depth 2 --task 100 <<'END'
task 100 (ls)
ksys_open [vmlinux](f=0x1000{flags: 0x0, pos: 0})
  do_open [vmlinux](n=1)
    # 2 calls inside
    # 1 entry and 1 exit lost here
  -2(-ENOENT) = do_open [vmlinux]()
  probe [mod](f=0x1000{flags: 0x0, pos: 0})
  0 = probe [mod](f->flags: 0x0 -> 0x7)
-12(-ENOMEM) = ksys_open [vmlinux](f->flags: 0x0 -> 0x7)
close [vmlinux](n=4)
0 = close [vmlinux]()
probe [mod](f=0x1000{flags: 0x7, pos: 0})
0 = probe [mod]()
END
check_view tree '--depth of selected calls: among themselves' --depth 1 --errors <<'END'
task 100 (ls)
ksys_open [vmlinux](f=0x1000{flags: 0x0, pos: 0})
  # 2 calls inside
-12(-ENOMEM) = ksys_open [vmlinux](f->flags: 0x0 -> 0x7)
END
run "$KDFLOW" view --json --depth 1 --errors "$dir/tree"
is "$(printf '%s\n' "$out" | sed -n 's/.*"type":"\([a-z]*\)".*/\1/p' | tr '\n' ' ')" 'trace task entry exit end ' '--json takes all of it, too'
for options in '--task nosuch' '--function nosuch' '--module nosuch' '--task cat --errors' '--task cat --changed'; do
	# shellcheck disable=SC2086 # words
	run "$KDFLOW" view $options "$dir/tree"
	is "$status: $out$err" "1: kdflow: $dir/tree: no call is selected; modules in the trace: vmlinux mod" "$options: nothing"
done

make_session gap <<'END'
fn f vmlinux 2121 i4 i4 n
fn g mod 2121 i4 i4 n
chunk 1 100 sh
entry 0 f 1
entry 1 g 2
skip 1
chunk 1 100 sh
exit 1 0xfffffffe
exit 0 0xfffffffe
END
check_view gap 'an exit of nobody knows what is not selected' --function '*' <<'END'
f [vmlinux](n=1)
  g [mod](n=2)
END

make_session unsure <<'END'
def S 0000000000000001 file 16 0 32 u4 flags 64 64 i8 pos
fn f mod 4321 i8 p0000000000000001 f
chunk 1 100 sh
entry 0 f 0x1000
struct 0 16 b
exit 0 0
struct 0 16 - 7 0
END
run "$KDFLOW" view --changed "$dir/unsure"
is "$status: $out" '1: ' '--changed: not where it was not known before'

make_trace rfc <<'END'
entry f 0 8 1
ret f 8 1
entry g 0 8 1
END
check_view rfc 'a trace of the RFC: --function' --function g <<'END'
g [vmlinux](0x1)
END
for options in '--task 1' --changed --errors '--depth 1'; do
	# shellcheck disable=SC2086 # words
	run "$KDFLOW" view $options "$dir/rfc"
	is "$status: $(printf '%s' "$out" | grep -v '^#')" '1: ' "a trace of the RFC: not $options"
	like "$err" "need one of a session" "... and says so: $options"
done

# The pager, on a terminal only.
typescript() {
	script -qec "$1" /dev/null </dev/null
}
out=$(typescript "KDFLOW_PAGER='sed s/^/PAGED:/' '$KDFLOW' view --function g '$dir/rfc'")
like "$out" '^PAGED:.*g.*0x1' 'the output goes through KDFLOW_PAGER'
out=$(typescript "env -u KDFLOW_PAGER PAGER='sed s/^/PAGED:/' '$KDFLOW' view '$dir/rfc'")
like "$out" '^PAGED:' '... or PAGER'
out=$(typescript "KDFLOW_PAGER= PAGER='sed s/^/PAGED:/' '$KDFLOW' view '$dir/rfc'")
unlike "$out" 'PAGED' '... or none'
out=$(typescript "KDFLOW_PAGER='sed s/^/PAGED:/' '$KDFLOW' view --no-pager '$dir/rfc'")
unlike "$out" 'PAGED' '... not with --no-pager'
like "$out" '0x1' '... and is there'
run env KDFLOW_PAGER='sed s/^/PAGED:/' "$KDFLOW" view "$dir/rfc"
unlike "$out" 'PAGED' '... not into a file'

done_testing
