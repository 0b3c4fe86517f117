#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kdflow tui: keys that are pressed in a terminal of tmux, and what that shows then.

. kdflow/tests/common.sh

export TMUX_TMPDIR="$dir"
unset TMUX
trap 'tmux kill-server 2>/dev/null; rm -rf "$dir"' EXIT

make_session tree <<'END'
def S 0000000000000001 file 16 0 32 u4 flags 64 64 i8 pos
fn ksys_open vmlinux 4341 i8 p0000000000000001 f
fn do_open vmlinux 2121 i4 i4 n
fn lookup vmlinux 2121 i4 i4 n
fn probe mod 4321 i4 p0000000000000001 f
fn release mod 4141 i8 p f
chunk 1 100 sh
entry 0 ksys_open 0xffff888000001000
struct 0 16 - 0 0
entry 1 do_open 1
entry 2 lookup 2
exit 2 0xfffffffe
lost 3 1
exit 1 0xfffffffe
entry 1 probe 0xffff888000001000
struct 0 16 - 0 0
exit 1 0
struct 0 16 - 7 0
exit 0 0xfffffffffffffff4
struct 0 16 - 7 0
chunk 2 200 cat
entry 0 do_open 5
exit 0 0
entry 0 release 0xffff888000001000
exit 0 0
entry 0 do_open 7
END

tmux -f /dev/null new-session -d -s server cat 2>"$dir/tmux.err" || ok 1 "tmux: $(cat "$dir/tmux.err")"

# start NAME [LINES]: the viewer, and a mark of its end
start() {
	tmux new-session -d -s view -x 100 -y "${2:-24}" "'$KDFLOW' tui '$dir/$1'; echo left \$?; exec cat"
}

keys() {
	for k; do
		tmux send-keys -t view "$k"
	done
}

# shows ERE NAME: the screen has such a line, after a while
shows() {
	tries=0
	while screen=$(tmux capture-pane -p -t view); do
		printf '%s\n' "$screen" | grep -Eq -e "$1" && break
		tries=$((tries + 1))
		[ $tries -lt 300 ] || break
		sleep 0.1
	done
	like "$screen" "$1" "$2"
}

# The rows above the line.
rows() {
	printf '%s\n' "$screen" | sed '/^-----/,$d' | sed 's/ *$//' | sed '/^$/d'
}

start tree
shows '^line 1 of 17   \? help' 'it begins at the first line'
is "$(rows)" ' task 100 (sh)
+ksys_open [vmlinux](f=0xffff888000001000{flags: 0x0, pos: 0}) = -12(-ENOMEM) (f->flags: 0x0 -> 0x7)
 task 200 (cat)
 do_open [vmlinux](n=5) = 0
 release [mod](f=0xffff888000001000) = 0
 do_open [vmlinux](n=7) # no exit' 'calls are folded to begin with'
keys j Enter
shows '^-ksys_open' 'Enter opens'
is "$(rows | sed -n '2,6p')" '-ksys_open [vmlinux](f=0xffff888000001000{flags: 0x0, pos: 0})
  +do_open [vmlinux](n=1) = -2(-ENOENT)
   probe [mod](f=0xffff888000001000{flags: 0x0, pos: 0}) = 0 (f->flags: 0x0 -> 0x7)
 -12(-ENOMEM) = ksys_open [vmlinux](f->flags: 0x0 -> 0x7)
 task 200 (cat)' 'what it shows: the calls inside, and the exit'
keys %
shows '^-12\(-ENOMEM\) = ksys_open' '% goes to the matching return'
keys %
shows '^ksys_open' '... and back'
keys Space
shows '^\+ksys_open.*= -12' 'Space folds'
keys j
shows '^line 11 of' '... down is behind all that is inside'
keys k
shows '^line 2 of' '... and up is before it'
keys / l o o k u p Enter
shows '^line 4 of' '/ finds what is folded away'
shows '^    [ +-]lookup \[vmlinux\]\(n=2\) = -2\(-ENOENT\)' '... and opens what is around it'
keys n
shows '^line 5 of' 'n: its exit is next'
keys n
shows 'not found below' '... and there is no other'
keys N
shows '^line 4 of' 'N goes back'
keys u
shows '^line 3 of' 'u goes to the call around'
keys Left Left Left
shows '^\+ksys_open' 'left folds, and goes to the call around'
keys Right '*'
shows '^     # 3 entries and 1 exit lost here' '* opens all inside, a loss shows'
keys g j f Tab Enter
shows 'following 0xffff888000001000' 'f follows a value of the line'
shows '^probe \[mod\]\(f=0xffff888000001000' '... to where it appears next'
keys n
shows '^release \[mod\]\(f=0xffff888000001000\)' 'n: in another task'
keys n
shows 'not found below' '... which was the last'
keys N
shows '^probe \[mod\]' 'N: back'
keys f 7 Enter
shows '^0 = probe \[mod\]\(f->flags: 0x0 -> 0x7\)' 'f follows any number: a field that became it'
keys n n
shows '^do_open \[vmlinux\]\(n=7\)' '... an argument in decimal'
keys f x Enter
shows 'x: expected a number' 'f with what is none'
keys G
shows '^line 16 of 17' 'G: the last line'
keys g
shows '^line 1 of 17' 'g: the first'
keys '?'
shows 'the matching return or entry' '? is help'
keys q
shows '^ task 100' 'any key leaves it'
keys q
shows '^left 0' 'q leaves'
tmux kill-session -t view

# A narrow terminal.
tmux new-session -d -s view -x 60 -y 12 "'$KDFLOW' tui '$dir/tree'; echo left \$?; exec cat"
shows '^\+ksys_open \[vmlinux\].*\.\.\. = -12\(-ENOMEM\) \(f->fl' 'a long line of a folded call shows its result'
keys q
shows '^left 0' 'and it ends'
tmux kill-session -t view

# A task's name, a function's: what is not ASCII. Some terminals take the second byte for a control character.
make_session bytes <<END
fn f$(printf '\303\233')31m vmlinux 4121 i4 u8 n
chunk 1 100 $(printf 'x\033[2Jy\001')
entry 0 f$(printf '\303\233')31m 1
exit 0 0
END
start bytes
shows 'task 100 \(x\?\[2Jy\?\)' 'a name of a task has no control characters'
shows 'f\?\?31m \[vmlinux\]' '... nor has that of a function'
keys q
shows '^left 0' 'and it ends'
tmux kill-session -t view

# Long ones: rows beyond the screen, and beyond what is read at once.
{
	echo 'fn f mod 4121 i4 u8 n'
	awk 'BEGIN { for (i = 0; i < 20000; i++) { if (i % 5000 == 0) print "chunk 1 100 sh"; print "entry 0 f " i "\nexit 0 0" } }'
} | make_session long
start long 12
shows '^line 1 of 409[0-9] read so far' 'only the beginning is read'
keys NPage NPage
shows '^line 2[0-9] of 409[0-9] read so far' 'PgDn: two screens on'
keys / 0 x 4 e 1 f Enter
shows 'f \[mod\]\(n=0x4e1f\) = 0' 'a search reads on, up to the last call'
shows '^line 40000 of 40001$|^line 40000 of 40001 ' 'it is there'
keys PPage
shows '^f \[mod\]\(n=0x4e1' 'PgUp: a screen back'
keys G q
shows '^left 0' 'and it ends'
tmux kill-session -t view

head -c "$(($(wc -c <"$dir/tree") - 20))" "$dir/tree" >"$dir/cut"
start cut
shows '   the trace is damaged' 'a damaged trace: says so'
keys q
shows '^left 1' '... also in its status'
tmux kill-session -t view

run "$KDFLOW" tui "$dir/tree"
is "$status: $out$err" '1: kdflow: tui: needs a terminal; kdflow view does not' 'not without a terminal'
for args in '' 'a b' '--nosuch a'; do
	# shellcheck disable=SC2086 # words
	run "$KDFLOW" tui $args
	is "$status: $out" '2: ' "tui $args: wrong usage"
done

done_testing
