#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The examples, built with what is installed, in the guest: write.c shows the calls that the test module makes, for each
# write; features.c finds values that coverage does not see.
# shellcheck disable=SC2154 # run sets status, out and err

. tests/tap.sh

dir=build/tests/example
rm -rf $dir
mkdir -p $dir
make -s install prefix="$PWD/$dir/usr" >$dir/log || exit 1
export PKG_CONFIG_PATH="$PWD/$dir/usr/lib/pkgconfig"

# The guest has no libraries.
for example in write features; do
	# shellcheck disable=SC2046 # words
	run gcc -static -Wall -Wextra -Werror -o $dir/$example examples/$example.c $(pkg-config --static --cflags --libs libkdflow)
	is "$status$err" 0 "$example.c compiles"
done

modules=linux/tools/testing/selftests/kcov_dataflow/test_modules
lab/lab module modules $modules || exit 1
# For KCOV as well
mkdir $dir/deep_chain
cp $modules/deep_chain.c $modules/trigger.h $dir/deep_chain
printf '%s\n' 'obj-m := deep_chain.o' 'KCOV_DATAFLOW_deep_chain.o := y' 'KCOV_INSTRUMENT_deep_chain.o := y' >$dir/deep_chain/Makefile
lab/lab module modules $dir/deep_chain || exit 1
built=${LAB_OUT:-build/lab}/modules-modules
cat >$dir/guest.sh <<'EOF'
insmod "$1/test_modules/eight_args_c.ko" || exit
insmod "$1/deep_chain/deep_chain.ko" || exit
trigger=/sys/kernel/debug/eight_args_c/trigger
cd build/tests/example || exit
./write $trigger eight_args_c >calls || exit
./write $trigger no_such_module >nothing || exit
if ./write $trigger "$(printf '%080d' 0)" 2>error; then
	exit 1
fi
./features /sys/kernel/debug/deep_chain/trigger deep_chain 400 >features.1
EOF
run lab/lab run --config modules -- sh $dir/guest.sh "$built"
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

# A line is "round N: NUMBER: N of coverage, N of values". The module takes numbers up to 16, all in the same way; with 6 to
# 10 it reads behind its table.
is "$(awk '/^round/ && $4 { print ($3 + 0 > 16 ? "refused" : "taken") }' $dir/features.1 | sort)" "$(printf 'refused\ntaken')" \
	'coverage has something new once for what the module takes, and once for what it refuses'
is "$(awk '/^round/ && !$4 && $7 && $3 + 0 >= 6 && $3 + 0 <= 10 { found = 1 } END { print found + 0 }' $dir/features.1)" 1 \
	'values have something new where it reads behind its table'
like "$(tail -n 1 $dir/features.1)" '^# kept [0-9]+ of 400, all features: 0x[0-9a-f]{8}$' 'the end is a summary'

# The kernel is elsewhere, and so is the module.
cat >$dir/again.sh <<'EOF'
insmod "$1/deep_chain/deep_chain.ko" || exit
cd build/tests/example || exit
./features /sys/kernel/debug/deep_chain/trigger deep_chain 400 >features.2
EOF
run lab/lab run --config modules -- sh $dir/again.sh "$built"
is "$status" 0 'it runs in another boot' || diag "$out$err"
is "$(cat $dir/features.2)" "$(cat $dir/features.1)" 'all features are the same there'

done_testing
