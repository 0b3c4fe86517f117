#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kdflow export: every format, read by a program of somebody else's.

. kdflow/tests/common.sh

make_session all <<'END'
def E 00000000000000e1 state 4 0 IDLE 1 BUSY
def S 0000000000000001 device 24 0 32 u4 mode 32 32 e00000000000000e1 state 64 64 i8 last 128 64 u8 big
def S 0000000000000002 pair 16 0 64 u8 x 64 64 i8 y
fn probe mod 432141 i8 p0000000000000001 dev u4 flags
fn lookup vmlinux 2121 i4 i4 n
fn pair vmlinux 1515 s0000000000000002 s0000000000000002 a
fn </script><b>;x vmlinux 4121 i4 pc s
fn nothing mod 08 v
unknown anonymous
chunk 1 100 a,"b<i>
enable
entry 0 probe 0xffff888000001000 7
struct 0 24 - 0x0000000100000005 -3 0xffffffffffffffff
entry 1 lookup 2
exit 1 0xfffffffe
entry 1 lookup 2
lost 3 1
exit 1 0
exit 0 0xfffffffffffffff4
struct 0 24 - 0x0000000000000005 -3 0xffffffffffffffff
entry 0 pair 1 -1
exit 0 3 4
entry 0 </script><b>;x 0x1000
exit 0 0
entry 0 anonymous 1
chunk 2 101 sh 0xabc
exit_of 0xffff lookup 1
entry 0 nothing
entry 1 nothing
skip 2
chunk 2 101 sh 0xabc
exit 4 7
counters 10 10 1 2 3 4 5 6
END

# export_to FORMAT [OPTION...]: to $dir/out.FORMAT
export_to() {
	format=$1
	shift
	run "$KDFLOW" export --format "$format" "$@" -o "$dir/out.$format" "$dir/all"
	is "$status: $out$err" '0: ' "$format: succeeds in silence"
}

# JSON lines: those of view --json, as the schema says that is printed.
export_to jsonl
is "$(cat "$dir/out.jsonl")" "$("$KDFLOW" view --json "$dir/all")" 'jsonl: the lines of view --json'
"$KDFLOW" export --schema >"$dir/schema.json"
is "$(python3 -c 'import jsonschema, json, sys
check = jsonschema.Draft7Validator(json.load(open(sys.argv[1])))
print(sum(not check.is_valid(json.loads(line)) for line in open(sys.argv[2])))' "$dir/schema.json" "$dir/out.jsonl" 2>&1)" 0 \
	'jsonl: fits the schema of --schema'

# Chrome: as many ends as beginnings, in their order, of each thread.
export_to chrome
is "$(jq -r '[.traceEvents[] | select(.ph == "B" or .ph == "E")] | group_by(.tid)[] |
	[.[] | if .ph == "B" then 1 else -1 end] | [foreach .[] as $n (0; . + $n)] | "\(min) \(last)"' "$dir/out.chrome" | tr '\n' ' ')" \
	'0 0 0 0 ' 'chrome: what begins ends, and nothing else'
is "$(jq -r '[.traceEvents[].ts | select(. != null)] | . == sort' "$dir/out.chrome")" true 'chrome: time goes on'
is "$(jq -c '.traceEvents[] | select(.name == "probe") | [.cat, .pid, .tid, .args.arguments[0].struct.state]' "$dir/out.chrome")" \
	'["mod",100,100,"BUSY"]' 'chrome: arguments'
is "$(jq -c '[.traceEvents[] | select(.ph == "E") | .args.return.error | select(. != null)]' "$dir/out.chrome")" '["ENOENT","ENOMEM"]' \
	'chrome: errors'
is "$(jq -c '[.traceEvents[] | select(.ph == "i") | .name]' "$dir/out.chrome")" \
	'["recording begins","lost: 3 entries, 1 exits","lookup","lost: 2 chunks","?"]' 'chrome: what is no call'
is "$(jq -r '.otherData.time' "$dir/out.chrome")" 'the order of records, 1 us each; tasks one after the other' 'chrome: says what its time is'

# CSV: Python's reader.
cat >"$dir/rows.py" <<'END'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="")))
assert all(None not in row and None not in row.values() for row in rows)
for row in rows:
    if row["record"] in sys.argv[2:]:
        print(*row.values(), sep="|")
END
export_to csv
is "$(python3 "$dir/rows.py" "$dir/out.csv" 2 4 8 2>&1)" '2|1|100|a,"b<i>|0|entry|probe|mod|record||||||
2|1|100|a,"b<i>|0|entry|probe|mod|argument|dev||0xffff888000001000|18446612682070036480||
2|1|100|a,"b<i>|0|entry|probe|mod|field|dev|mode|0x5|5||
2|1|100|a,"b<i>|0|entry|probe|mod|field|dev|state|BUSY|1||
2|1|100|a,"b<i>|0|entry|probe|mod|field|dev|last|-3|-3||
2|1|100|a,"b<i>|0|entry|probe|mod|field|dev|big|0xffffffffffffffff|18446744073709551615||
2|1|100|a,"b<i>|0|entry|probe|mod|argument|flags||0x7|7||
4|1|100|a,"b<i>|1|exit|lookup|vmlinux|record||||||
4|1|100|a,"b<i>|1|exit|lookup|vmlinux|return|return||-2(-ENOENT)|-2||
8|1|100|a,"b<i>|0|exit|probe|mod|record||||||
8|1|100|a,"b<i>|0|exit|probe|mod|return|return||-12(-ENOMEM)|-12||
8|1|100|a,"b<i>|0|exit|probe|mod|change|dev|state|IDLE|0|BUSY|1' 'csv: the rows of an entry and two exits'
is "$(python3 "$dir/rows.py" "$dir/out.csv" 6 | cut -d'|' -f6-12 | tr '\n' ' ')" 'lost|||entries|||3 lost|||exits|||1 ' 'csv: a loss'
export_to csv --fields 1
is "$(grep -c '^[0-9].*,field,' "$dir/out.csv")" 3 'csv: --fields 1'

# Folded stacks: each function has as many calls as the tree shows, and only the last ";" and " " are the format's.
export_to folded
is "$(sed 's/.*;\([^;]*\) \([0-9]*\)$/\1 \2/' "$dir/out.folded" | awk '$1 != "[lost]" { n[$1] += $2 } END { for (f in n) print f, n[f] }' | sort)" \
	"$("$KDFLOW" view "$dir/all" | sed -n 's/^ *\([^# ]*\) \[[^]]*\](.*/\1/p; s/.* = \([^ ]*\) .*# no entry/\1/p' |
		tr ';' ':' | sort | uniq -c | awk '{ print $2, $1 }' | sort)" 'folded: as many calls of each function as in the tree'
like "$(cat "$dir/out.folded")" '^a,"b<i>-100;probe;lookup 2$' 'folded: equal stacks are counted together'
like "$(cat "$dir/out.folded")" '^a,"b<i>-100;probe;lookup;\[lost\] 3$' 'folded: what was lost'
export_to folded --weight records
like "$(cat "$dir/out.folded")" ';probe 4$' 'folded: records: an entry, an exit, and two structs'

# Deeper than any stack: the last level has all that is below it.
{
	echo 'fn f vmlinux 08 v'
	echo 'fn g vmlinux 08 v'
	echo 'chunk 1 100 task'
	for i in $(seq 0 1029); do echo "entry $i f"; done
	printf 'entry 1030 g\nexit 1030\n'
	for i in $(seq 1029 -1 0); do echo "exit $i"; done
	printf 'entry 0 g\nexit 0\n'
} | make_session deep
folded() {
	"$KDFLOW" export --format folded --weight "$1" "$dir/deep" | awk '{ print gsub(";", ";"), $NF, substr($1, length($1) - 2) }' | sort -n | tail -n 4
	"$KDFLOW" export --format folded --weight "$1" "$dir/deep" | grep '^task-100;g '
}
is "$(folded calls)" '1023 1 f;f
1024 1 f;f
1025 1 f;g
1025 6 f;f
task-100;g 1' 'folded: 1024 levels, and one below'
is "$(folded records)" '1023 2 f;f
1024 2 f;f
1025 12 f;f
1025 2 f;g
task-100;g 2' 'folded: 1024 levels, records'

# SQLite: its own checks, and the questions that people ask.
query() {
	sqlite3 "$dir/out.sqlite" "$1" 2>&1
}
export_to sqlite
is "$(query 'PRAGMA integrity_check; PRAGMA foreign_key_check;')" ok 'sqlite: is whole'
is "$(query 'SELECT f.name, count(*), count(c.exit) FROM calls c JOIN functions f ON f.id = c.function GROUP BY f.name ORDER BY 1')" \
	'0xffffffff81000500|1|0
</script><b>;x|1|1
lookup|3|3
nothing|2|0
pair|1|1
probe|1|1' 'sqlite: calls'
is "$(query 'SELECT f.name, c.error, p.name FROM calls c JOIN functions f ON f.id = c.function LEFT JOIN calls o ON o.id = c.parent
	LEFT JOIN functions p ON p.id = o.function WHERE c.error IS NOT NULL ORDER BY c.id')" 'probe|ENOMEM|
lookup|ENOENT|probe' 'sqlite: errors, and who called'
is "$(query "SELECT a.name, a.value, m.name, m.value, m.number FROM arguments a JOIN members m USING(call, position) WHERE a.name = 'dev'")" \
	'dev|0xffff888000001000|mode|0x5|5
dev|0xffff888000001000|state|BUSY|1
dev|0xffff888000001000|last|-3|-3
dev|0xffff888000001000|big|0xffffffffffffffff|-1' 'sqlite: members'
is "$(query 'SELECT call, position, name, before, after FROM changes')" '1|1|state|BUSY|IDLE' 'sqlite: changes'
is "$(query 'SELECT task, call, entries, exits, chunks FROM losses')" '1|3|3|1|
2||||2' 'sqlite: losses'
is "$(query 'SELECT tid, name, remote FROM tasks')" '100|a,"b<i>|
101|sh|0xabc' 'sqlite: tasks'
is "$(query "SELECT value FROM info WHERE key = 'abi' OR key = 'losses'")" 'boundary
10 of 30 records lost: no free chunk; record less, or with a larger -b (3), page faults disabled (7); 5 records overwritten by newer ones; 6 tasks not recorded for lack of memory' \
	'sqlite: what was lost in all'
echo 'no database' >"$dir/out.sqlite"
export_to sqlite
is "$(query 'SELECT count(*) FROM calls')" 10 'sqlite: what the file was before does not matter'

# HTML: Python's parser; the browser's turn is in tests/long/export-html.t.
cat >"$dir/page.py" <<'END'
import html.parser, json, sys
class Page(html.parser.HTMLParser):
    tags, data, last = [], {}, ""
    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.last = dict(attrs).get("id", tag)
        assert not {"src", "href"} & dict(attrs).keys(), "what is in the page comes from elsewhere"
    def handle_data(self, data):
        self.data[self.last] = self.data.get(self.last, "") + data
page = Page()
page.feed(open(sys.argv[1]).read())
print(page.tags.count("b"), page.tags.count("i"), page.tags.count("script"))
for line in json.loads(page.data["trace"]):
    print(*line, sep="|")
END
export_to html
is "$(python3 "$dir/page.py" "$dir/out.html" 2>&1)" '0 0 2
t|task 100 (a,"b<i>)
e|probe|mod|dev=0xffff888000001000{mode: 0x5, state: BUSY, last: -3, big: 0xffffffffffffffff}, flags=0x7
e|lookup|vmlinux|n=2
x|-2(-ENOENT)|
e|lookup|vmlinux|n=2
n|# 3 entries and 1 exit lost here
x|0|
x|-12(-ENOMEM)|dev->state: BUSY -> IDLE
e|pair|vmlinux|a={x: 0x1, y: -1}
x|{x: 0x3, y: 4}|
e|</script><b>;x|vmlinux|s=0x1000
x|0|
e|0xffffffff81000500|?|0x1
o
t|remote 0xabc in task 101 (sh)
n|1 = lookup [vmlinux]() # no entry
e|nothing|mod|
e|nothing|mod|
o
o
n|# 2 chunks of records missing here
n|0x7 = ? [?]() # no entry
t|10 of 30 records lost: no free chunk; record less, or with a larger -b (3), page faults disabled (7); 5 records overwritten by newer ones; 6 tasks not recorded for lack of memory' \
	'html: the trace, as text'

# Selected calls, in every format.
for format in chrome csv folded html jsonl sqlite; do
	export_to $format --function lookup --errors --task 100
done
is "$(jq -r '.traceEvents[] | select(.ph == "B") | .name' "$dir/out.chrome" | tr '\n' ' ')" 'probe lookup ' 'chrome: selected calls'
is "$(query 'SELECT name FROM functions ORDER BY 1' | tr '\n' ' ')" 'lookup probe ' 'sqlite: selected calls'
is "$(cat "$dir/out.folded")" 'a,"b<i>-100;probe 1
a,"b<i>-100;probe;lookup 1' 'folded: selected calls'

run "$KDFLOW" export --format folded --where 'n == 2' "$dir/all"
is "$status: $out" '0: a,"b<i>-100;lookup 2' '--where: calls for which it holds'
is "$err" "kdflow: $dir/all: of 1 other calls it is not known whether n == 2 holds" '... and how many are not known'
run "$KDFLOW" export --format csv --where 'nosuch == 1' "$dir/all"
is "$status: $out" '1: ' '--where: names that nobody has'

# Enums of Rust with data are one value each, arrays are, too.
make_session rust <<'END'
def S 00000000000000a1 Some 16 64 64 u8 0
def V 00000000000000b1 Option<u64> 16 0 64 0 v None 1 s00000000000000a1 Some
def S 00000000000000a3 Circle 12 32 32 u4 0
def V 00000000000000b3 Shape 12 0 32 0 s00000000000000a3 Circle 1 v Empty
def S 0000000000000004 Has 24 0 64 u8 n 64 96 s00000000000000b3 shape
fn set mod 4343150404 s00000000000000b3 p00000000000000b3 e p0000000000000004 h s00000000000000b1 o x4:u4 a
chunk 1 100 sh
entry 0 set 0x1000 0x2000 1 0x10 0x3000
struct 0 12 - x000000000700000000000000
struct 1 24 - 1 0x0000000500000000 0
struct 3 16 v 0x0000000200000001 0x0000000400000003
exit 0 0x4000
struct ret 12 v x000000000900000000000000
struct 0 12 - x010000000700000000000000
struct 1 24 - 1 0x0000000500000001 0
END
run "$KDFLOW" view "$dir/rust"
tree=$(printf '%s\n' "$out" | grep -v '^#')
run "$KDFLOW" export --format csv "$dir/rust"
is "$status: $err" '0: ' 'Rust: succeeds in silence'
printf '%s\n' "$out" >"$dir/rust.csv"
is "$tree
$(python3 "$dir/rows.py" "$dir/rust.csv" 1 2 | cut -d'|' -f9-)" 'set [mod](e=0x1000 Circle(0x7), h=0x2000{n: 0x1, shape: Circle(0x5)}, o=Some(0x10), a=[0x1, 0x2, 0x3, 0x4])
Circle(0x9) = set [mod](e: Circle(0x7) -> Empty, h->shape: Circle(0x5) -> Empty)
record||||||
argument|e||0x1000|4096||
field|e||Circle(0x7)|||
argument|h||0x2000|8192||
field|h|n|0x1|1||
field|h|shape|Circle(0x5)|||
argument|o||Some(0x10)|||
argument|a||[0x1, 0x2, 0x3, 0x4]|||
record||||||
return|return||Circle(0x9)|||
change|e||Empty||Circle(0x7)|
change|h|shape|Empty||Circle(0x5)|' 'Rust: the values'
run "$KDFLOW" export --format sqlite -o "$dir/out.sqlite" "$dir/rust"
is "$status: $err" '0: ' 'Rust: into a database'
is "$(query 'SELECT value FROM calls; SELECT position, name, value FROM members; SELECT name, before, after FROM changes')" 'Circle(0x9)
1||Circle(0x7)
2|n|0x1
2|shape|Circle(0x5)
|Circle(0x7)|Empty
shape|Circle(0x5)|Empty' \
	'Rust: the values in a database'

# A trace that was cut short: all up to there, in a whole file.
head -c "$(($(wc -c <"$dir/all") - 40))" "$dir/all" >"$dir/cut"
for format in chrome csv folded html jsonl sqlite; do
	run "$KDFLOW" export --format $format -o "$dir/cut.$format" "$dir/cut"
	is "$status" 1 "$format: a trace that was cut short"
	like "$err" "^kdflow: $dir/cut: " "$format: ... says where"
done
is "$(jq -r '.traceEvents | length > 5' "$dir/cut.chrome")" true 'chrome: ... is whole'
is "$(sqlite3 "$dir/cut.sqlite" 'PRAGMA integrity_check; SELECT count(*) > 5 FROM calls')" "ok
1" 'sqlite: ... is whole'
is "$(python3 "$dir/page.py" "$dir/cut.html" | tail -n 1)" 't|the trace is damaged: what comes after is missing' 'html: ... says so'

# Wrong usage, and what cannot be.
wrong() {
	wrong_ere=$1
	shift
	run "$KDFLOW" export "$@"
	is "$status: $out" '2: ' "export $*: wrong usage"
	like "$err" "$wrong_ere" "export $*: says why"
}
wrong 'expected --format' "$dir/all"
wrong '--format x: expected chrome, csv' --format x "$dir/all"
wrong 'expected one TRACE' --format csv
wrong 'needs a file: -o FILE' --format sqlite "$dir/all"
wrong 'expected calls or records' --format folded --weight x "$dir/all"
wrong 'expected a number of fields' --format csv --fields x "$dir/all"
make_trace rfc <<'END'
entry f 0 8 1
END
run "$KDFLOW" export --format csv "$dir/rfc"
is "$status: $out" '1: ' 'not for the RFC'
for format in csv sqlite; do
	run "$KDFLOW" export --format $format -o "$dir/nosuch/x" "$dir/all"
	is "$status: $err" "1: kdflow: $dir/nosuch/x: No such file or directory" "$format: a file that cannot be written"
done
run "$KDFLOW" export --format csv -o /dev/full "$dir/all"
is "$status: $err" '1: kdflow: /dev/full: No space left on device' 'csv: a full disk'
run "$KDFLOW" export --format sqlite -o /dev/full "$dir/all"
is "$status" 1 'sqlite: a full disk'

done_testing
