#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# lab/setup, with a dpkg and an apt that only say what they are told to.
# shellcheck disable=SC1091,SC2154 # tap.sh sets status, out and err
. tests/tap.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/bin"

# fake NAME: a command of that name, whose body is on stdin.
fake() {
	{
		printf '#!/bin/sh\ndir=%s\n' "$dir"
		cat
	} >"$dir/bin/$1"
	chmod +x "$dir/bin/$1"
}

# Every package in $dir/installed is installed, every one in $dir/archive can be.
fake dpkg-query <<'EOF'
for package; do
	grep -qx -e "$package" "$dir/installed" && echo "installed $package"
done
EOF
fake apt-cache <<'EOF'
shift
for package; do
	if grep -qx -e "$package" "$dir/archive"; then
		printf '%s:\n  Installed: (none)\n  Candidate: 1.0\n' "$package"
	fi
done
EOF
fake apt-get <<'EOF'
echo "$DEBIAN_FRONTEND: $*" >>"$dir/calls"
[ ! -e "$dir/broken" ] || { echo 'E: Failed to fetch http://archive.example/x  404'; seq 40; exit 100; }
case $* in
*update) [ ! -e "$dir/lists" ] || cp "$dir/lists" "$dir/archive" ;;
*)
	while [ "$1" != install ]; do shift; done
	shift
	printf '%s\n' "$@" >>"$dir/installed"
	;;
esac
EOF
fake id <<'EOF'
cat "$dir/uid"
EOF

# packages VERSION [LIST]: all that is needed with that LLVM.
packages() {
	sed 's/#.*//; /^[[:space:]]*$/d; s/[[:space:]]*$//; s/@/'"$1"'/' "${2:-lab/packages}" | sort -u
}

setup() {
	run env -u DEBIAN_FRONTEND PATH="$dir/bin:$PATH" lab/setup "$@"
}

# begin UID INSTALLED-LLVM ARCHIVE-LLVM...
begin() {
	rm -f "$dir/calls" "$dir/broken" "$dir/lists"
	echo "$1" >"$dir/uid"
	packages "$2" >"$dir/installed"
	shift 2
	for version; do
		packages "$version"
	done >"$dir/archive"
}

run lab/setup
is "$status$out$err" 0 'here everything is installed: nothing is done, nothing said'

begin 0 22 22
setup
is "$status$out$err" 0 'nothing is missing: nothing said'
ok "$([ -e "$dir/calls" ]; echo $((! $?)))" 'nothing is missing: apt-get is not called'

begin 1000 22 22
sed -i '/^bc$/d; /^flex$/d' "$dir/installed"
setup
is "$status" 1 'not root: status 1'
is "$out" 'apt-get install --no-install-recommends bc flex' 'not root: the command on stdout'
like "$err" '2 packages are missing. As root, run:' 'not root: what to do with it on stderr'
ok "$([ -e "$dir/calls" ]; echo $((! $?)))" 'not root: apt-get is not called'

begin 0 22 22
sed -i '/^bc$/d; /^flex$/d' "$dir/installed"
setup
is "$status" 0 'root: status 0'
is "$(sed 's/ -o [^ ]*//g' "$dir/calls")" ': -q update
noninteractive: -q -y --no-install-recommends install bc flex' 'root: one update, then only what is missing'
like "$err" '^setup: install 2 packages \.\.\. done' 'root: a line of progress'
is "$(printf '%s\n' "$err" | wc -l)" 2 'root: no more lines than steps'

begin 1000 19 19
setup
is "$status$out$err" 0 'LLVM 19 is the newest in the archive: it will do'

begin 1000 19 22 21 19
setup
is "$out" 'apt-get install --no-install-recommends clang-22 libclang-rt-22-dev lld-22 llvm-22 llvm-22-dev llvm-22-tools' 'the archive has a newer LLVM: it is wanted'

begin 0 22
: >"$dir/installed"
packages 22 >"$dir/lists"
setup
is "$status" 0 'apt has no lists yet: the update brings them'
is "$(sort -u "$dir/installed")" "$(packages 22)" 'apt has no lists yet: all is installed then'

begin 1000 22
: >"$dir/installed"
setup
is "$status: $out" '1: apt-get update' 'apt has no lists yet, not root: to update them is the command'

begin 0 22 22
sed -i '/^bc$/d' "$dir/installed"
: >"$dir/broken"
setup
is "$status" 1 'apt-get fails: status 1'
like "$err" 'E: Failed to fetch http://archive.example/x' 'apt-get fails: its error is shown'
like "$err" 'then try again' 'apt-get fails: what to do'

begin 1000 22 22
sed -i '/^linux-source-6.12$/d' "$dir/installed" "$dir/archive"
setup
is "$status" 1 'a package is in no archive: status 1'
like "$err" 'archive does not have: linux-source-6.12 $' 'a package is in no archive: it is named'

begin 1000 22 22
packages 22 lab/packages-rust >>"$dir/archive"
setup
is "$status$out$err" 0 'nothing is wanted of Rust: nothing said of it'
setup rust
is "$out" 'apt-get install --no-install-recommends libclang1-19 rust-web-src rustc-web' 'Rust is wanted: its packages are'

begin 1000 22 22
setup rust
is "$status" 1 'the archive has no Rust on LLVM 22: status 1'
like "$err" "archive does not have: .*rustc-web .*" 'the archive has no Rust on LLVM 22: the reason'
like "$err" 'these come with Debian 12 .* and Debian 13' 'the archive has no Rust on LLVM 22: where it is'

begin 1000 22 22
rm "$dir/bin/apt-get"
for tool in bash sh env readlink dirname realpath sed tr sort comm grep cut cat; do
	ln -s "$(command -v $tool)" "$dir/bin/$tool"
done
run env PATH="$dir/bin" lab/setup
is "$status" 1 'no apt-get: status 1'
like "$err" 'this is no Debian' 'no apt-get: the reason'
like "$err" 'busybox-static .*qemu-system-x86' 'no apt-get: what to install'

run lab/setup now
is "$status" 2 'another argument: status 2'
like "$err" 'takes no more than the word rust' 'another argument: the reason'

done_testing
