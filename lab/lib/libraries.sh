# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-or-later
# Static libraries for another architecture, from the distribution's packages: what kdflow is linked with there. Headers
# are those of this system.

cmd_libraries() {
	local dir

	[ $# -eq 1 ] || bad_usage "libraries takes the name of an architecture"
	case $1 in
	arm64) triplet=aarch64-linux-gnu ;;
	*) bad_usage "there are no libraries for the architecture '$1'; there are for: arm64" ;;
	esac
	make_out
	dir=$archive/lib-$1
	library_is_there "$dir" || with_lock archive libraries_download "$1" "$dir"
}

library_is_there() {
	[ -e "$1/.complete" ]
}

libraries_download() {
	local package

	# Another lab may have done it while this one waited.
	library_is_there "$2" && return
	mkdir -p "$2"
	for package in libelf-dev/libelf.a libzstd-dev/libzstd.a zlib1g-dev/libz.a libiberty-dev/libiberty.a; do
		step "libraries: download ${package#*/} for $1" "$out/archive.log" "see to apt's sources and the network" \
			archive_get "$1" "${package%/*}" "usr/lib/$triplet/${package#*/}" "$2/${package#*/}"
	done
	touch "$2/.complete"
}
