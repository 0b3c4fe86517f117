#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# make deb: lintian has nothing to say of the packages, and in a system that has nothing else they install, work, and go.
# shellcheck disable=SC2154 # run sets status, out and err

. tests/tap.sh

dir=$PWD/build/tests/deb
rm -rf "$dir"
mkdir -p "$dir/debs"

# Nothing else needs them.
for tool in dh lintian mmdebstrap; do
	command -v $tool >/dev/null
	ok $? "there is $tool" || exit
done

run make deb
ok "$status" 'make deb' || diag "$out$err"
version=$(sed -n '1s/.*(\(.*\)).*/\1/p' debian/changelog)
packages='kdflow kdflow-llvm-plugin libkdflow-dev libkdflow1'
is "$(for deb in build/deb/*.deb; do dpkg-deb -f "$deb" Package Version | sed 's/^.*: //' | xargs; done | grep -v -e '-dbgsym ')" \
	"$(printf "%s $version\n" $packages)" 'makes the packages, all of this version'
run lintian --allow-root --fail-on error,warning build/deb/*.changes
is "$status: $out$err" '0: ' 'lintian has nothing to say'

cp build/deb/*.deb "$dir/debs"
cat >"$dir/commands.sh" <<'EOF'
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
install() {
	apt-get -q -y --no-install-recommends install "$@" >&2
}
cd /debs || exit
install ./kdflow_*.deb ./libkdflow1_*.deb || exit
echo "installed: $(kdflow --version)"
kdflow view /no/such/file 2>&1
install gcc libc6-dev pkg-config ./libkdflow-dev_*.deb || exit
cc -o /write /usr/share/doc/libkdflow-dev/examples/write.c $(pkg-config --cflags --libs libkdflow) || exit
echo "example: $(/write 2>&1)"
install ./kdflow-llvm-plugin_*.deb || exit
cat >/usr/bin/clang-22 <<'CLANG'
#!/bin/sh
echo 22.1.0
CLANG
chmod +x /usr/bin/clang-22
plugin=$(kdflow-clang --print-plugin) && [ -s "$plugin" ] && echo 'plugin: it is there'
apt-get -q -y purge kdflow libkdflow1 libkdflow-dev kdflow-llvm-plugin >&2 || exit
echo "left: $(find / -xdev -name '*kdflow*' ! -path '/proc/*' ! -path '/debs*' ! -path '/var/*')"
EOF

# Where apt has this system from; nothing of what else is installed.
apt-get indextargets --format 'deb $(REPO_URI) $(CODENAME) $(COMPONENT)|$(ORIGIN)' 'Created-By: Packages' |
	sed -n 's/|Debian$//p' | sort -u >"$dir/sources.list"
codename=$(awk '$3 !~ /-/ { print $3; exit }' "$dir/sources.list")
run mmdebstrap --variant=apt --format=null \
	--customize-hook="copy-in '$dir/debs' '$dir/commands.sh' /" \
	--customize-hook='chroot "$1" sh /commands.sh >"$1/results"' \
	--customize-hook="download /results '$dir/results'" \
	"$codename" - "$dir/sources.list"
is "$status" 0 'in a system with nothing else' || diag "$err"
is "$(cat "$dir/results")" "installed: kdflow $version
kdflow: /no/such/file: No such file or directory
example: usage: write FILE [MODULE]
plugin: it is there
left: " 'they install, work, and go'

done_testing
