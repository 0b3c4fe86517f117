#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Has the module df_callbacks call the callbacks with all that instrumented code
# can come across, and checks the record of each case.
#
# usage: df_callbacks.sh [MODULE.ko [RECORD_TRIGGER]]

dir=$(dirname "$0")
module=${1:-$dir/test_modules/df_callbacks.ko}
record=${2:-$dir/record_trigger}
trigger=/sys/kernel/debug/df_callbacks/trigger
. "$dir/functions.sh"

# case_is NUMBER EXPECTED NAME
case_is() {
	is "$(echo "$cases" | sed -n "s/^arg=$1 //p")" "$2" "$3"
}

echo "TAP version 13"
need_module $trigger "$module"

if ! insmod "$module"; then
	ok 1 "load $module"
	finish
fi
raw=$("$record" $trigger)
ok $? "record a write to the trigger"
rmmod df_callbacks

# All cases have the same function; it is that of the first one.
pc=$(echo "$raw" | sed -n 's/^entry .* pc=\(0x[0-9a-f]*\) arg=0 .* 0xdf5ca1ab1e0ddba1$/\1/p')
cases=$(echo "$raw" | sed -n "s/^entry .* pc=$pc \(.*\)$/\1/p")

case_is 0 "size=8 addr=0x0 0xdf5ca1ab1e0ddba1" "a scalar"
case_is 1 "size=1 addr=0x0 0x11" "a scalar of 1 byte"
case_is 2 "size=2 addr=0x0 0x2211" "a scalar of 2 bytes"
case_is 3 "size=3 addr=0x0 0x332211" "a scalar of 3 bytes"
case_is 4 "size=4 addr=0x0 0x44332211" "a scalar of 4 bytes"
case_is 5 "size=5 addr=0x0 0x5544332211" "a scalar of 5 bytes"
case_is 6 "size=6 addr=0x0 0x665544332211" "a scalar of 6 bytes"
case_is 7 "size=7 addr=0x0 0x77665544332211" "a scalar of 7 bytes"
case_is 8 "size=8 addr=0x0 0x8877665544332211" "a scalar of 8 bytes"
case_is 9 "size=12 addr=0x0 0x8877665544332211 0xccbbaa99" \
	"a scalar of 12 bytes"
case_is 10 "size=16 addr=0x0 0x8877665544332211 0x1ffeeddccbbaa99" \
	"a scalar of 16 bytes"
case_is 11 "size=8 addr=0x0 0xbadadd85" "an unknown value"
case_is 255 "size=255 addr=0x0 0xbadadd85" "index and size stop at 255"

fields="0x1 0x302 0x60504 0xa090807 0xf0e0d0c0b 0x151413121110 0x1c1b1a19181716 0x24232221201f1e1d"
heap=$(echo "$cases" | sed -n 's/^arg=20 size=8 addr=\(0xff[0-9a-f]*\) .*/\1/p')
stack=$(echo "$cases" | sed -n 's/^arg=21 size=36 addr=\(0xff[0-9a-f]*\) .*/\1/p')
case_is 20 "size=8 addr=$heap $fields" "fields of all sizes, not aligned"
case_is 21 "size=36 addr=$stack stack $fields" "a struct on the task's stack"
case_is 22 "size=8 addr=$heap 0x100f0e0d0c0b0a09" \
	"of a large field, eight bytes"
case_is 23 "size=8 addr=$heap$(seq 1 40 | xargs printf ' 0x%x')" \
	"forty fields"
case_is 24 "size=8 addr=$heap" "a struct without fields"
case_is 25 "size=8 addr=0x0 0x0" "a null pointer"

bad=0xbadadd85
case_is 30 "size=8 addr=0xfffffffffffffffe $bad $bad $bad" "an error pointer"
is "$(echo "$cases" | sed -n 's/^arg=31 size=8 addr=0x[1-9a-f][0-9a-f]* //p')" \
   "$bad" "a user address"
case_is 32 "size=8 addr=0x4141414141414141 $bad" "a non-canonical address"
case_is 33 "size=8 addr=0x8000000000000000 $bad" "one with the top bit set"
case_is 34 "size=8 addr=0xfffffffffffff000 $bad $bad" \
	"a struct that wraps around"
case_is 35 "size=8 addr=0x10 $bad" "a small integer"
is "$(echo "$cases" | sed -n 's/^arg=36 size=8 addr=0xff[0-9a-f]* //p')" \
   "0x5a5a5a5a5a5a5a5a 0x5a5a5a5a $bad $bad $bad 0x5a" \
   "a struct that ends in a page that is absent"
is "$(echo "$cases" | sed -n 's/^arg=37 size=8 addr=0xff[0-9a-f]* //p')" \
   "$bad $bad" "the registers of a device"
is "$(echo "$cases" | sed -n 's/^arg=38 size=8 addr=0xff[0-9a-f]* //p')" \
   "0x1" "a variable of the kernel itself"

is "$(echo "$cases" | grep -c '^arg=40 ')" 0 "a softirq is not recorded"
case_is 41 "size=8 addr=0x0 0x1" "softirqs off"
is "$(echo "$cases" | grep -c '^arg=42 ')" 0 "page faults off: not recorded"
is "$(echo "$raw" | sed -n 's/^stats.*\(lost_nofault=.*\)/\1/p')" \
   "lost_nofault=1" "page faults off: counted"
seq41=$(echo "$raw" | sed -n "s/^entry seq=\([0-9]*\) pc=$pc arg=41 .*/\1/p")
seq43=$(echo "$raw" | sed -n "s/^entry seq=\([0-9]*\) pc=$pc arg=43 .*/\1/p")
[ "$((seq43 - seq41))" -ge 2 ]
ok $? "page faults off: takes a sequence number"
is "$(echo "$raw" | sed -n "s/^ret .* pc=$pc //p")" \
   "arg=0 size=8 addr=0x0 0x1" "a return value"

finish
