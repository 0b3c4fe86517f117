#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Records two programs that use binder: binder.sh VMLINUX GOOD BAD

record() {
	output=$1
	shift
	build/guest/kdflow record --snapshot 4096 --vmlinux "$vmlinux" --function '*binder*' -o "$output" -- \
		build/guest/binder "$@"
}

vmlinux=$1
record "$2" 15 enter exit && record "$3" 0xffffffff enter enter
