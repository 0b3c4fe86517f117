#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# lab build, with a kernel whose Makefile only notes how it was called: what is built when, and what goes wrong.
# shellcheck disable=SC1091,SC2154 # tap.sh sets status, out and err
. tests/tap.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
unset LAB_LLVM LAB_OUT
export LAB_TARBALL="$dir/linux-source-6.12.tar.xz"
project=$dir/project
built=$project/build/lab/modules
llvm=22
command -v clang-22 >/dev/null || llvm=19
plugin=$project/build/compiler/llvm-$llvm/kcov-dataflow.so

# A kernel with everything that the lab calls. It refuses CONFIG_REFUSED, insists on CONFIG_STUBBORN, and does not
# compile while there is a file named broken.
kernel=$dir/linux-source-6.12
mkdir -p "$kernel/scripts/kconfig"
cat >"$kernel/scripts/kconfig/merge_config.sh" <<'EOF'
#!/bin/sh
shift 2
cat "$@" >"$KCONFIG_CONFIG"
EOF
chmod +x "$kernel/scripts/kconfig/merge_config.sh"
cat >"$kernel/Makefile" <<EOF
allnoconfig:
	{ grep -v REFUSED \$(KCONFIG_ALLCONFIG); echo CONFIG_STUBBORN=y; } >\$(O)/.config
	! grep -q loads \$(KCOV_DATAFLOW_PLUGIN) || echo CONFIG_CC_HAS_KCOV_DATAFLOW_PLUGIN=y >>\$(O)/.config
bzImage Image:
	echo call >>$dir/calls
	env >$dir/environment
	! test -e $dir/slow || { echo \$\$\$\$ >$dir/pid; exec sleep 60; }
	sleep 0.3
	echo \$(ARCH) \$(LLVM) \$(KCOV_DATAFLOW_PLUGIN) >\$(O)/variables
	echo '  CC      kernel/fork.o'
	! test -e $dir/broken || { echo 'kernel/fork.c:1:1: error: it is broken' >&2; false; }
modules:
EOF
tar -C "$dir" -cJf "$LAB_TARBALL" linux-source-6.12

mkdir -p "$project/linux/kernel" "${plugin%/*}"
cp -r lab "$project"
rm "$project"/lab/configs/*
echo 'CONFIG_BASE=y' >"$project/lab/configs/base.config"
echo 'CONFIG_MODULES=y' >"$project/lab/configs/modules.config"
echo one >"$project/linux/kernel/file.c"

build() {
	run "$project/lab/lab" build "${1:-modules}"
}

# is_built YES-OR-NO NAME: whether the last call built.
is_built() {
	built_now=no
	[ -e "$dir/calls" ] && built_now=yes
	rm -f "$dir/calls"
	is "$status $built_now" "0 $1" "$2"
}

build
is "$status" 1 'no plugin: status 1'
like "$err" "the compiler plugin build/compiler/.* is missing for LLVM $llvm" 'no plugin: the reason'
like "$err" 'run: make$' 'no plugin: what to do'

echo 'clang loads it' >"$plugin"
CFLAGS=-Wrong MAKEFLAGS=n O=elsewhere build
is_built yes 'the first time it is built'
like "$err" '^lab: build modules: configure \.\.\. done \([0-9]+ s\)$' 'a line of progress for the configuration'
like "$err" "^lab: build modules: compile with clang $llvm \.\.\. done \([0-9]+ s\)$" 'a line of progress for the build'
is "$(cat "$built/variables")" "x86_64 -$llvm $plugin" 'make gets its variables'
unlike "$(cat "$dir/environment")" '^CFLAGS=|^O=elsewhere' 'make gets nothing else from outside'
is "$(cat "$built/.config.requested")" 'CONFIG_BASE=y
CONFIG_MODULES=y' 'the configuration is the base and its own part'

begin=$(date +%s%N)
build
ok $((($(date +%s%N) - begin) / 1000000 > 1000)) 'again: that takes less than a second'
is_built no 'again: nothing is done'
is "$err" '' 'again: nothing is said'

run flock "$project/build/lab/.source.lock" flock "$project/build/lab/.modules.lock" \
	timeout 5 "$project/lab/lab" build modules
is_built no 'again: another lab that builds something is not waited for'

echo 'clang loads it, too' >"$plugin"
build
is_built yes 'the plugin has changed: it is built'
echo 'CONFIG_MORE=y' >>"$project/lab/configs/modules.config"
build
is_built yes 'the configuration has changed: it is built'
like "$(cat "$built/.config")" CONFIG_MORE=y 'the configuration has changed: the new one is used'
echo 'CONFIG_LESS=y' >>"$project/lab/configs/base.config"
build
is_built yes 'the base of all configurations has changed: it is built'
echo two >"$project/linux/kernel/file.c"
build
is_built yes 'the source has changed: it is built'
mkdir -p "$project/linux/tools/testing" "$project/linux/Documentation"
echo test | tee "$project/linux/tools/testing/test.c" >"$project/linux/Documentation/text.rst"
build
is_built no 'only tests and documents have changed: it is not built'
is "$(cat "$project/build/lab/linux-6.12/tools/testing/test.c")" test 'they are laid over the source nevertheless'
touch "$plugin" "$project"/lab/configs/*
build
is_built no 'only times have changed: it is not built'

: >"$dir/broken"
echo three >"$project/linux/kernel/file.c"
build
is "$status" 1 'it does not compile: status 1'
like "$err" 'compile with clang [0-9]+ \.\.\. failed' 'it does not compile: the step that failed'
like "$err" 'kernel/fork.c:1:1: error: it is broken' 'it does not compile: the error'
like "$err" 'the whole log is in build/lab/modules.log' 'it does not compile: where to look'
rm "$dir/broken"
build
is_built yes 'it does not compile: the next time it is tried again'

echo four >"$project/linux/kernel/file.c"
"$project/lab/lab" build modules 2>"$dir/err" &
build
wait
is "$(printf '%s\n' "$err" | cat - "$dir/err" | grep -c 'lay linux/ over it')" 1 'two at a time: one source'
is "$(cat "$dir/calls")" call 'two at a time: built once'
is_built yes 'two at a time: both succeed'

: >"$dir/slow"
echo five >"$project/linux/kernel/file.c"
"$project/lab/lab" build modules 2>/dev/null &
pid=$!
for _ in $(seq 100); do
	[ -s "$dir/pid" ] && break
	sleep 0.1
done
kill -9 $pid
wait $pid 2>/dev/null
sleep 1
! kill -0 "$(cat "$dir/pid")" 2>/dev/null
ok $? 'the lab is killed: make ends with it'
rm -f "$dir/slow"
build
is_built yes 'the lab was killed: the next time it is tried again'

echo 'CONFIG_REFUSED=y' >"$project/lab/configs/refused.config"
build refused
is "$status" 1 'an option that the kernel refuses: status 1'
like "$err" 'cannot be configured with: CONFIG_REFUSED$' 'an option that the kernel refuses: which'
like "$err" 'correct lab/configs' 'an option that the kernel refuses: what to do'
echo '# CONFIG_STUBBORN is not set' >"$project/lab/configs/stubborn.config"
build stubborn
is "$status" 1 'an option that cannot be off: status 1'
like "$err" 'cannot be configured with: !CONFIG_STUBBORN$' 'an option that cannot be off: which'
echo 'CONFIG_KCOV_DATAFLOW_REFUSED=y' >"$project/lab/configs/recorder.config"
build recorder
unlike "$err" 'does not load' 'the recorder is refused, with a working plugin: the plugin is not blamed'
echo broken >"$plugin"
build recorder
like "$err" "clang-$llvm does not load build/compiler/llvm-$llvm/kcov-dataflow.so" 'the recorder is refused for its plugin: the reason'

LAB_LLVM=7 build
is "$status" 1 'a version of LLVM that is not installed: status 1'
like "$err" 'clang, lld and llvm 7 are not installed' 'a version of LLVM that is not installed: the reason'
mkdir -p "$project/build/compiler/llvm-19"
cp "$plugin" "$project/build/compiler/llvm-19"
LAB_LLVM=19 build
is "$status: $(cut -d' ' -f2 "$built/variables")" '0: -19' 'a version of LLVM that is chosen'

# Another kernel

mkdir -p "$project/linux/patches/9.9"
printf '# kernel: 9.9\n# arch: arm64\nCONFIG_OTHER=y\n' >"$project/lab/configs/other.config"
echo 'CONFIG_ARM64=y' >"$project/lab/configs/base-arm64.config"
echo 'CONFIG_X86_64=y' >"$project/lab/configs/base-x86_64.config"
echo 'CONFIG_NEW=y' >"$project/lab/configs/base-9.9.config"
build
is_built yes 'the base of the architecture has changed: it is built'
like "$(cat "$built/.config.requested")" '^CONFIG_X86_64=y' 'the base of the architecture is used'
unlike "$(cat "$built/.config.requested")" 'CONFIG_(ARM64|NEW)=y' 'that of another one and of another version is not'
build other
is_built yes 'another version and architecture: it is built'
is "$(cat "$project/build/lab/other/variables")" "arm64 -$llvm $plugin" 'another architecture: make gets it'
is "$(grep -v BASE "$project/build/lab/other/.config.requested")" 'CONFIG_LESS=y
CONFIG_ARM64=y
CONFIG_NEW=y
# kernel: 9.9
# arch: arm64
CONFIG_OTHER=y' 'the later of its configurations prevail'
is "$(cat "$project/build/lab/linux-9.9/kernel/file.c")" five 'another version: it has a source of its own'
build
is_built no 'another version: the default one is not built again'
printf '%s\n' '--- a/none' '+++ b/none' '@@ -1 +1 @@' '-one' '+two' >"$project/linux/patches/9.9/0001-other.patch"
build
is_built no 'a patch of another version: it is not built'
build other
is "$status" 1 'a patch of its version that does not fit: status 1'
like "$err" 'make linux/patches/9.9 fit the source in build/lab/linux-9.9' 'a patch of its version that does not fit: what to do'
rm "$project/linux/patches/9.9/0001-other.patch"

echo '# kernel: 8.8' >"$project/lab/configs/old.config"
build old
is "$status" 2 'a version without patches: status 2'
like "$err" "no patches for Linux '8.8'; there are for: 9.9" 'a version without patches: the reason'
echo '# arch: pdp11' >"$project/lab/configs/old.config"
build old
is "$status" 1 'an unknown architecture: status 1'
like "$err" "lab/configs/old.config is for the architecture 'pdp11'" 'an unknown architecture: the reason'
rm "$project/lab/configs/old.config"

build none
is "$status" 2 'no such configuration: status 2'
like "$err" "no configuration 'none'; there are: modules other recorder refused stubborn $" 'no such configuration: those that there are'
build base
is "$status" 2 'the base alone is none'
run "$project/lab/lab" build
is "$status" 2 'no configuration: status 2'

done_testing
