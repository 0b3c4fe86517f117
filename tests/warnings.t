#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the compiler, objtool and modpost had to say when the kernels of the guests were built.

. tests/tap.sh

for kernel in ${WARNINGS_OF:-modules counted rust}; do
	log=build/lab/$kernel.log
	[ -s $log ] && [ -e build/lab/$kernel.stamp ]
	ok $? "$kernel: the log of its last build is there"
	is "$(grep 'warning:' $log)" '' "$kernel: no warning"
done

done_testing
