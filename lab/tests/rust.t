#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# lab build of a kernel with Rust: which rustc and which bindgen are taken, and what is said where there is none. The
# kernel, the compilers and the archive only pretend.
# shellcheck disable=SC1091,SC2154 # tap.sh sets status, out and err
. tests/tap.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
unset LAB_LLVM LAB_OUT
export LAB_TARBALL="$dir/linux-source-6.12.tar.xz"
project=$dir/project
built=$project/build/lab
bin=$dir/bin

kernel=$dir/linux-source-6.12
mkdir -p "$kernel/scripts/kconfig" "$bin" "$project/linux" "$project/build/compiler/llvm-19"
printf '#!/bin/sh\nshift 2\ncat "$@" >"$KCONFIG_CONFIG"\n' >"$kernel/scripts/kconfig/merge_config.sh"
printf '#!/bin/sh\necho 0.71.1\n' >"$kernel/scripts/min-tool-version.sh"
chmod +x "$kernel"/scripts/*.sh "$kernel"/scripts/kconfig/*.sh
cat >"$kernel/Makefile" <<EOF
allnoconfig:
	sed '/REFUSED/d' \$(KCONFIG_ALLCONFIG) >\$(O)/.config
rustavailable:
	printf '***\n*** The stars are not right.\n***\n' >&2
bzImage:
	echo "\$(RUSTC) \$(HOSTRUSTC) \$(BINDGEN) \$(MORE)" >\$(O)/variables
modules:
EOF
tar -C "$dir" -cJf "$LAB_TARBALL" linux-source-6.12
cp -r lab "$project"
rm "$project"/lab/configs/*
: >"$project/lab/configs/base.config"
printf '# make: MORE=more\nCONFIG_RUST=y\n' >"$project/lab/configs/rust.config"
printf 'CONFIG_REST=y\n' >"$project/lab/configs/plain.config"
echo plugin >"$project/build/compiler/llvm-19/kcov-dataflow.so"

# fake NAME TEXT: a program that prints a text.
fake() {
	printf '#!/bin/sh\necho "%s"\n' "$2" >"$bin/$1"
	chmod +x "$bin/$1"
}

build() {
	rm -f "$built"/*/variables
	run env PATH="$bin:$PATH" LAB_LLVM=19 LAB_RUSTC="$bin/rustc-a $bin/rustc-b" "$project/lab/lab" build "${1:-rust}"
}

fake rustc-a 'rustc 1.90.0
LLVM version: 21.1.1'
fake bindgen 'bindgen 0.71.1'
build plain
is "$status: $(cat "$built/plain/variables")" '0:    ' 'a kernel without Rust needs no rustc'

build
is "$status" 1 'no rustc fits: status 1'
like "$err" 'needs a rustc on the LLVM of the compiler plugin, which is: 19$' 'no rustc fits: what it needs'
like "$err" 'rustc-a is on LLVM 21.1.1$' 'no rustc fits: what that is that there is'
like "$err" 'rustc-b is not there$' 'no rustc fits: what is not there'
like "$err" 'lab/setup rust installs one; LAB_RUSTC names another' 'no rustc fits: what to do'

fake rustc-b 'rustc 1.85.0
LLVM version: 19.1.7'
build
is "$status: $(cat "$built/rust/variables")" "0: $bin/rustc-b $bin/rustc-b $built/bindgen more" 'the one that fits is taken'
like "$(cat "$built/bindgen")" "^exec '$bin/bindgen' \"\\\$@\"$" 'the bindgen that is there is called'
like "$(cat "$built/bindgen")" '^export LIBCLANG_PATH=/usr/lib/llvm-19/lib ' 'with libclang 19'
build
is "$status$err" 0 'again: nothing is done'
fake rustc-b 'rustc 1.85.1
LLVM version: 19.1.7'
build
like "$err" 'build rust: compile' 'another version of rustc: it is built'

# Packages of another suite of the archive: a program that says its version, and a C library with a loader that runs it.
package() {
	mkdir -p "$dir/$1/DEBIAN" "$dir/$1/$2"
	cat >"$dir/$1/$2/$3"
	chmod +x "$dir/$1/$2/$3"
	printf '%s\n' "Package: $1" 'Version: 1-1' 'Architecture: all' 'Maintainer: Nobody <nobody@example.org>' \
		'Description: none' >"$dir/$1/DEBIAN/control"
	dpkg-deb -b "$dir/$1" "$dir/$1.deb" >/dev/null || exit
}
printf '#!/bin/sh\necho bindgen 0.72.0\n' | package bindgen usr/bin bindgen
printf '#!/bin/sh\n[ "$1" = --library-path ] && exec "$3"\n' | package libc6 usr/lib/x86_64-linux-gnu ld-linux-x86-64.so.2
cat >"$bin/apt-get" <<EOF
#!/bin/sh
case " \$* " in
*' indextargets '*) echo 'Debian|Debian|http://debian.example.org/ bookworm' ;;
*' update '*) sed -n 's/.* \([a-z]*\) main/\1/p' "\$(echo "\$*" | sed 's/.*Dir::Etc::SourceList=\([^ ]*\).*/\1/')" >>"$dir/suites" ;;
*' download '*)
	for package; do :; done
	cp "$dir/\$package.deb" . ;;
esac
EOF
chmod +x "$bin/apt-get"

fake bindgen 'bindgen 0.60.1'
build
is "$status" 0 'the bindgen that is there is too old: status 0'
is "$(sort -u "$dir/suites")" trixie 'that of Debian 13 is got'
is "$("$built/bindgen" --version)" 'bindgen 0.72.0' 'and runs with its own C library'
build
is "$status$err" 0 'again: it is not got once more'

fake bindgen 'bindgen 0.71.1'
sed -i 's/REFUSED/RUST/' "$kernel/Makefile"
tar -C "$dir" -cJf "$LAB_TARBALL" linux-source-6.12
build
is "$status" 1 'the kernel refuses Rust: status 1'
like "$err" 'The stars are not right' 'the kernel refuses Rust: its reason'

done_testing
