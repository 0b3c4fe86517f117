# shellcheck shell=bash disable=SC2154,SC2034
# SPDX-License-Identifier: GPL-2.0-or-later
# What a kernel with Rust needs besides: a rustc on the same LLVM as clang, so that both load the same plugin, and a
# bindgen that is new enough for the kernel, with a libclang that it understands.

# libclang 22 makes bindgen before 0.72.1 take structs for opaque.
libclang=/usr/lib/llvm-19/lib

# wants_rust CONFIG
wants_rust() {
	config_files "$1" | xargs -d '\n' cat | grep -qx CONFIG_RUST=y
}

# rustc_llvm RUSTC: the version of its LLVM.
rustc_llvm() {
	"$1" -vV 2>/dev/null | sed -n 's/^LLVM version: //p'
}

# The compilers to choose from. The distribution's comes first: those of rustup bring an LLVM of their own, and cannot
# load a plugin for another.
rustc_candidates() {
	printf '%s\n' ${LAB_RUSTC:-/usr/bin/rustc rustc}
}

# choose_rustc CONFIG: sets rustc to a compiler on LLVM $llvm, or to nothing where there is no need for one.
choose_rustc() {
	rustc=
	wants_rust "$1" || return 0
	for rustc in $(rustc_candidates); do
		case $(rustc_llvm "$rustc") in
		"$llvm".*) return ;;
		esac
	done
	return 1
}

# no_rustc VERSION...: of LLVM, that there are plugins for.
no_rustc() {
	local candidate version

	say "this kernel needs a rustc on the LLVM of the compiler plugin, which is: $*"
	for candidate in $(rustc_candidates); do
		version=$(rustc_llvm "$candidate")
		say "$candidate is ${version:+on LLVM }${version:-not there}"
	done
	die "lab/setup rust installs one; LAB_RUSTC names another"
}

# bindgen_is_new_enough BINDGEN
bindgen_is_new_enough() {
	local version least

	version=$("$1" --version 2>/dev/null | sed -nE '1s/.*bindgen ([0-9.]+).*/\1/p')
	least=$("$source_dir/scripts/min-tool-version.sh" bindgen)
	[ -n "$version" ] && printf '%s\n' "$least" "$version" | sort -VC
}

# Sets bindgen to a script that calls one with what it needs.
choose_bindgen() {
	local real loader='' script

	[ -n "$rustc" ] || return 0
	have_libclang || die "libclang 19 is not installed: bindgen needs it" "lab/setup rust installs all that is needed"
	real=$(command -v bindgen)
	if [ -z "$real" ] || ! bindgen_is_new_enough "$real"; then
		real=$out/archive/bindgen
		loader=$out/archive/bindgen-libc
		[ -e "$real" ] || with_lock archive bindgen_download "$real" "$loader"
	fi
	bindgen=$out/bindgen
	# clang 22 has warnings that libclang 19 has not.
	script="#!/bin/sh
export LIBCLANG_PATH=$libclang BINDGEN_EXTRA_CLANG_ARGS=-Wno-unknown-warning-option
exec ${loader:+$(quote "$loader/ld-linux-x86-64.so.2" --library-path "$loader")}$(quote "$real")\"\$@\""
	is_stamp "$bindgen" "$script" && return
	{ printf '%s\n' "$script" >"$bindgen" && chmod +x "$bindgen"; } || cannot_write "$bindgen"
	bindgen_is_new_enough "$bindgen" || die "$(short "$bindgen") does not run" "remove it and $(short "$real"), and try again"
}

have_libclang() {
	compgen -G "$libclang/libclang*.so*" >/dev/null
}

# bindgen_download FILE LIBC: that of Debian 13, which runs on Debian 12 with its own dynamic loader and C library.
bindgen_download() {
	# Another lab may have done it while this one waited.
	[ -e "$1" ] && return
	rm -rf "$2"
	bindgen_get libc6 usr/lib/x86_64-linux-gnu "$2"
	bindgen_get bindgen usr/bin/bindgen "$1"
}

# bindgen_get PACKAGE PATH FILE
bindgen_get() {
	step "rust: download $1 of Debian 13" "$out/archive.log" \
		"see to apt's sources and the network, or install a bindgen that 'make rustavailable' of the kernel accepts" \
		archive_get all "$1" "$2" "$3" trixie
}
