#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in the guest, as root: kdflow record --rfc with the real device. Sessions are in session.sh.
# record.sh MODULE.ko WRONG.ko OUT: WRONG.ko is the module for another kernel; traces to keep go to the folder OUT.

. tests/tap.sh

kdflow=${KDFLOW:-$PWD/build/guest/kdflow}
module=$1
wrong=$2
keep=$3
debugfs=/sys/kernel/debug
trigger=$debugfs/eight_args_c/trigger
cd /tmp || exit 1

# is_unloaded NAME: whatever happened, the module is gone
is_unloaded() {
	! grep -q '^eight_args_c ' /proc/modules
	ok $? "$1: the module is not left behind"
}

# What changes from boot to boot.
normalise() {
	sed -e 's/0x[0-9a-f]\{9,16\}/ADDR/g' -e 's/ADDR{[^}]*}/ADDR{..}/g' \
		-e 's/\(trigger_write [^(]*(ADDR{..}\), 0x[0-9a-f]*/\1, ADDR/'
}

tree='trigger_write [eight_args_c](ADDR{..}, ADDR, 0x1, ADDR)
  df_func1 [eight_args_c](0x11)
  0x11 = df_func1 [eight_args_c]()
  df_func2 [eight_args_c](0x11, 0x22)
  0x33 = df_func2 [eight_args_c]()
  df_func3 [eight_args_c](0x11, 0x22, 0x33)
  0x66 = df_func3 [eight_args_c]()
  df_func4 [eight_args_c](0x11, 0x22, 0x33, 0x44)
  0xaa = df_func4 [eight_args_c]()
  df_func5 [eight_args_c](0x11, 0x22, 0x33, 0x44, 0x55)
  0xff = df_func5 [eight_args_c]()
  df_func6 [eight_args_c](0x11, 0x22, 0x33, 0x44, 0x55, 0x66)
  0x165 = df_func6 [eight_args_c]()
  df_func7 [eight_args_c](0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77)
  0x1dc = df_func7 [eight_args_c]()
  df_func8 [eight_args_c](0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88)
  0x264 = df_func8 [eight_args_c]()
  df_func_struct [eight_args_c]({0xaaaa, 0xbbbb})
  0x16665 = df_func_struct [eight_args_c]()
0x1 = trigger_write [eight_args_c]()'

# --- a module and its trigger

run "$kdflow" record --rfc -o module.kdf --module "$module" --trigger $trigger
is "$status" 0 'module: recorded'
like "$err" '^kdflow: module.kdf: [0-9]+ records of 10 calls, [0-9]+ bytes; nothing lost$' 'module: summary'
is "$(echo "$err" | grep -c .)" 1 'module: nothing else is said'
is_unloaded 'module'
run "$kdflow" view module.kdf
is "$status: $err" '0: ' 'module: viewed'
is "$(echo "$out" | normalise)" "$tree" 'module: the tree'
run "$kdflow" info module.kdf
like "$out" "^kernel=$(uname -r)$" 'module: the trace knows the kernel'
like "$out" '^kaslr_offset=0x[0-9a-f]+$' 'module: ... and by how much it was moved'
cp module.kdf "$keep/"

run "$kdflow" record --rfc -o missing.kdf --module "$module" --trigger $debugfs/nosuch
is "$status: $err" "1: kdflow: trigger $debugfs/nosuch: No such file or directory: the module does not make this file" \
	'missing trigger'
is_unloaded 'missing trigger'
[ ! -e missing.kdf ]
ok $? 'missing trigger: no file is left'

run "$kdflow" record --rfc -o readonly.kdf --module "$module" --trigger /proc/version
is "$status: $err" '1: kdflow: trigger /proc/version: is read-only; expected a file that can be written' 'read-only trigger'
is_unloaded 'read-only trigger'

run "$kdflow" record --rfc -o folder.kdf --module "$module" --trigger $debugfs
is "$status: $err" "1: kdflow: trigger $debugfs: Is a directory" 'a folder as trigger'
is_unloaded 'a folder as trigger'

run "$kdflow" record --rfc -o fails.kdf --module "$module" --trigger /dev/full
is "$status" 1 'a trigger that fails'
like "$err" '^kdflow: trigger /dev/full: write: No space left on device$' 'a trigger that fails: why'
like "$err" '^kdflow: fails.kdf: ' 'a trigger that fails: what was recorded is saved'
is_unloaded 'a trigger that fails'

run "$kdflow" record --rfc -o wrong.kdf --module "$wrong" --trigger $trigger
is "$status" 1 'a module for another kernel'
like "$err" "built for kernel [0-9.]+, this is $(uname -r); see dmesg, and build it for this one$" \
	'a module for another kernel: says so'

cp "$kdflow" kdflow.ko
run "$kdflow" record --rfc -o x.kdf --module kdflow.ko --trigger $trigger
is "$status" 1 'not a module'
like "$err" 'not a kernel module: expected a 64-bit ELF file whose section .modinfo has a name$' 'not a module: says so'
: >empty.ko
mkdir folder.ko
for file in empty.ko folder.ko nosuch.ko; do
	run "$kdflow" record --rfc -o x.kdf --module "$file" --trigger $trigger
	is "$status" 1 "$file as a module"
	like "$err" "^kdflow: module $file: " "$file as a module: says why"
done

insmod "$module"
run "$kdflow" record --rfc -o loaded.kdf --module "$module" --trigger $trigger
is "$status: $err" '1: kdflow: module eight_args_c is loaded already; unload it first: rmmod eight_args_c' \
	'a module that is loaded already'
grep -q '^eight_args_c ' /proc/modules
ok $? 'a module that is loaded already: stays'

# --- a command; the module stays loaded

run "$kdflow" record --rfc -o command.kdf -- sh -c "echo 1 >$trigger"
is "$status" 0 'command: recorded over its exec'
run "$kdflow" view --module eight_args_c command.kdf
is "$(echo "$out" | normalise | sed 's/0x2, ADDR)$/0x1, ADDR)/; s/^0x2 = /0x1 = /')" "$tree" 'command: the tree'

run "$kdflow" record --rfc -o fails.kdf -- sh -c "echo 1 >$trigger; exit 3"
is "$status" 3 'a command that fails: its status'
run "$kdflow" view --module eight_args_c fails.kdf
like "$out" '^  0x264 = df_func8' 'a command that fails: its records'
run "$kdflow" info fails.kdf
like "$out" '^exit_status=3$' 'a command that fails: the trace tells its status'
run "$kdflow" record --rfc -o killed.kdf -- sh -c "echo 1 >$trigger; kill -9 \$\$"
is "$status" 137 'a command that is killed: 128 + 9'
run "$kdflow" view --module eight_args_c killed.kdf
like "$out" '^  0x264 = df_func8' 'a command that is killed: its records'
run "$kdflow" record --rfc -o x.kdf -- nosuch
is "$status: $err" '127: kdflow: nosuch: command not found' 'a command that does not exist'
[ ! -e x.kdf ]
ok $? 'a command that does not exist: no file'
echo '#!/nosuch/interpreter' >script
chmod +x script
run "$kdflow" record --rfc -o x.kdf -- ./script
is "$status" 127 'a script without its interpreter'
like "$err" '^kdflow: ./script: No such file or directory$' 'a script without its interpreter: says so'
printf '\177ELF but not really' >program
chmod +x program
run "$kdflow" record --rfc -o x.kdf -- ./program
is "$status" 127 'what is no program is given to sh, as everywhere'
run "$kdflow" record --rfc -o x.kdf -- sh -c "(echo 1 >$trigger); true"
run "$kdflow" view --module eight_args_c x.kdf
is "$status" 1 'the children of a command are not recorded'
run "$kdflow" record --rfc -o x.kdf -- echo -n --not-an-option
is "$out" '--not-an-option' 'the options of the command are its own'
run sh -c "echo input | $kdflow record --rfc -o x.kdf -- cat"
is "$out" input 'the command has its standard input'

# Unloaded before the symbols are read: the names are known all the same.
run "$kdflow" record --rfc -o gone.kdf -- sh -c "echo 1 >$trigger; exec rmmod eight_args_c"
is "$status" 0 'a command that unloads the module'
run "$kdflow" view --module eight_args_c gone.kdf
like "$out" '^  0x264 = df_func8' '... names of the unloaded module'
insmod "$module"

sh -c "$kdflow record --rfc -o term.kdf -- sh -c 'echo 1 >$trigger; trap \"exit 7\" TERM; echo ready >ready; while :; do sleep 0.1; done'; echo \$? >status" 2>/dev/null &
while [ ! -s ready ]; do sleep 0.1; done
kill -TERM "$(pidof kdflow | tr ' ' '\n' | sort -n | head -n 1)"
wait $!
is "$(cat status)" 7 'SIGTERM is passed on to the command'
run "$kdflow" view --module eight_args_c term.kdf
like "$out" '^  0x264 = df_func8' '... and the trace is saved'

# --- losses

run "$kdflow" record --rfc -b 512 -o full.kdf -- sh -c "echo 1 >$trigger"
is "$status" 0 'a small buffer'
like "$err" '; [0-9]+ records lost: buffer full \([0-9]+; -b [0-9]+[KMG]? should suffice\)$' 'a small buffer: how many are lost'
enough=$(echo "$err" | sed 's/.*-b \([0-9]*[KMG]*\) should.*/\1/')
run "$kdflow" view full.kdf
is "$status: $err" '0: ' 'a small buffer: viewed'
like "$out" '^# [0-9]+ records lost: buffer full ' 'a small buffer: the tree says so'
run "$kdflow" record --rfc -b "$enough" -o enough.kdf -- sh -c "echo 1 >$trigger"
like "$err" '; nothing lost$' 'the proposed size suffices'
run "$kdflow" record --rfc -b 16 -o two.kdf -- sh -c "echo 1 >$trigger"
is "$status" 0 'the smallest buffer'
like "$err" ' 0 records of 0 calls, .*buffer full \([0-9]+; record less, or with a larger -b\)$' 'the smallest buffer: all is lost'
run "$kdflow" record --rfc -b 2147483640 -o x.kdf -- true
is "$status" 1 'a buffer larger than the memory'
like "$err" 'the kernel has no memory for a buffer of 268435455 words' 'a buffer larger than the memory: says so'

# --- the output

rmmod eight_args_c
run "$kdflow" record --rfc -o /dev/full --module "$module" --trigger $trigger
is "$status" 1 'a full disk'
like "$err" '^kdflow: /dev/full: No space left on device; 0 whole blocks \(0 bytes\)' 'a full disk: says so'
is_unloaded 'a full disk'
run "$kdflow" record --rfc -o /nosuch/folder/x.kdf --module "$module" --trigger $trigger
is "$status: $err" '1: kdflow: /nosuch/folder/x.kdf: No such file or directory' 'a folder that does not exist'
insmod "$module"
mkdir small
mount -t tmpfs -o size=16k small small
run "$kdflow" record --rfc -o small/x.kdf -- sh -c "i=0; while [ \$i -lt 5000 ]; do echo 1 >$trigger; i=\$((i + 1)); done"
is "$status" 1 'a disk that fills up'
like "$err" '^kdflow: small/x.kdf: No space left on device; [1-9][0-9]* whole blocks \([0-9]+ bytes\) with [0-9]+ words' \
	'a disk that fills up: what was saved'
run "$kdflow" view small/x.kdf
is "$status" 1 'a disk that fills up: the view complains'
like "$err" 'small/x.kdf: cut short ' 'a disk that fills up: ... and says why'
umount small

# --- hidden addresses, no rights, no debugfs

restrict=$(cat /proc/sys/kernel/kptr_restrict)
echo 2 >/proc/sys/kernel/kptr_restrict
run "$kdflow" record --rfc -o hidden.kdf -- sh -c "echo 1 >$trigger"
echo "$restrict" >/proc/sys/kernel/kptr_restrict
is "$status" 0 'hidden addresses: recorded'
like "$err" '^kdflow: warning: functions will be shown by address: /proc/kallsyms: the kernel hides its addresses ' \
	'hidden addresses: warning'
run "$kdflow" view hidden.kdf
like "$out" '0xffffffff[0-9a-f]{8} \[\?\]\(0x11, 0x22\)$' 'hidden addresses: shown'

run su -s /bin/sh nobody -c "$kdflow record --rfc -o /tmp/nobody.kdf -- true"
is "$status: $err" "1: kdflow: $debugfs/kcov_dataflow: Permission denied; recording needs root" 'not root'
[ ! -e nobody.kdf ]
ok $? 'not root: no file is left'

rmmod eight_args_c
umount $debugfs
run "$kdflow" record --rfc -o x.kdf --module "$module" --trigger $trigger
is "$status: $err" "1: kdflow: debugfs is not mounted; as root: mount -t debugfs none $debugfs" 'no debugfs'
is_unloaded 'no debugfs'
mount -t debugfs none $debugfs

done_testing
