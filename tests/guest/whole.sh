#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Records system calls of a kernel that is instrumented everywhere: whole.sh MODULE.ko TRACE
set -eu
insmod "$1"
exec build/guest/kdflow record -b 16M -o "$2" -- \
	build/guest/syscalls /sys/kernel/debug/eight_args_c/trigger
