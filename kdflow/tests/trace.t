#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kdflow view of files that are not as they should be, and outputs that do not take what it says.

. kdflow/tests/common.sh

make_trace good <<'END'
info kernel 6.12.117
entry f 0 8 1
ret f 8 2
END
good='f [vmlinux](0x1)
0x2 = f [vmlinux]()'
size=$(wc -c <"$dir/good")

# refused NAME ERE: nothing is shown, the reason is, status 1
refused() {
	run "$KDFLOW" view "$dir/$1"
	is "$status: $out" "1: " "$1: refused"
	like "$err" "^kdflow: $dir/$1: $2" "$1: says why"
}

: >"$dir/empty"
refused empty 'empty; expected a kdflow trace$'
cp "$KDFLOW" "$dir/foreign"
refused foreign 'not a kdflow trace: begins with byte 0x7f, expected'
echo 'just some text' >"$dir/text"
refused text 'not a kdflow trace: begins with byte 0x6a'
head -c 4 "$dir/good" >"$dir/header"
refused header 'cut short in the file header: expected 16 bytes, found 4$'
refused missing 'No such file or directory$'
mkdir "$dir/folder"
refused folder 'Is a directory$'
(head -c 8 "$dir/good" && printf '\003' && tail -c +10 "$dir/good") >"$dir/future"
refused future 'version 3 of the trace format; this kdflow reads versions 1 and 2: it needs a newer kdflow'
# The name of the header's file in a trace with Windows line ends.
sed 's/$/\r/' "$dir/good" >"$dir/crlf"
refused crlf 'not a kdflow trace'
if [ "$(id -u)" -eq 0 ]; then
	cp "$dir/good" "$dir/private"
	chmod 600 "$dir/private"
	run setpriv --reuid=65534 --regid=65534 --clear-groups "$KDFLOW" view "$dir/private"
	is "$status: $err" "1: kdflow: $dir/private: Permission denied" 'private: refused'
else
	cp "$dir/good" "$dir/private"
	chmod 000 "$dir/private"
	refused private 'Permission denied$'
fi

# Cut in the end block: all is there, and the damage is told.
head -c $((size - 1)) "$dir/good" >"$dir/cut"
run "$KDFLOW" view "$dir/cut"
is "$status" 1 'cut: fails'
is "$out" "$good
# the trace is damaged: the rest after 4 whole blocks is missing" 'cut: shows what is whole'
like "$err" "^kdflow: $dir/cut: cut short in the contents of block 4 at offset [0-9]+: expected [0-9]+ bytes, found [0-9]+$" \
	'cut: says where'
like "$err" 'shown are 2 records of 1 calls in 4 whole blocks' 'cut: counts what is whole'

# The byte before the end block's: in the records.
(head -c $((size - 60)) "$dir/good" && printf '\377\376' && tail -c 58 "$dir/good") >"$dir/corrupt"
run "$KDFLOW" view "$dir/corrupt"
is "$status" 1 'corrupt: fails'
unlike "$out" '^f ' 'corrupt: a damaged block is not used'
like "$out" '^# the trace is damaged: the rest after 3 whole blocks is missing$' 'corrupt: the tree says so'
like "$err" 'block 3 at offset [0-9]+: the checksum is wrong: expected 0x[0-9a-f]{8}, found 0x[0-9a-f]{8}$' \
	'corrupt: says where'

(cat "$dir/good" && echo) >"$dir/longer"
run "$KDFLOW" view "$dir/longer"
is "$status" 1 'longer: fails'
like "$err" 'expected nothing after the end block$' 'longer: says why'

# A right checksum around a wrong record.
make_trace malformed <<'END'
entry f 0 8 1
ret f 8 2
word 0x12345678
END
run "$KDFLOW" view "$dir/malformed"
is "$status" 1 'malformed: fails'
like "$out" '^0x2 = f \[vmlinux\]\(\)$' 'malformed: shows the records before it'
like "$err" "malformed: record at word 8 of 9: header 0x0000000012345678: expected type 0xe \(entry\) or 0xf" \
	'malformed: says where'

# A pipe will do.
run sh -c "cat '$dir/good' | '$KDFLOW' view -"
is "$status: $out" "0: $good" 'standard input'
run sh -c "head -c 20 '$dir/good' | '$KDFLOW' view -"
like "$err" '^kdflow: standard input: cut short' 'standard input, cut'
run sh -c "'$KDFLOW' view - <&-"
is "$status" 1 'standard input, closed'

# Who gets the output.
run sh -c "'$KDFLOW' view '$dir/good' >/dev/full"
is "$status: $err" '1: kdflow: standard output: No space left on device' 'a full disk'
run sh -c "'$KDFLOW' help >/dev/full"
is "$status" 1 'a full disk for help'
run sh -c "'$KDFLOW' version >/dev/full"
is "$status" 1 'a full disk for version'
(i=0; while [ $i -lt 20000 ]; do echo "entry f$((i % 100)) 0 8 $i"; i=$((i + 1)); done) | make_trace long
run sh -c "'$KDFLOW' view '$dir/long' | head -n 1"
is "$out: $err" 'f0 [vmlinux](0x0): ' 'a reader that leaves: no complaint'
run sh -c "{ '$KDFLOW' view '$dir/long'; echo \$? >'$dir/status'; } | true"
is "$(cat "$dir/status"): $err" '0: ' 'a reader that was never there: no complaint'
run sh -c "'$KDFLOW' view '$dir/good' >&-"
is "$status" 1 'no output at all'

done_testing
