#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# examples/write.c, built with what is installed, in the guest: the calls that the test module makes, for each write.
# shellcheck disable=SC2154 # run sets status, out and err

. tests/tap.sh

dir=build/tests/example
rm -rf $dir
mkdir -p $dir
env -u MAKEFLAGS make -s install prefix="$PWD/$dir/usr" >$dir/log || exit 1
export PKG_CONFIG_PATH="$PWD/$dir/usr/lib/pkgconfig"

# The guest has no libraries.
# shellcheck disable=SC2046 # words
run gcc -static -Wall -Wextra -Werror -o $dir/write examples/write.c $(pkg-config --static --cflags --libs libkdflow)
is "$status$err" 0 'it compiles'

lab/lab module modules linux/tools/testing/selftests/kcov_dataflow/test_modules || exit 1
cat >$dir/guest.sh <<'EOF'
insmod build/lab/modules-modules/test_modules/eight_args_c.ko || exit
trigger=/sys/kernel/debug/eight_args_c/trigger
cd build/tests/example || exit
./write $trigger eight_args_c >calls || exit
./write $trigger no_such_module >nothing || exit
if ./write $trigger "$(printf '%080d' 0)" 2>error; then
	exit 1
fi
EOF
run lab/lab run --config modules -- sh $dir/guest.sh
is "$status" 0 'it runs in the guest' || diag "$out$err"

# What the eight functions of the module are called with, and return, inside that of the write.
once=$(set --
	for value in 0x11 0x22 0x33 0x44 0x55 0x66 0x77 0x88; do
		set -- "$@" "$value"
		echo "  call: $*"
		printf '  return: 0x%x\n' $(($(echo "$@" | tr ' ' '+')))
	done)
for run in 1 2; do
	is "$(awk -v run=$run '/^#/ { n++ } n == run - 1' $dir/calls | sed -n 's/ 0x[0-9a-f]*:/:/; /^  [cr]/p' | head -n 16)" "$once" \
		"write $run: arguments and return values of eight functions"
done
is "$(grep -c '^call .* 0x1 ' $dir/calls) $(grep -c '^return 0x[0-9a-f]*: 0x1$' $dir/calls)" '2 2' 'around them are the writes of one byte'
is "$(grep '^#' $dir/calls | uniq -c | sed 's/^ *//')" '2 # wrote 1, recorded 10 calls, lost 0' 'each is counted by itself'
is "$(uniq $dir/nothing)" '# wrote 1, recorded 0 calls, lost 0' 'nothing is recorded of a module that is not there'
is "$(cat $dir/error)" "write: $(printf '%080d' 0): no module has such a long name" 'a wrong name is an error'

done_testing
