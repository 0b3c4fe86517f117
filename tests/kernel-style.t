#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the kernel's own tools say of the kernel part: sparse, all warnings of clang, kernel-doc, the UAPI header by
# itself. It is compiled in a build directory of its own, with all of it configured.
# shellcheck disable=SC2154 # run sets status, out and err

. tests/tap.sh

source=$PWD/build/lab/linux-6.12
objects=$PWD/build/tests/kernel-style
directory=kernel/kcov_dataflow

lab/lab build counted || exit 1
# What the lab has built it with.
clang=$(sed -n 's/^savedcmd_[^ ]* := \([^ ]*\) .*/\1/p' build/lab/counted/$directory/.record.o.cmd)
llvm=${clang#clang-}

# kmake ARGUMENT...: nobody changes the source meanwhile
kmake() {
	flock -s build/lab/.source.lock make -C "$source" O="$objects" -j"$(nproc)" ARCH=x86_64 LLVM=-"$llvm" \
		KCOV_DATAFLOW_PLUGIN="$PWD/build/compiler/llvm-$llvm/kcov-dataflow.so" "$@" 2>&1
}

mkdir -p "$objects"
cmp -s build/lab/counted/.config "$objects/.config.lab" || {
	cp build/lab/counted/.config "$objects/.config" && cp "$objects/.config" "$objects/.config.lab"
}
run kmake prepare
is "$status" 0 'there is a build directory' || diag "$out"

# Compiled anew each time, as make is silent about what is up to date.
rm -rf "${objects:?}/$directory"
run kmake W=1 C=2 $directory/
is "$status" 0 'the kernel part compiles' || diag "$out"
is "$(echo "$out" | grep -c "^  CHECK .*/$directory/")" "$(git ls-files "linux/$directory/*.c" | wc -l)" 'sparse has read each file'
is "$(echo "$out" | grep -E '(warning|error):')" '' 'make W=1 C=2 has nothing to say'

is "$(git ls-files 'linux/*.h' 'linux/kernel/*.c' | grep -v /tools/ | xargs "$source/scripts/kernel-doc" -none -Wall -Werror 2>&1)" '' \
	'kernel-doc has nothing to say'

# As usr/include does it.
run kmake headers
for language in '-x c -std=c90' '-x c++'; do
	# shellcheck disable=SC2086 # two words
	is "$(gcc $language -nostdinc -I "$objects/usr/include" -fsyntax-only -Wall -Wextra -Werror \
		linux/include/uapi/linux/kcov_dataflow.h 2>&1)" '' "the UAPI header stands alone: $language"
done

done_testing
