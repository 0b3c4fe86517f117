#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# lab module: from a directory to a module that the guest loads.
# Runs alone: the kernel is configured anew, and nobody may start it meanwhile.
# shellcheck disable=SC1091,SC2154 # tap.sh sets status, out and err
. tests/tap.sh

lab/lab build modules || exit
dir=$(mktemp -d)
name=lab_test_$$
built=build/lab/modules-modules/$name
trap 'rm -rf "$dir" "$built" "$built".*' EXIT

module=$dir/$name
mkdir "$module"
echo "obj-m := hello.o" >"$module/Makefile"
# greeting TEXT
greeting() {
	cat >"$module/hello.c" <<EOF
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include "greeting.h"
static int __init hello_init(void)
{
	pr_info("%s\n", GREETING);
	return 0;
}
module_init(hello_init);
static void __exit hello_exit(void)
{
}
module_exit(hello_exit);
MODULE_DESCRIPTION("A test of the lab");
MODULE_LICENSE("GPL");
EOF
	echo "#define GREETING \"$1\"" >"$module/greeting.h"
}

greeting 'the first'
run lab/lab module modules "$module"
is "$status" 0 'a module is built'
like "$err" "^lab: module modules: $name \.\.\. done" 'a line of progress'
is "$(ls -A "$module")" 'Makefile
greeting.h
hello.c' 'its directory stays clean'
run lab/lab run -- sh -c "insmod $built/hello.ko && dmesg | tail -n 1 | sed 's/^.*\\] //'; rmmod hello"
is "$status: $out" '0: the first' 'the guest loads it'

run lab/lab module modules "$module/"
is "$status$err" 0 'nothing changed: nothing is done'

# The kernel is configured anew first, elsewhere; the directory is still relative to where the lab was called.
rm -f build/lab/modules.stamp
run sh -c "cd '$dir' && '$PWD/lab/lab' module modules '$name'"
is "$status" 0 'a relative directory, and a kernel that has to be built first'
like "$err" '^lab: build modules: configure' 'the kernel was configured'
ok "$(test -e "$built/hello.ko"; echo $?)" 'the module is that of the directory'

greeting 'the second'
run lab/lab module modules "$module"
ok "$(grep -q 'the second' "$built/hello.ko"; echo $?)" 'what changed is built'

mkdir -p "$dir/other"
cp -r "$module" "$dir/other/$name"
echo '#define GREETING "the other"' >"$dir/other/$name/greeting.h"
run lab/lab module modules "$dir/other/$name"
ok "$(grep -q 'the other' "$built/hello.ko"; echo $?)" 'another directory of the same name'
run lab/lab module modules "$module"
ok "$(grep -q 'the second' "$built/hello.ko"; echo $?)" 'and the first again'

rm "$module/greeting.h"
run lab/lab module modules "$module"
is "$status" 1 'a header that vanished: status 1'
like "$err" "hello.c:3:10: fatal error: 'greeting.h' file not found" 'a header that vanished: what the compiler says'
like "$err" "correct the module in $module" 'a header that vanished: what to do'

run lab/lab module modules "$dir/none"
is "$status" 1 'no such directory: status 1'
like "$err" "there is no directory '$dir/none'" 'no such directory: the reason'
run lab/lab module modules "$dir"
like "$err" "$dir has no Makefile" 'no module: the reason'
run lab/lab module none "$module"
is "$status" 2 'no such configuration: status 2'
like "$err" "no configuration 'none'; there are: .*counted .*modules .*whole" 'no such configuration: those that there are'
run lab/lab module modules
is "$status" 2 'no directory: status 2'

done_testing
