#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a reviewer would complain about first.

. tests/tap.sh

files() {
	git ls-files "$@"
}

# quiet NAME COMMAND...: the command prints nothing and succeeds
quiet() {
	name=$1
	shift
	complaints=$("$@" 2>&1 || echo "exit status $?")
	is "$complaints" '' "$name"
}

without_licence() {
	files | grep -vE '^(LICENSES/|linux/patches/|debian/(changelog|copyright|source/format)$|fuzz/corpus/|fuzz/sections/)' | tr '\n' '\0' | xargs -0 grep -L 'SPDX-License-Identifier:'
}

scripts() {
	{
		files '*.sh' '*.t'
		files | tr '\n' '\0' | xargs -0 grep -lE '^#!(/bin/|/usr/bin/env )(ba)?sh' --
	} | sort -u
}

user_c() {
	files 'kdflow/*.c' 'libkdflow/*.c' 'tests/*.c' 'bench/*.c' 'fuzz/*.c' ':!bench/modules'
}

clang=$(command -v clang-22 || command -v clang-19)
compiles_with_clang() {
	user_c | while read -r file; do
		"$clang" -std=c17 -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only \
			-I linux/include/uapi -I libkdflow -DKDFLOW_VERSION='""' -DFUZZ_TRACE='""' -DFUZZ_CORPUS='""' "$file" || echo "$file"
	done
}

checkpatch() {
	perl build/lab/linux-6.12/scripts/checkpatch.pl --strict --no-tree --quiet --show-types "$@"
}

is "$(without_licence)" '' 'every file names its licence'
# shellcheck disable=SC2046 # file names without spaces
quiet 'shellcheck' shellcheck -S warning $(scripts)
quiet 'clang has nothing to say either' compiles_with_clang
lab/lab source || exit 1
# shellcheck disable=SC2046 # file names without spaces
quiet 'checkpatch on the kernel files' checkpatch -f $(files linux ':!linux/patches')
done_testing
