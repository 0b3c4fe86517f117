#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kdflow check: what holds, what does not, and what cannot be known.
# shellcheck disable=SC2154 # run sets status, out and err

. kdflow/tests/common.sh

# check NAME TRACE [OPTION...] <CONTRACTS: leaves $status, $out and $err
check() {
	c_file=$dir/$1.contracts
	c_trace=$dir/$2
	shift 2
	cat >"$c_file"
	run "$KDFLOW" check "$@" "$c_file" "$c_trace"
}

# counts: the summary without the file, as HELD VIOLATED UNDECIDED LINE
counts() {
	printf '%s\n' "$out" | sed -n 's/^ *\([0-9][0-9]*\) *\([0-9][0-9]*\) *\([0-9][0-9]*\)  .*\.contracts:\([0-9]*\): .*/\1 \2 \3 line \4/p'
}

make_session calls <<'END'
def E 00000000000000e1 state 4 0 IDLE 1 BUSY
def S 0000000000000001 buf 16 0 32 u4 flags 32 32 e00000000000000e1 state 64 64 p data
fn syscall vmlinux 4141 i8 u8 nr
fn set_max mod 432121 i4 p0000000000000001 b u4 max
fn ioctl mod 214141 i8 u4 cmd u8 arg
fn other vmlinux 4141 p p q
chunk 1 100 task
entry 0 syscall 16
entry 1 set_max 0xffff888000001000 0xffffffff
struct 0 16 - 0x0000000000000001 0
exit 1 0
struct 0 16 - 0x0000000100000003 0
entry 1 set_max 0xffff888000001000 5
struct 0 16 - 0x0000000000000001 0
exit 1 0xffffffea
entry 1 set_max 0 5
exit 1 0xfffffff4
entry 1 ioctl 7 0xfffffffffffffff4
exit 1 0
entry 1 other 0xfffffffffffffff4
exit 1 0xffff888000001000
exit 0 0
counters 12 12 0 0 0 0 0 0
info after changed
END

check good calls <<'END'
# A comment, and an empty line.

set_max: pre max >= 5	# and another
set_max: post is_error(ret) || ret == 0
set_max: post ret == -EINVAL || ret == -ENOMEM => max == 5
set_max: unchanged b->data
set_max, ioctl in mod: post ret <= 0
END
is "$status: $err" '0: ' 'contracts that hold: status 0, no complaint'
is "$(counts)" '3 0 0 line 3
3 0 0 line 4
3 0 0 line 5
2 0 1 line 6
4 0 0 line 7' 'how often each held; a struct that was not there is undecided'

check bad calls <<'END'
set_max: pre max <= 1000
set_max: post b != NULL && ret == 0 => b->state == IDLE
*: pre never IS_ERR(arg)
set_max: unchanged *b
END
is "$status" 1 'contracts that do not hold: status 1'
f=$dir/bad.contracts
is "$out" "violated: $f:1: set_max: pre max <= 1000
  task 100 (task): syscall [vmlinux] > set_max [mod]
  set_max [mod](b=0xffff888000001000{flags: 0x1, state: IDLE, data: 0x0}, max=0xffffffff)
  where max = 0xffffffff
violated: $f:2: set_max: post b != NULL && ret == 0 => b->state == IDLE
  task 100 (task): syscall [vmlinux] > set_max [mod]
  set_max [mod](b=0xffff888000001000{flags: 0x1, state: IDLE, data: 0x0}, max=0xffffffff)
  0 = set_max [mod](b->flags: 0x1 -> 0x3, b->state: IDLE -> BUSY)
  where b = 0xffff888000001000, ret = 0, b->state = BUSY
violated: $f:4: set_max: unchanged *b
  task 100 (task): syscall [vmlinux] > set_max [mod]
  set_max [mod](b=0xffff888000001000{flags: 0x1, state: IDLE, data: 0x0}, max=0xffffffff)
  0 = set_max [mod](b->flags: 0x1 -> 0x3, b->state: IDLE -> BUSY)
  where b = 0xffff888000001000
violated: $f:3: *: pre never IS_ERR(arg)
  task 100 (task): syscall [vmlinux] > other [vmlinux]
  other [vmlinux](q=0xfffffffffffffff4(-ENOMEM))
  where arg (q) = 0xfffffffffffffff4(-ENOMEM)
      held   violated  undecided  contract
         2          1          0  $f:1: set_max: pre max <= 1000
         2          1          0  $f:2: set_max: post b != NULL && ret == 0 => b->state == IDLE
         3          1          0  $f:3: *: pre never IS_ERR(arg)
         1          1          1  $f:4: set_max: unchanged *b" \
	'the call, its way from the system call, the values that decided'
cp "$f" "$dir/same.contracts"
check bad calls -n 1 <"$dir/same.contracts"
is "$(printf '%s\n' "$out" | grep -c '^violated')" 1 '-n limits what is printed'
like "$out" '^# 1 of 4 violations are shown$' '... and says so'
like "$out" '^ *1 +1 +1  .*unchanged' '... but counts all'
check bad calls -q <"$dir/same.contracts"
is "$status: $out$err" '1: ' '-q: the status alone'

json=$("$KDFLOW" check --json -n 2 "$f" "$dir/calls")
is "$(printf '%s\n' "$json" | head -n 1)" '{"type":"violation","contract":{"file":"'"$f"'","line":1,"text":"set_max: pre max <= 1000"},"stream":1,"tid":100,"pid":100,"name":"task","at":"entry","path":[{"site":"0xffffffff81000000","function":"syscall","module":"vmlinux"},{"site":"0xffffffff81000100","function":"set_max","module":"mod"}],"values":[{"name":"max","old":false,"value":4294967295}]}' \
	'--json: a violation'
is "$(printf '%s\n' "$json" | sed -n '4p;$p')" '{"type":"contract","contract":{"file":"'"$f"'","line":2,"text":"set_max: post b != NULL && ret == 0 => b->state == IDLE"},"functions":1,"held":2,"violated":1,"undecided":0}
{"type":"end","complete":true,"violations":4,"shown":2}' '--json: the summary'

check each calls <<'END'
ioctl: pre arg < 5
mod?: pre arg == 1
END
like "$err" 'each.contracts:2: never applied: no such function in the trace$' 'a contract for no function is told'
is "$(counts)" '0 1 0 line 1
0 0 0 line 2' 'in a contract for one function, arg is the parameter of that name'
check each calls <<'END'
set_max: pre arg > 4
i*: pre arg != 0
END
is "$(counts)" '5 1 0 line 1
2 0 0 line 2' '... and otherwise each argument'

# refused NAME LINE:COLUMN MESSAGE <CONTRACTS
refused() {
	check wrong calls
	is "$status: $out$err" "1: kdflow: $dir/wrong.contracts:$2: $3" "refused: $1"
}
refused 'no kind' 2:6 'found "ret": expected "pre", "post" or "unchanged"' <<'END'
# first
f:   ret == 0
END
refused 'no colon' 1:1 'expected FUNCTION: pre, post or unchanged, or sequence NAME: STEPS' <<'END'
f pre ret == 0
END
refused 'no function' 1:1 'expected the name of a function' <<'END'
: pre 1
END
refused 'no module' 1:8 'expected FUNCTION in MODULE' <<'END'
f in   : pre 1
END
refused 'two modules' 1:8 'expected nothing behind the module' <<'END'
f in m n: pre 1
END
refused 'something behind it' 3:15 'found "b": expected an operator or the end' <<'END'


f: pre a == b b
END
refused 'a name that the function does not have' 1:14 'size: set_max has no such argument; it has: b max' <<'END'
set_max: pre size > 0
END
refused 'a member of nothing' 1:20 'b->size: struct buf has no such member; it has: flags state data' <<'END'
set_max: unchanged b->size
END
refused 'too many stars' 1:1 'expected a pattern of at most 255 bytes, with at most 6 "*"' <<'END'
*a*a*a*a*a*a*: pre 1
END
refused 'control characters' 1:8 'found "?": expected an expression' <<END
f: pre $(printf '\033')[31m
END
run "$KDFLOW" check "$dir/nosuch" "$dir/calls"
is "$status: $err" "1: kdflow: $dir/nosuch: No such file or directory" 'no file of contracts'
run "$KDFLOW" check "$dir/good.contracts"
is "$status: $err" '2: kdflow check: expected CONTRACTS and TRACE; see: kdflow help check' 'usage: two files'
run "$KDFLOW" check -n x a b
is "$status" 2 'usage: a number'

seq 300000 | sed 's/.*/s*: pre nr + nr + nr + max/' >"$dir/large"
check large calls <"$dir/large"
is "$status: $err" "1: kdflow: $dir/large.contracts: expected contracts with at most 2000000 names in all functions of the trace" \
	'refused: more than memory is for'

make_session halves <<'END'
fn f mod 2121 i4 i4 n
fn g mod 2121 i4 i4 n
chunk 1 100 task
exit_of 0 f 0
entry 0 f 1
entry 1 g 1
lost 1 1
exit 0 0
entry 0 f 2
counters 3 2 1 1 0 0 0 0
END
check halves halves <<'END'
f: pre n > 0
f: post ret == 0
f: post n == 1
g: post ret == 0
END
is "$status: $(counts)" '0: 2 0 1 line 1
2 0 1 line 2
1 0 2 line 3
0 0 1 line 4' 'a call of which one half is missing is undecided'
like "$out" '^# 2 of 7 records lost' 'losses are told'

make_session life <<'END'
fn get mod 4141 p u8 size
fn use mod 4121 i4 p p
fn put mod 4108 v p p
chunk 1 100 task
enable
entry 0 get 8
exit 0 0x1000
entry 0 use 0x1000
exit 0 0
entry 0 put 0x1000
entry 1 use 0x1000
exit 1 0
exit 0
entry 0 get 8
exit 0 0x1000
entry 0 put 0x1000
exit 0
entry 0 use 0x1000
exit 0 0
entry 0 put 0x1000
exit 0
entry 0 use 0x3000
exit 0 0
entry 0 put 0x3000
exit 0
entry 0 put 0x3000
exit 0
entry 0 get 8
exit 0 0
entry 0 get 8
exit 0 0xfffffffffffffff4
entry 0 put 0
exit 0
entry 0 get 8
exit 0 0x2000
counters 15 15 0 0 0 0 0 0
END
check life life <<'END'
sequence life: get(ret) -> use(p)* -> put(p)
END
is "$(counts)" '8 2 1 line 1' 'a life: use while it lasts, also inside of its end; NULL and ERR_PTR are no objects'
is "$(printf '%s\n' "$out" | sed '/^      held/,$d')" "violated: $dir/life.contracts:1: sequence life: get(ret) -> use(p)* -> put(p)
  task 100 (task): use [mod]
  use [mod](p=0x1000)
  object 0x1000: came after put [mod] in task 100, step 3
violated: $dir/life.contracts:1: sequence life: get(ret) -> use(p)* -> put(p)
  task 100 (task): put [mod]
  put [mod](p=0x3000)
  void = put [mod]()
  object 0x3000: came after put [mod] in task 100, step 3" 'use after the end, and an end after the end'
check leak life <<'END'
sequence leak: get(ret) -> put(p)!
END
is "$status: $(counts)" '1: 5 3 1 line 1' 'what must come and does not'
like "$out" '^  object 0x2000: the trace ends without put, step 2, after get \[mod\] in task 100, step 1$' '... says what came last'
check pattern life <<'END'
sequence life: get(ret) -> *(arg)* -> put(p)
END
is "$(counts)" '8 2 1 line 1' 'a function that a step names is not one of a pattern'

make_session tasks <<'END'
fn get mod 4141 p u8 size
fn put mod 4108 v p p
time 10
chunk 1 100 a
entry 0 get 8
exit 0 0x1000
time 15
chunk 2 101 b
entry 0 put 0x1000
exit 0
time 20
chunk 1 100 a
entry 0 get 8
exit 0 0x2000
entry 0 put 0x2000
exit 0
time 30
chunk 3 102 c
entry 0 put 0x2000
exit 0
time 40
chunk 1 100 a
entry 0 put 0x1000
exit 0
time 50
chunk 2 101 b
entry 0 put 0x1000
exit 0
counters 7 7 0 0 0 0 0 0
END
check tasks tasks <<'END'
sequence all: get(ret) -> put(p)
sequence each by task: get(ret) -> put(p)
END
is "$status: $(counts)" '1: 3 0 4 line 1
4 1 2 line 2' 'several tasks: what overlaps in time is in no certain order' || diag "$out"

# done twice, by two tasks, one certainly after the other
make_session after <<'END'
fn get mod 4141 p u8 size
fn put mod 4108 v p p
time 10
chunk 1 100 a
entry 0 get 8
exit 0 0x1000
entry 0 put 0x1000
exit 0
time 20
chunk 1 100 a
entry 0 get 8
exit 0 0x5000
time 25
chunk 2 101 b
entry 0 put 0x1000
exit 0
counters 4 4 0 0 0 0 0 0
END
check after after <<'END'
sequence all: get(ret) -> put(p)
sequence each by task: get(ret) -> put(p)
END
is "$status: $(counts)" '1: 3 1 0 line 1
3 0 1 line 2' '... but not what does not'
like "$out" '^  object 0x1000: came after put \[mod\] in task 100, step 2$' '... and says who came first'

# lossy NAME RECORD...: four chunks of two tasks in turns, a record in each; two of get() without put()
lossy() {
	make_session "$1" <<END
fn get mod 4141 p u8 size
fn none vmlinux 08 v
time 10
chunk 1 100 a
entry 0 get 8
exit 0 0x1000
$2
time 20
chunk 2 101 b
$3
entry 0 none
exit 0
time 30
chunk 1 100 a
$4
entry 0 get 8
exit 0 0x1000
time 40
chunk 2 101 b
$5
entry 0 none
exit 0
counters 4 4 1 1 0 0 0 0
END
	check "$1" "$1" <<'END'
sequence all: get(ret) -> put(p)
sequence each by task: get(ret) -> put(p)
END
}
lossy elsewhere '' 'lost 1 1' '' ''
is "$(counts)" '1 0 1 line 1
1 1 0 line 2' 'losses of another task in between: undecided, but for a sequence by task'
lossy between 'lost 1 1' '' '' ''
is "$(counts)" '1 0 1 line 1
1 0 1 line 2' 'losses of the same task in between: undecided'
lossy later '' '' '' 'lost 1 1'
is "$(counts)" '1 0 1 line 1
1 1 0 line 2' 'losses in a chunk that overlaps: undecided'
check due later <<'END'
sequence leak: get(ret) -> put(p)!
sequence each by task: get(ret) -> put(p)!
END
is "$(counts)" '1 0 2 line 1
1 2 0 line 2' 'what must come and may be lost: undecided'

# Losses of two tasks in spans of time, one in the other.
make_session spans <<'END'
fn get mod 4141 p u8 size
fn none vmlinux 08 v
time 5
chunk 3 102 c
lost 1 1
time 10
chunk 2 101 b
lost 1 1
time 20
chunk 2 101 b
entry 0 none
exit 0
time 50
chunk 1 100 a
entry 0 get 8
exit 0 0x1000
time 60
chunk 1 100 a
entry 0 get 8
exit 0 0x1000
time 70
chunk 1 100 a
entry 0 none
exit 0
time 100
chunk 3 102 c
entry 0 none
exit 0
time 110
chunk 3 102 c
entry 0 get 8
exit 0 0x2000
entry 0 get 8
exit 0 0x2000
counters 7 7 2 2 0 0 0 0
END
check spans spans <<'END'
sequence all: get(ret) -> put(p)
END
is "$(counts)" '2 1 1 line 1' 'losses that overlap, and a time without any'

make_session missing <<'END'
fn f mod 2121 i4 i4 n
fn g mod 2121 i4 i4 n
chunk 1 100 task
entry 0 f 1
lost 2 0
exit_of 2 g 7
entry 2 g 0
entry 3 f 1
exit 3 1
exit 2 0
exit 0 0
counters 3 4 2 0 0 0 0 0
END
check missing missing <<'END'
g: post ret == 0
f: post ret == 0
END
like "$out" '^  task 100 \(task\): f \[mod\] > \? > g \[mod\]$' 'a call on the way that is not in the trace'
like "$out" '^  task 100 \(task\): f \[mod\] > \? > g \[mod\] > f \[mod\]$' '... around others that are'
like "$out" '^  *7 = g \[mod\]\(\) # no entry$' '... nor is the entry'

make_session looper <<'END'
def S 0000000000000001 thread 8 0 32 u4 looper 32 32 i4 count
fn enter mod 4321 i4 p0000000000000001 t
fn leave mod 4321 i4 p0000000000000001 t
chunk 1 100 a
entry 0 enter 0x1000
struct 0 8 - 0x0000000000000000
exit 0 0
struct 0 8 - 0x0000000000000001
entry 0 enter 0x1000
struct 0 8 - 0x0000000000000001
exit 0 0xfffffff0
struct 0 8 - 0x0000000000000001
entry 0 leave 0x1000
struct 0 8 - 0x0000000000000001
exit 0 0
struct 0 8 - 0x0000000000000000
entry 0 enter 0x1000
exit 0 0
entry 0 enter 0x1000
struct 0 8 - 0x0000000000000000
exit 0 0
struct 0 8 - 0x0000000000000001
counters 5 5 0 0 0 0 0 0
END
check looper looper <<'END'
sequence looper: enter(t if ret == 0) -> leave(t)
sequence changed: enter(t if t->looper != old(t->looper)) -> leave(t)
sequence entry: enter(t at entry) -> leave(t at entry)
sequence first: enter(t if ret == 0) -> enter(t if ret <= 0)
END
is "$(counts)" '3 1 0 line 1
2 0 2 line 2
3 2 0 line 3
3 1 0 line 4' 'a step with a condition; if that is unknown, what follows is undecided'

refused 'a sequence without a step' 1:13 'expected FUNCTION(OBJECT)' <<'END'
sequence s: enter
END
refused 'a step without an object' 1:19 'found ")": expected the name of an argument, or "ret"' <<'END'
sequence s: enter() -> leave(t)
END
refused 'steps without an arrow' 1:22 'found "leave": expected "->" or the end' <<'END'
sequence s: enter(t) leave(t)
END
refused 'the return value at the entry' 1:26 'found "entry": expected "exit"' <<'END'
sequence s: enter(ret at entry)
END
refused 'a sequence by nothing' 1:15 'found "cpu": expected "task"' <<'END'
sequence s by cpu: enter(t)
END
refused 'a condition at the entry about the exit' 1:33 'found "ret": expected what is known at the entry' <<'END'
sequence s: enter(t at entry if ret == 0)
END

make_session crashed <<'END'
fn f mod 4121 i4 u8 a
chunk 1 100 task
entry 0 f 1
exit 0 1
word 0x17
END
check crashed crashed <<'END'
f: post ret == 1
END
is "$status" 1 'a damaged trace: fails'
is "$(counts)" '1 0 0 line 1' '... and is checked up to the damage'
like "$err" 'expected a type .*; the rest of this task is not checked$' '... which is told'
make_trace rfc </dev/null
run "$KDFLOW" check "$dir/crashed.contracts" "$dir/rfc"
is "$status: $err" "1: kdflow: $dir/rfc: is a trace of the RFC's device; kdflow check needs one of a session" 'a trace of the RFC'

# Every line is what the schema says, of violations of all kinds.
for trace in calls life leak tasks halves; do
	contracts=$dir/$trace.contracts
	case $trace in
	calls) contracts=$dir/bad.contracts ;;
	leak) trace=life ;;
	esac
	"$KDFLOW" check --json "$contracts" "$dir/$trace" 2>/dev/null
done >"$dir/all.json"
complaint=$(python3 kdflow/tests/check-json.py docs/kdflow-check.schema.json <"$dir/all.json" 2>&1)
is "$complaint" "" "--json: what the schema says"
like "$(cat "$dir/all.json")" '"object":' '--json: there are sequences among them'

# Around the violation there are more calls than anybody has.
make_deep deep
echo 'f: pre a != 130' >"$f"
run "$KDFLOW" check "$f" "$dir/deep"
is "$(echo "$out" | grep '^  task')" "  task 100 (task): 3 calls > $(printf 'f [mod] > %.0s' $(seq 127))f [mod]" \
	'a path has 128 calls'
run "$KDFLOW" check --json "$f" "$dir/deep"
is "$(echo "$out" | python3 -c 'import json, sys
v = json.loads(sys.stdin.readline())
print(v["outer"], len(v["path"]))')" '3 128' 'and in JSON'
is "$(echo "$out" | python3 kdflow/tests/check-json.py docs/kdflow-check.schema.json)" '' 'as the schema has it'

done_testing
