# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-or-later
# Build a module from its own directory: a copy in build/lab/CONFIG-modules/ is built, the directory stays clean.

cmd_module() {
	local from

	[ $# -eq 2 ] || bad_usage "module takes the name of a configuration and a directory"
	choose_config "$1"
	[ -d "$2" ] || die "there is no directory '$2'"
	[ -e "$2/Makefile" ] || [ -e "$2/Kbuild" ] || die "$2 has no Makefile: it is no module"
	from=$(readlink -f -- "$2") || die "$2 cannot be resolved"
	make_out
	build_update "$1"
	with_lock -s "$source_name" with_lock "$1" module_update "$1" "$from"
}

module_update() {
	local config=$1 from=$2 to stamp

	to=$out/$config-modules/${from##*/}
	stamp="$(hash_tree "$from") $(<"$out/$config.stamp")"
	is_stamp "$to.from" "$from" && is_stamp "$to.stamp" "$stamp" && return
	rm -f "$to.stamp"
	# Two directories of the same name must not mix.
	is_stamp "$to.from" "$from" || rm -rf "$to"
	mkdir -p "$to"
	printf '%s\n' "$from" >"$to.from"
	step "module $config: ${from##*/}" "$to.log" \
		"correct the module in $(short "$from")" module_build "$config" "$from" "$to"
	printf '%s\n' "$stamp" >"$to.stamp"
}

module_build() {
	local config=$1 from=$2 to=$3

	module_copy "$from" "$to" || return
	kmake "$config" M="$to" modules
}

# Copies what has changed. Where a file has vanished, all is made anew: Kbuild does not miss a header.
module_copy() {
	local from=$1 to=$2

	(cd "$from" && find . ! -type d) | sort >"$to.files.new" || return
	if [ -n "$(comm -23 "$to.files" "$to.files.new" 2>/dev/null)" ]; then
		rm -rf "$to"
		mkdir "$to" || return
	fi
	rsync -rclE "$from/" "$to/" && mv "$to.files.new" "$to.files"
}
