#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The selftests as a kernel developer builds, installs and runs them, with the kernel's own Makefiles and runner, in the
# guest "modules". All tests pass there and nothing is skipped; the one that needs an instrumented binder is not run.
# Without the device nothing but skips is left.
# shellcheck disable=SC2154 # run sets status, out and err

. tests/tap.sh

source=$PWD/build/lab/linux-6.12
obj=$PWD/build/tests/kselftest
installed=$obj/installed
needs_whole_kernel=kcov_dataflow:binderfs

for version in 22 21 20 19; do
	plugin=$PWD/build/compiler/llvm-$version/kcov-dataflow.so
	[ -e "$plugin" ] && command -v "clang-$version" >/dev/null && break
done

# The programs are linked statically, because the guest has no libraries.
make_in() {
	dir=$1
	shift
	env -u MAKEFLAGS -u MAKELEVEL make -C "$dir" O="$obj" KDIR="$PWD/build/lab/modules" ARCH=x86_64 LLVM="-$version" \
		KCOV_DATAFLOW_PLUGIN="$plugin" USERCFLAGS=-Werror USERLDFLAGS=-static "$@"
}

# The tests that the source has. What tries at random (trial.h) is installed, and not run without being asked for.
tests() {
	git ls-files linux/tools/testing/selftests/kcov_dataflow | sed 's,.*/,,; /^functions.sh$/d; /\.sh$/p; d'
	git ls-files 'linux/tools/testing/selftests/kcov_dataflow/*.c' ':!*/test_modules/*' | tr '\n' '\0' |
		xargs -0 grep -lE '^#include "\.\./kselftest_harness' | sed 's,.*/,,; s,\.c$,,'
}

lab/lab build modules || exit 1
mkdir -p "$obj"
rm -rf "$installed"
run make_in "$source" headers
is "$status" 0 'the headers of the kernel are exported' || diag "$err"
run make_in "$source/tools/testing/selftests" TARGETS=kcov_dataflow FORCE_TARGETS=1 KSFT_INSTALL_PATH="$installed" install
if ! is "$status" 0 'the tests are built and installed'; then
	diag "$out"
	diag "$err"
	done_testing
fi
is "$(sort "$installed/kselftest-list.txt")" "$(tests | sed 's/^/kcov_dataflow:/' | sort)" 'every test is in the list'

selected=$(grep -vx "$needs_whole_kernel" "$installed/kselftest-list.txt")
# shellcheck disable=SC2086 # names without spaces
run lab/lab run --config modules --timeout 600 -- sh tests/guest/kselftest.sh "$installed" $selected
is "$status" 0 'they run in the guest' || diag "$err"
[ -n "$selected" ]
ok $? 'there are some'
is "$(echo "$out" | sed -n 's/^ok [0-9]* selftests: //p')" "$(echo "$selected" | sed 's/:/: /')" 'all of them pass'
unlike "$out" '^(# )*not ok ' 'no case of any fails'
unlike "$out" '# *SKIP' 'no case of any is skipped'
cases=$(echo "$out" | grep -c '^# ok ')
[ "$cases" -gt 250 ]
ok $? "$cases cases have passed"

# Where there is no device, each test says so.
# shellcheck disable=SC2046 # names without spaces
run lab/lab run --config modules --no-debugfs -- sh tests/guest/kselftest.sh "$installed" $(cat "$installed/kselftest-list.txt")
is "$(echo "$out" | sed -n 's/^ok [0-9]* selftests: //p')" "$(sed 's/:/: /; s/$/ # SKIP/' "$installed/kselftest-list.txt")" \
	'without the device all are skipped'
is "$(echo "$out" | grep -c '^# 1\.\.0 # SKIP .*/sys/kernel/debug/kcov_dataflow')" \
	"$(grep -c . "$installed/kselftest-list.txt")" 'and give the reason'

done_testing
