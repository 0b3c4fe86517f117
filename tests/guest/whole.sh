#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Records system calls of a kernel that is instrumented everywhere, both ways:
# whole.sh VMLINUX MODULE.ko SESSION-TRACE RFC-TRACE
set -eu
insmod "$2"
set -- "$@" build/guest/syscalls /sys/kernel/debug/eight_args_c/trigger
build/guest/kdflow record --rfc -b 128M -o "$4" -- "$5" "$6"
exec build/guest/kdflow record --vmlinux "$1" --names "$2" -o "$3" -- "$5" "$6"
