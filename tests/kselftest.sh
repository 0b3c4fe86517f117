# shellcheck shell=sh disable=SC2154
# SPDX-License-Identifier: GPL-2.0-or-later
# The selftests as a kernel developer builds, installs and runs them, with the kernel's own Makefiles and runner.
# shellcheck source=tests/tap.sh

. tests/tap.sh

# The plugin for the compiler that has built the guests' kernels
for version in 22 21 20 19; do
	plugin=$PWD/build/compiler/llvm-$version/kcov-dataflow.so
	[ -e "$plugin" ] && command -v "clang-$version" >/dev/null && break
done

# make_in DIR ARG...: the programs are linked statically, because the guest has no libraries.
make_in() {
	dir=$1
	shift
	make -C "$dir" O="$obj" KDIR="$PWD/build/lab/$config" ARCH=x86_64 LLVM="-$version" \
		KCOV_DATAFLOW_PLUGIN="$plugin" USERCFLAGS=-Werror USERLDFLAGS=-static "$@"
}

# The tests that the source has. What tries at random (trial.h) is installed, and not run without being asked for.
tests() {
	git ls-files linux/tools/testing/selftests/kcov_dataflow | sed 's,.*/,,; /^functions.sh$/d; /\.sh$/p; d'
	git ls-files 'linux/tools/testing/selftests/kcov_dataflow/*.c' ':!*/test_modules/*' | tr '\n' '\0' |
		xargs -0 grep -lE '^#include "harness\.h"' | sed 's,.*/,,; s,\.c$,,'
}

# kselftest_install CONFIG: sets config and installed; list has the names of all tests.
kselftest_install() {
	config=$1
	source=$PWD/build/lab/linux-6.12
	obj=$PWD/build/tests/kselftest/$config
	installed=$obj/installed
	lab/lab build "$config" || exit 1
	mkdir -p "$obj"
	rm -rf "$installed"
	# The modules are built where their source is, one kernel after the other, and make does not see that it is another.
	exec 9>build/tests/kselftest/.lock
	flock 9
	make_in "$source/tools/testing/selftests/kcov_dataflow/test_modules" clean >/dev/null
	run make_in "$source" headers
	is "$status" 0 'the headers of the kernel are exported' || diag "$err"
	run make_in "$source/tools/testing/selftests" TARGETS=kcov_dataflow FORCE_TARGETS=1 KSFT_INSTALL_PATH="$installed" install
	exec 9>&-
	if ! is "$status" 0 'the tests are built and installed'; then
		diag "$out"
		diag "$err"
		done_testing
	fi
	list=$(cat "$installed/kselftest-list.txt")
	is "$(echo "$list" | sort)" "$(tests | sed 's/^/kcov_dataflow:/' | sort)" 'every test is in the list'
}

# kselftest_run TEST...: in the guest; all pass, and nothing is skipped.
kselftest_run() {
	run lab/lab run --config "$config" --memory 2G --timeout 1800 -- sh tests/guest/kselftest.sh "$installed" "$@"
	is "$status" 0 'they run in the guest' || diag "$err"
	is "$(echo "$out" | sed -n 's/^ok [0-9]* selftests: //p')" "$(printf '%s\n' "$@" | sed 's/:/: /')" 'all of them pass'
	unlike "$out" '^(# )*not ok ' 'no case of any fails'
	unlike "$out" '# *SKIP' 'no case of any is skipped'
	cases=$(echo "$out" | grep -c '^# ok ')
	[ "$cases" -gt 250 ]
	ok $? "$cases cases have passed"
}

# What needs Rust, or an instrumented binder, has nothing to see elsewhere.
but_rust() {
	echo "$list" | grep -vx 'kcov_dataflow:.*rust.*'
}

but_binderfs_and_rust() {
	but_rust | grep -vx kcov_dataflow:binderfs
}
