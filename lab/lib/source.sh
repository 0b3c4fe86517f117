# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's source: the distribution's package, the files of linux/ laid over it, the patches applied.
#
# A file whose content stays the same is never touched, so that Kbuild rebuilds only what a change needs. What is laid
# over the source is put together in a directory of its own (stage) first; a copy of each file that it replaces is
# kept (pristine), to patch it afresh next time and to put it back when nothing replaces it any more.

default_linux=6.12
overlay=${LAB_OVERLAY:-$top/linux}

cmd_source() {
	[ $# -le 1 ] || bad_usage "source takes no more than the version of a kernel"
	choose_linux "${1:-$default_linux}"
	make_out
	source_update
}

# choose_linux VERSION: sets linux to that, and where its package and its source are.
choose_linux() {
	linux=$1
	[ "$linux" = "$default_linux" ] || [ -d "$overlay/patches/$linux" ] ||
		bad_usage "there are no patches for Linux '$linux'; there are for: $(ls "$overlay/patches" 2>/dev/null | tr '\n' ' ')"
	source_dir=$out/linux-$linux
	source_name=source-$linux
	[ "$linux" = "$default_linux" ] && source_name=source
	state=$out/$source_name
	tarball=${LAB_TARBALL:-/usr/src/linux-source-$linux.tar.xz}
	# What this system does not have installed comes from another suite of its archive.
	if [ ! -e "$tarball" ] && [ -z "${LAB_TARBALL:-}" ] && [ "$linux" != "$default_linux" ]; then
		tarball=$out/archive/linux-source-$linux.tar.xz
	fi
}

# shellcheck disable=SC2120 # build.sh has tests
# hash_overlay [TEST...]: a digest of what is laid over the source, patches for other versions left out.
hash_overlay() {
	hash_tree "$overlay" \( ! -path './patches/*' -o -path "./patches/$linux/*" \) "$@"
}

# Identifies the source that source_update leaves.
source_stamp() {
	printf '%s %s\n' "$(stat -L -c '%s %Y' "$tarball")" "$(hash_overlay)"
}

source_update() {
	case $tarball in
	"$out"/archive/*) [ -e "$tarball" ] || with_lock archive source_download ;;
	esac
	[ -r "$tarball" ] || die "$tarball is missing: it comes with the package linux-source-$linux" \
		"lab/setup installs all that is needed"
	source_is_current || with_lock "$source_name" source_make
}

source_download() {
	# Another lab may have done it while this one waited.
	[ -e "$tarball" ] && return
	need_space 400 "the package of the kernel's source"
	step "source: download linux-source-$linux" "$out/archive.log" \
		"see to the network, or copy a linux-source-$linux.tar.xz to $(short "$tarball")" \
		archive_get all "linux-source-$linux" "usr/src/linux-source-$linux.tar.xz" "$tarball"
}

source_is_current() {
	is_stamp "$state/stamp" "$(source_stamp)"
}

source_make() {
	local stamp

	# Another lab may have done it while this one waited.
	source_is_current && return
	stamp=$(source_stamp)
	rm -f "$state/stamp"
	source_extract
	step "source: lay linux/ over it and patch it" "$out/$source_name.log" \
		"make linux/patches/$linux fit the source in $(short "$source_dir")" source_overlay
	printf '%s\n' "$stamp" >"$state/stamp"
}

source_extract() {
	local stamp

	stamp=$(stat -L -c '%s %Y' "$tarball")
	is_stamp "$state/extracted" "$stamp" && [ -d "$source_dir" ] && return
	rm -rf "$source_dir" "$source_dir.part" "$state"
	need_space 2300 "the kernel's source"
	mkdir -p "$source_dir.part" "$state"
	step "source: unpack ${tarball##*/}" "$out/$source_name.log" \
		"install the package linux-source-$linux again if its file is damaged" \
		tar -x -C "$source_dir.part" --strip-components=1 -I 'xz -T0' -f "$tarball"
	mv "$source_dir.part" "$source_dir"
	printf '%s\n' "$stamp" >"$state/extracted"
}

source_overlay() {
	local file

	touch "$state/managed"
	source_stage || return
	(cd "$state/stage" && find . -type f) | sort >"$state/managed.new"
	while IFS= read -r file; do
		keep_pristine "$file" || return
	done <"$state/managed.new"
	# Should this be interrupted, the next time has to know of both the old and the new files.
	sort -u "$state/managed" "$state/managed.new" >"$state/managed.all" || return
	mv "$state/managed.all" "$state/managed"
	comm -23 "$state/managed" "$state/managed.new" | while IFS= read -r file; do
		restore_pristine "$file" || return
	done || return
	rsync -rclE --itemize-changes "$state/stage/" "$source_dir/" || return
	mv "$state/managed.new" "$state/managed"
}

# Puts together all files that differ from the distribution's.
source_stage() {
	local patch file

	rm -rf "$state/stage"
	mkdir "$state/stage" || return
	rsync -a --exclude=/patches/ --exclude='*~' --exclude='.*.sw?' "$overlay/" "$state/stage/" || return
	for patch in "$overlay/patches/$linux"/*.patch; do
		[ -e "$patch" ] || continue
		echo "patch ${patch##*/}"
		while IFS= read -r file; do
			[ -e "$state/stage/$file" ] && continue
			keep_pristine "$file" || return
			[ -e "$state/pristine/$file" ] || continue
			install_copy "$state/pristine/$file" "$state/stage/$file" || return
		done < <(sed -nE 's,^(---|\+\+\+) [ab]/([^	]*).*,\2,p' "$patch" | sort -u)
		patch -d "$state/stage" -p1 -f -s --no-backup-if-mismatch <"$patch" || return
	done
	find "$state/stage" -mindepth 1 -type d -empty -delete
}

# install_copy FROM TO
install_copy() {
	mkdir -p "${2%/*}" && cp -p "$1" "$2"
}

# Saves the distribution's version of a file, if there is one, before it is replaced for the first time.
keep_pristine() {
	[ -e "$source_dir/$1" ] || return 0
	# It was put there by an earlier run: the distribution has none.
	grep -qxF "./${1#./}" "$state/managed" && return
	install_copy "$source_dir/$1" "$state/pristine/$1"
}

restore_pristine() {
	if [ -e "$state/pristine/$1" ]; then
		cp "$state/pristine/$1" "$source_dir/$1"
	else
		rm -f "$source_dir/$1"
		rmdir -p --ignore-fail-on-non-empty "$source_dir/${1%/*}" 2>/dev/null
	fi
	true
}
