#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the lab gets from the archive, with an apt-get that only pretends: a source that this system does not have
# installed.
# shellcheck disable=SC1091,SC2154 # tap.sh sets status, out and err
. tests/tap.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
unset LAB_TARBALL
export LAB_OVERLAY="$dir/linux" LAB_OUT="$dir/out"
mkdir -p "$LAB_OVERLAY/patches/9.9" "$dir/bin" "$dir/package/DEBIAN" "$dir/package/usr/src" "$dir/linux-source-9.9"
tree=$dir/out/linux-9.9

echo all: >"$dir/linux-source-9.9/Makefile"
tar -C "$dir" -cJf "$dir/package/usr/src/linux-source-9.9.tar.xz" linux-source-9.9
printf '%s\n' 'Package: linux-source-9.9' 'Version: 9.9.1-1' 'Architecture: all' \
	'Maintainer: Nobody <nobody@example.org>' 'Description: a source' >"$dir/package/DEBIAN/control"
dpkg-deb -b "$dir/package" "$dir/linux-source-9.9_9.9.1-1_all.deb" >/dev/null || exit

# The suite that the file suite names has the package; nothing can be fetched while there is a file offline.
cat >"$dir/bin/apt-get" <<EOF
#!/bin/sh
case " \$* " in
*' indextargets '*)
	cat "$dir/targets"
	exit
	;;
esac
echo "\$*" >>"$dir/calls"
list=\$(echo "\$*" | sed 's/.*Dir::Etc::SourceList=\([^ ]*\).*/\1/')
case " \$* " in
*' update '*)
	cat "\$list" >>"$dir/sources"
	! [ -e "$dir/offline" ] || { echo 'E: Failed to fetch'; exit 100; }
	;;
*' download '*)
	grep -q " \$(cat "$dir/suite") main" "\$list" || { echo 'E: Unable to locate package'; exit 100; }
	cp "$dir/linux-source-9.9_9.9.1-1_all.deb" .
	;;
esac
EOF
chmod +x "$dir/bin/apt-get"
PATH=$dir/bin:$PATH

get() {
	rm -f "$dir/sources" "$dir/calls"
	run lab/lab source 9.9
}

: >"$dir/targets"
get
is "$status" 1 'apt knows of no archive: status 1'
like "$err" 'E: apt knows of no Debian archive' 'apt knows of no archive: the reason'

cat >"$dir/targets" <<'EOF'
Other|Other|http://other.example.org/ stable
Debian|Debian-Security|http://security.example.org/ bookworm-security
Debian|Debian|http://debian.example.org/ bookworm-updates
Debian|Debian|http://debian.example.org/ bookworm
EOF
: >"$dir/offline"
echo bookworm >"$dir/suite"
get
is "$status" 1 'no network: status 1'
like "$err" 'E: Failed to fetch' 'no network: what apt says'
like "$err" 'see to the network, or copy a linux-source-9.9.tar.xz to ' 'no network: what to do'
rm "$dir/offline"

echo nowhere >"$dir/suite"
get
is "$status" 1 'no suite has it: status 1'
like "$err" 'E: no suite of the archive has linux-source-9.9' 'no suite has it: the reason'

echo trixie-backports >"$dir/suite"
get
is "$status" 0 'a suite has it: status 0'
like "$err" '^lab: source: download linux-source-9.9 \.\.\. done' 'a suite has it: a line of progress'
is "$(cat "$tree/Makefile")" all: 'a suite has it: the source is there'
is "$(sed 's/\[.*\] //' "$dir/sources")" 'deb http://debian.example.org/ bookworm main
deb http://debian.example.org/ bookworm-backports main
deb http://debian.example.org/ trixie-backports main' 'the suites of the archive of this system are asked in turn'
is "$(grep -v "Lists=$dir/out/.*Cache=$dir/out/.*SourceParts=/dev/null" "$dir/calls")" '' \
	'the lists and the cache are not those of the system'
is "$(ls -A "$dir/out/archive")" linux-source-9.9.tar.xz 'nothing else is left'

get
is "$status$err" 0 'again: nothing is done'
ok "$([ ! -e "$dir/calls" ]; echo $?)" 'again: apt is not called'

done_testing
