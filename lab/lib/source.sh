# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's source: the distribution's package, the files of linux/ laid over it, the patches applied.
#
# A file whose content stays the same is never touched, so that Kbuild rebuilds only what a change needs. What is laid
# over the source is put together in a directory of its own (stage) first; a copy of each file that it replaces is
# kept (pristine), to patch it afresh next time and to put it back when nothing replaces it any more.

tarball=${LAB_TARBALL:-/usr/src/linux-source-$linux.tar.xz}
overlay=${LAB_OVERLAY:-$top/linux}
state=$out/source

cmd_source() {
	[ $# -eq 0 ] || bad_usage "source takes no arguments"
	make_out
	source_update
}

# Identifies the source that source_update leaves.
source_stamp() {
	printf '%s %s\n' "$(stat -L -c '%s %Y' "$tarball")" "$(hash_tree "$overlay")"
}

source_update() {
	[ -r "$tarball" ] || die "$tarball is missing: it comes with the package linux-source-$linux" \
		"lab/setup installs all that is needed"
	source_is_current || with_lock source source_make
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
	step "source: lay linux/ over it and patch it" "$out/source.log" \
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
	step "source: unpack ${tarball##*/}" "$out/source.log" \
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
