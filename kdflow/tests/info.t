#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kdflow info: what is in a trace.

. kdflow/tests/common.sh

# fits NAME: the output is what the schema says
fits() {
	complaint=$(printf '%s\n' "$out" | python3 kdflow/tests/check-json.py docs/kdflow-info.schema.json 2>&1)
	is "$complaint" '' "$1: fits the schema"
}

make_session two <<'END'
info kernel 6.12.117
info filter +f vfs_*
fn f m 4141 u8 u8 a
fn g m 08 v
chunk 1 100 sh
enable
entry 0 f 1
chunk 2 101 worker 0xabc
exit_of 3 f 2
entry 0 g
lost 3 2
chunk 1 100 ls
entry 1 g
exit 1
exit 0 5
skip 2
chunk 1 100 ls
entry 4 g
counters 10 9 3 2 1 0 0 0
END
run "$KDFLOW" info "$dir/two"
is "$status: $err" '0: ' 'succeeds without a complaint'
is "$(printf '%s\n' "$out" | sed 's/^# [0-9]* bytes/# N bytes/')" 'abi=boundary
base=0xffffffff81000000
kaslr_offset=0x1000000
kernel=6.12.117
filter=+f vfs_*

    TASK      CALLS    NO EXIT   NO ENTRY       LOST  MISSING  NAME
     100          3          1          0          0        2  ls
     101          2          1          1          5        0  worker (remote 0xabc)
     all          5          2          1          5        2  2 tasks

# N bytes in 9 blocks, 4 chunks, names of 2 functions
# 6 of 25 records lost: no free chunk; record less, or with a larger -b (5), page faults disabled (1)' 'circumstances, tasks, losses'

run "$KDFLOW" info --json "$dir/two"
fits 'two tasks'
is "$(printf '%s\n' "$out" | sed 's/"bytes":[0-9]*/"bytes":N/')" '{"schema":1,"session":true,"info":["abi=boundary","base=0xffffffff81000000","kaslr_offset=0x1000000","kernel=6.12.117","filter=+f vfs_*"],"bytes":N,"blocks":9,"chunks":4,"functions":2,"tasks":[{"stream":1,"tid":100,"pid":100,"name":"ls","calls":3,"entries":3,"exits":2,"no_exit":1,"no_entry":0,"lost_entries":0,"lost_exits":0,"missing_chunks":2,"complete":true},{"stream":2,"tid":101,"pid":101,"name":"worker","remote":"0xabc","calls":2,"entries":1,"exits":1,"no_exit":1,"no_entry":1,"lost_entries":3,"lost_exits":2,"missing_chunks":0,"complete":true}],"counters":{"entries":10,"exits":9,"lost_full":5,"lost_nofault":1,"overwritten":0,"lost_tasks":0},"complete":true}' '--json'

make_session one <<'END'
fn f m 4141 u8 u8 a
chunk 1 100 sh
entry 0 f 1
exit 0 1
counters 1 1 0 0 0 0 0 0
END
run "$KDFLOW" info "$dir/one"
like "$out" '^ +100 +1 +0 +0 +0 +0  sh$' 'one task'
unlike "$out" '^ +all' 'one task: no sum'
like "$out" '^# nothing lost$' 'nothing lost'
run sh -c "cat '$dir/one' | '$KDFLOW' info -"
like "$status$out" '^ +100 +1 +0 ' 'a pipe will do'
run env TMPDIR="$dir/nowhere" "$KDFLOW" info - <"$dir/one"
is "$status" 0 'a file as standard input: no copy is made'
run sh -c "cat '$dir/one' | TMPDIR='$dir/nowhere' '$KDFLOW' info -"
is "$status: $err" '1: kdflow: standard input: expected a folder for a copy in $TMPDIR or /tmp: No such file or directory' \
	'a pipe, and no room for a copy'

head -c 500 "$dir/two" >"$dir/cut"
run "$KDFLOW" info "$dir/cut"
is "$status" 1 'a trace that was cut short: fails'
like "$out" '^# the trace is damaged' '... and says so'
like "$out" '^# the trace does not say whether records were lost$' '... and what is not known'
run "$KDFLOW" info --json "$dir/cut"
fits 'a trace that was cut short'
like "$out" ',"complete":false\}$' '--json says so, too'

make_session malformed <<'END'
fn f m 4141 u8 u8 a
chunk 1 100 bad
entry 0 f 1
word 0
chunk 2 101 good
entry 0 f 1
exit 0 1
END
run "$KDFLOW" info "$dir/malformed"
is "$status" 1 'a malformed record: fails'
like "$err" 'record at byte 16 of 20: .*; the rest of this task is not counted$' '... says where'
like "$out" '^ +100 +1 +0 +0 +0 +0  bad # damaged$' '... counts what is before it'
like "$out" '^ +101 +1 +0 +0 +0 +0  good$' '... and the other tasks'
run "$KDFLOW" info --json "$dir/malformed"
fits 'a malformed record'

make_session escapes <<END
info odd $(printf 'a\033[31m\302\233b')
chunk 1 100 $(printf 'x\033[2J')
entry 0 f 1
END
run "$KDFLOW" info "$dir/escapes"
unlike "$out" "$(printf '\033')" 'no escape sequence reaches the terminal'
run "$KDFLOW" info --json "$dir/escapes"
fits 'any bytes'
like "$out" 'u009bb' '... of which control characters are escaped'

make_trace rfc <<'END'
info kernel 6.12.117
info command ls -l
entry f 0 8 1
ret f 8 2
entry g 0 8 1
END
run "$KDFLOW" info "$dir/rfc"
is "$status: $(printf '%s\n' "$out" | sed 's/^# [0-9]* bytes/# N bytes/')" '0: kernel=6.12.117
command=ls -l

2 calls

# N bytes in 5 blocks
# nothing lost' "a trace of the RFC's device"
run "$KDFLOW" info --json "$dir/rfc"
fits "a trace of the RFC's device"
like "$out" '"session":false,.*"calls":2,"records":3,' "a trace of the RFC's device: --json"

run "$KDFLOW" info
is "$status" 2 'no file'
like "$err" '^kdflow info: expected one FILE; see: kdflow help info$' 'no file: says so'
run "$KDFLOW" info --nosuch "$dir/one"
is "$status" 2 'an option that does not exist'
run "$KDFLOW" info "$dir/nowhere"
is "$status: $err" "1: kdflow: $dir/nowhere: No such file or directory" 'a file that does not exist'
run sh -c "'$KDFLOW' info '$dir/one' >/dev/full"
is "$status: $err" '1: kdflow: standard output: No space left on device' 'a full disk'

# Every command has its help, and every command's own --help is the same.
for command in $("$KDFLOW" help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
	run "$KDFLOW" help "$command"
	like "$status$out" "^0usage: kdflow $command" "help $command"
	case $command in
	help | version) continue ;;
	esac
	is "$("$KDFLOW" "$command" --help)" "$out" "$command --help"
	[ -s "docs/kdflow-$command.1" ]
	ok $? "$command has a man page"
done

done_testing
