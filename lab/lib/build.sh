# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-or-later
# Configure and build a kernel: build/lab/CONFIG is its build directory.

cmd_build() {
	[ $# -eq 1 ] || bad_usage "build takes the name of one configuration"
	choose_config "$1"
	make_out
	build_update "$1"
}

config_names() {
	local file

	for file in "$lab"/configs/*.config; do
		file=${file##*/}
		case $file in
		base*) ;;
		*) printf '%s ' "${file%.config}" ;;
		esac
	done
}

# choose_config CONFIG: sets all that depends on the kernel that the configuration is for. It is the default one unless
# the file says otherwise: '# kernel: VERSION', '# arch: ARCH'. '# make: VARIABLE=VALUE...' says more to make.
choose_config() {
	local version

	case " $(config_names)" in
	*" $1 "*) ;;
	*) bad_usage "there is no configuration '$1'; there are: $(config_names)" ;;
	esac
	version=$(config_header "$1" kernel)
	choose_linux "${version:-$default_linux}"
	arch=$(config_header "$1" arch)
	arch=${arch:-x86_64}
	read -ra make_variables <<<"$(config_header "$1" make)"
	case $arch in
	x86_64) kernel_image=arch/x86/boot/bzImage ;;
	arm64) kernel_image=arch/arm64/boot/Image ;;
	*) die "lab/configs/$1.config is for the architecture '$arch'" "the lab knows x86_64 and arm64" ;;
	esac
	choose_initramfs
}

# config_header CONFIG NAME
config_header() {
	sed -n "s/^# $2: //p" "$lab/configs/$1.config"
}

# The files that a configuration consists of; the later ones prevail.
config_files() {
	local part

	for part in base "base-$arch" "base-$linux" "$1"; do
		part=$lab/configs/$part.config
		[ ! -e "$part" ] || printf '%s\n' "$part"
	done
}

build_update() {
	source_update
	choose_llvm "$1"
	choose_bindgen
	kernel_is_current "$1" || with_lock -s "$source_name" with_lock "$1" build_kernel "$1"
}

# choose_llvm CONFIG: sets llvm to the version to build with, the newest that is there and has its plugin, and plugin to
# that.
choose_llvm() {
	local tools='' plugins=''

	for llvm in ${LAB_LLVM:-22 21 20 19}; do
		have_commands "clang-$llvm" "ld.lld-$llvm" "llvm-nm-$llvm" || continue
		tools=${tools:-$llvm}
		plugin=$top/build/compiler/llvm-$llvm/kcov-dataflow.so
		[ -e "$plugin" ] || continue
		plugins="$plugins $llvm"
		choose_rustc "$1" && return
	done
	[ -z "$plugins" ] || no_rustc "${plugins# }"
	[ -n "$tools" ] || die "clang, lld and llvm ${LAB_LLVM:-22 to 19} are not installed" "lab/setup installs all that is needed"
	die "the compiler plugin build/compiler/llvm-*/kcov-dataflow.so is missing for LLVM ${LAB_LLVM:-$tools}" "run: make"
}

# Identifies all that goes into a kernel: of the source, not its tests and documents.
build_stamp() {
	{
		cat "$state/extracted"
		hash_overlay ! -path './tools/testing/*' ! -path './Documentation/*'
		config_files "$1" | xargs -d '\n' cat
		cat "$lab/lib/build.sh" "$plugin"
		stat -L -c '%s %Y' "$(command -v "clang-$llvm")" "$(command -v "ld.lld-$llvm")"
		[ -z "$rustc" ] || { "$rustc" -vV && cat "$bindgen"; }
	} | sha256sum | cut -c1-64
}

# kmake CONFIG ARGUMENT...: make as it would be called by hand, whoever calls it; it ends when the lab ends. Fixed names
# make two builds equal.
kmake() {
	local config=$1 rust=()

	shift
	[ -z "$rustc" ] || rust=(RUSTC="$rustc" HOSTRUSTC="$rustc" BINDGEN="$bindgen")
	env -i PATH="$PATH" HOME="${HOME:-/}" TMPDIR="${TMPDIR:-/tmp}" LC_ALL=C \
		setpriv --pdeathsig TERM make -C "$source_dir" O="$out/$config" -j"$(nproc)" ARCH="$arch" LLVM=-"$llvm" LOCALVERSION= \
		KCOV_DATAFLOW_PLUGIN="$plugin" KBUILD_BUILD_TIMESTAMP='1970-01-01 00:00:00 UTC' \
		KBUILD_BUILD_USER=lab KBUILD_BUILD_HOST=lab KBUILD_BUILD_VERSION=1 "${rust[@]}" "${make_variables[@]}" "$@"
}

kernel_is_current() {
	is_stamp "$out/$1.stamp" "$(build_stamp "$1")"
}

build_kernel() {
	local config=$1 stamp hint

	# Another lab may have built it while this one waited.
	kernel_is_current "$config" && return
	stamp=$(build_stamp "$config")
	rm -f "$out/$config.stamp"
	[ -d "$out/$config" ] || need_space 1500 "the kernel '$config'"
	hint="the whole log is in $(short "$out/$config.log"); if it makes no sense, remove $(short "$out/$config") and retry"
	step "build $config: configure" "$out/$config.log" "$hint" configure "$config"
	config_is_as_requested "$config"
	step "build $config: compile with clang $llvm" "$out/$config.log" "$hint" \
		kmake "$config" "${kernel_image##*/}" modules
	printf '%s\n' "$stamp" >"$out/$config.stamp"
}

# In a shell of its own: merge_config.sh works where it is called.
configure() (
	mapfile -t files < <(config_files "$1")
	mkdir -p "$out/$1" && cd "$out/$1" || exit
	KCONFIG_CONFIG=.config.requested "$source_dir/scripts/kconfig/merge_config.sh" -m -Q \
		"${files[@]}" || exit
	kmake "$1" KCONFIG_ALLCONFIG="$out/$1/.config.requested" allnoconfig
)

# Kconfig drops without a word what depends on something that is off.
config_is_as_requested() {
	local line symbol missing=

	while IFS= read -r line; do
		case $line in
		CONFIG_*)
			grep -qxF "$line" "$out/$1/.config" || missing="$missing ${line%=y}"
			;;
		'# CONFIG_'*' is not set')
			symbol=${line#\# }
			symbol=${symbol% is not set}
			grep -q "^$symbol=" "$out/$1/.config" && missing="$missing !$symbol"
			;;
		esac
	done <"$out/$1/.config.requested"
	[ -z "$missing" ] && return
	say "build $1: this kernel cannot be configured with:$missing"
	case $missing in
	*CONFIG_KCOV_DATAFLOW*)
		grep -qx CONFIG_CC_HAS_KCOV_DATAFLOW_PLUGIN=y "$out/$1/.config" ||
			say "clang-$llvm does not load $(short "$plugin")"
		;;
	esac
	case $missing in
	# The kernel knows what it misses.
	*CONFIG_RUST*) kmake "$1" rustavailable 2>&1 | sed -n 's/^\*\*\* */     /p' >&2 ;;
	esac
	die "correct lab/configs, or the dependencies in linux/"
}
