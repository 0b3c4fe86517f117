#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# make install: what is installed is complete, works where it is, and goes again with make uninstall.
# shellcheck disable=SC2154 # run sets status, out and err

. tests/tap.sh

dir=$PWD/build/tests/install
rm -rf "$dir"
mkdir -p "$dir"

# install_into VARIABLE...
install_into() {
	make --no-print-directory install "$@"
}

run install_into prefix="$dir/usr"
ok "$status" 'make install' || diag "$out$err"
usr=$dir/usr
export PATH="$usr/bin:$PATH" LD_LIBRARY_PATH="$usr/lib" PKG_CONFIG_PATH="$usr/lib/pkgconfig"

# The command
version=$(sed -n '1s/.*(\(.*\)).*/\1/p' debian/changelog)
run kdflow --version
is "$status: $out$err" "0: kdflow $version" 'kdflow runs, and its version is the only one'
like "$(readelf -d "$usr/bin/kdflow")" '\(NEEDED\).*\[libkdflow\.so\.1\]' '... with the shared library'
is "$(readelf -d "$usr/bin/kdflow" | grep -E 'RPATH|RUNPATH')" '' '... wherever that is'
is "$(cd "$usr/share/man" && echo man?/*)" "$(for page in docs/*.[1-8]; do
	echo "man${page##*.}/${page##*/}"
done | LC_ALL=C sort | xargs)" 'the manual is there'
[ -s "$usr/share/bash-completion/completions/kdflow" ]
ok $? 'and the completion'

# The library
run pkg-config --modversion libkdflow
is "$out" "$version" 'pkg-config knows the version'
cflags=$(pkg-config --cflags libkdflow)
libs=$(pkg-config --libs libkdflow)
static=$(pkg-config --static --libs libkdflow)

# A system's header that is another version must not get into a program: structs of the library contain those of ours.
mkdir -p "$dir/system/linux"
echo '#error "the header of the system"' >"$dir/system/linux/kcov_dataflow.h"

# Not the headers of this tree
cp examples/write.c "$dir/write.c"
cd "$dir" || exit
clang=$(command -v clang-22 || command -v clang-19)
for compiler in 'gcc -std=gnu17 -Wextra' "$clang -std=gnu17 -Wextra" 'gcc -x c++ -std=gnu++20' "$clang -x c++ -std=gnu++20"; do
	rm -f write
	# shellcheck disable=SC2086 # words
	run $compiler -Wall -Werror -isystem "$dir/system" $cflags -o write write.c $libs
	is "$status$err" 0 "the example: ${compiler##*/}"
	run ./write
	is "$status: $err" '2: usage: write FILE [MODULE]' '... runs'
	like "$(ldd ./write)" "=> $usr/lib/libkdflow\.so\.1 " '... with the library that is installed'
done
# shellcheck disable=SC2086 # words
run gcc -static -o static write.c $cflags $static
is "$status$err" 0 'the example, linked statically'
run ./static
is "$status" 2 '... runs'
run ./static /no/such/file
is "$status: $err" '1: /no/such/file: No such file or directory' '... and complains'
cd - >/dev/null || exit

# The pass
for clang in clang-22 clang-19; do
	[ -d "build/compiler/llvm-${clang#clang-}" ] || continue
	plugin=$usr/lib/kdflow/llvm-${clang#clang-}/kcov-dataflow.so
	is "$(KDFLOW_CLANG=$clang kdflow-clang --print-plugin)" "$plugin" "kdflow-clang knows the plugin for $clang"
	cmp -s "$plugin" "build/compiler/llvm-${clang#clang-}/kcov-dataflow.so"
	ok $? '... which is there'
	echo 'int f(int a) { return a; }' | KDFLOW_CLANG=$clang kdflow-clang -fsanitize-coverage=trace-entry -x c -c -o "$dir/f.o" -
	like "$(nm "$dir/f.o")" '__sanitizer_cov_trace_entry1' '... and instruments'
done

# What the Debian packages contain: folders, files and patterns.
run install_into DESTDIR="$dir/debian" prefix=/usr libdir=/usr/lib/some-arch
ok "$status" 'make install, as for the Debian packages' || diag "$out$err"
lists=$(sed -n 's,^debian/tmp/,,; /^usr/p' debian/*.install debian/*.manpages)
# shellcheck disable=SC2086 # patterns, for the folder that is current then
is "$(cd "$dir/debian" && find $lists ! -type d | LC_ALL=C sort)" "$(cd "$dir/debian" && find usr ! -type d | LC_ALL=C sort)" \
	'each file is in one Debian package'

# DESTDIR, with other folders
set -- DESTDIR="$dir/dest dir" prefix=/usr libdir=/usr/lib/some-arch bindir=/opt/bin
run install_into "$@"
ok "$status" 'make install DESTDIR=... libdir=... bindir=...' || diag "$out$err"
files() {
	(cd "$1" && find . ! -type d) | sort
}
is "$(files "$dir/dest dir" | sed 's|/opt/bin|/usr/bin|; s|/some-arch||')" "$(files "$dir" | grep '^\./usr/')" 'the same files, elsewhere'
is "$(grep -rlF "$dir" "$dir/dest dir")" '' 'no file says what DESTDIR is'
is "$(PKG_CONFIG_PATH="$dir/dest dir/usr/lib/some-arch/pkgconfig" pkg-config --variable=libdir libkdflow)" /usr/lib/some-arch \
	'nor does pkg-config'

# Not what others have there
mkdir -p "$dir/dest dir/usr/lib/kdflow"
touch "$dir/dest dir/usr/include/others.h"
run make --no-print-directory uninstall "$@"
ok "$status" 'make uninstall' || diag "$out$err"
is "$(files "$dir/dest dir")" './usr/include/others.h' 'removes its files, and only those'
is "$(find "$dir/dest dir" -type d -path '*kdflow*' ! -path '*/usr/lib/kdflow')" '' '... and its folders'

done_testing
