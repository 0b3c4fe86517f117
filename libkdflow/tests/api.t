#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The shared library exports the functions that its public headers declare and nothing else; each has a description;
# each header can be included by itself, in C and in C++.

. tests/tap.sh

library=${LIBRARY:-build/libkdflow.so.1}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# The headers that are installed.
# shellcheck disable=SC2016 # for make
headers=$(make -s --eval='headers: ; @echo $(LIBKDFLOW_HEADERS)' headers)
like "$headers" 'libkdflow/kdflow\.h' 'there are public headers'

# What the compiler has seen; functions that are static inline are in no library.
for header in $headers; do
	echo "#include \"${header##*/}\""
done | gcc -std=c17 -I linux/include/uapi -I libkdflow -aux-info "$dir/prototypes" -fsyntax-only -x c -
declared=$(sed -n 's|^/\* libkdflow/[^ ]* \*/ extern [^(]*[ *]\([a-z0-9_]*\) (.*|\1|p' "$dir/prototypes" | sort)

exported=$(nm -D --defined-only "$library" | sed -n 's/^[0-9a-f]* [^A] //p' | sort)
is "$exported" "$(echo "$declared" | sed 's/$/@@KDFLOW_1/')" 'what is exported is what is declared'
is "$(readelf -d "$library" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p')" "${library##*/}" 'the soname is the name of the file'
is "$(readelf -d "$library" | grep -E 'TEXTREL|RPATH|RUNPATH')" '' 'no relocations of code, no paths'

# The functions that follow a kernel-doc comment of theirs.
# shellcheck disable=SC2086 # words
described=$(awk '
	/^\/\*\*/ { name = ""; comment = 1 }
	comment && / - / { name = name ? name : $2 }
	/\*\/$/ { comment = 0; next }
	/^$/ { name = "" }
	/^[a-z]/ && name && index($0, name "(") { print name }' $headers | sort)
is "$(echo "$declared" | grep -vxF "$described")" '' 'each has a description'

for header in $headers; do
	for language in 'c -std=c17' 'c++ -std=c++11'; do
		for compiler in gcc "$(command -v clang-22 || command -v clang-19)"; do
			# shellcheck disable=SC2086 # words
			is "$(echo "#include \"${header##*/}\"" | $compiler -I linux/include/uapi -I libkdflow -Wall -Wextra \
				-Werror -fsyntax-only -x $language - 2>&1)" '' "${header##*/} alone: ${compiler##*/} -x $language"
		done
	done
done

done_testing
