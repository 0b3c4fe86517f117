# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-or-later
# Files from packages that this system does not have installed, because they are for another architecture or in another
# suite of its archive. apt gets them, with lists of its own; what the system has for sources stays as it is.

archive=$out/archive

# archive_get ARCH PACKAGE PATH FILE [SUITE]: the first suite that has PACKAGE is taken, or SUITE; of it, what is in PATH
# becomes FILE. PATH can be below usr, too. ARCH can be all.
archive_get() {
	local package=$2 path=$3 file=$4 suites=${5:-} uri codename suite deb

	apt_arch=${1/#all/$(dpkg --print-architecture)}
	read -r uri codename < <(archive_address)
	if [ -z "$codename" ]; then
		echo "E: apt knows of no Debian archive; apt-get update, as root, might help"
		return 1
	fi
	rm -rf "$archive/apt"
	mkdir -p "$archive/apt/lists/partial" "$archive/apt/cache/archives/partial" "$archive/apt/deb" || return
	: >"$archive/apt/status"
	for suite in ${suites:-"$codename" "$codename-backports" trixie-backports unstable}; do
		archive_source "$uri" "$suite"
		archive_apt update || continue
		(cd "$archive/apt/deb" && archive_apt download "$package") && break
	done
	deb=("$archive"/apt/deb/*.deb)
	if [ ! -e "${deb[0]}" ]; then
		echo "E: no suite of the archive has $package"
		return 1
	fi
	archive_unpack "${deb[0]}" "$path" "$file" && rm -rf "$archive/apt"
}

# The address of the archive that this system is from, and the suite.
archive_address() {
	apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI) $(CODENAME)' 'Created-By: Packages' |
		sed -n 's/^Debian|Debian|//p' | grep -v -e '-\(updates\|backports\)$' | head -n 1
}

# archive_source URI SUITE
archive_source() {
	local keyring

	for keyring in /usr/share/keyrings/debian-archive-keyring.{pgp,gpg}; do
		[ -e "$keyring" ] && break
	done
	echo "deb [signed-by=$keyring] $1 $2 main" >"$archive/apt/sources.list"
}

archive_apt() {
	echo "apt-get $*: $(<"$archive/apt/sources.list")"
	apt-get -q -o APT::Architecture="$apt_arch" -o APT::Architectures="$apt_arch" -o Acquire::Retries=3 \
		-o APT::Update::Error-Mode=any -o APT::Sandbox::User="$(id -un)" -o Dir::State::Status="$archive/apt/status" \
		-o Dir::State::Lists="$archive/apt/lists" -o Dir::Cache="$archive/apt/cache" \
		-o Dir::Etc::SourceList="$archive/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null "$@"
}

# archive_unpack DEB PATH FILE
archive_unpack() {
	local path

	dpkg-deb -x "$1" "$archive/apt/root" || return
	for path in "$archive/apt/root/$2" "$archive/apt/root/usr/$2"; do
		[ -e "$path" ] && mv "$path" "$3" && return
	done
	echo "E: ${1##*/} has no $2"
	return 1
}
