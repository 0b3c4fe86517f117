#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# lab source, with a source package of three files: what is laid over it, patched, taken back, and left alone.
# shellcheck disable=SC1091,SC2154 # tap.sh sets status, out and err
. tests/tap.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export LAB_TARBALL="$dir/linux-source-6.12.tar.xz" LAB_OVERLAY="$dir/linux" LAB_OUT="$dir/out"
tree=$dir/out/linux-6.12
patches=$LAB_OVERLAY/patches/6.12

# package LINE: a source package whose kernel/fork.c has that line.
package() {
	mkdir -p "$dir/linux-source-6.12/kernel" "$dir/linux-source-6.12/docs"
	echo text >"$dir/linux-source-6.12/docs/text"
	printf 'one\n%s\nthree\n' "$1" >"$dir/linux-source-6.12/kernel/fork.c"
	echo all: >"$dir/linux-source-6.12/Makefile"
	echo exit >"$dir/linux-source-6.12/kernel/exit.c"
	tar -C "$dir" -cJf "$LAB_TARBALL" linux-source-6.12
}

# patch_to NUMBER FROM TO: a patch of kernel/fork.c.
patch_to() {
	mkdir -p "$patches"
	cat >"$patches/000$1-change.patch" <<EOF
Subject: change

--- a/kernel/fork.c
+++ b/kernel/fork.c
@@ -1,3 +1,3 @@
 one
-$2
+$3
 three
EOF
}

fork_line() {
	sed -n 2p "$tree/kernel/fork.c"
}

# All files with their times; a directory's time does not matter to a build.
mtimes() {
	(cd "$tree" && find . -type f -printf '%p %T@\n' | sort)
}

run lab/lab source
is "$status" 1 'no package: status 1'
like "$err" 'linux-source-6\.12\.tar\.xz is missing: it comes with the package linux-source-6\.12' 'no package: the reason'
like "$err" 'lab/setup' 'no package: what to do'

package two
mkdir -p "$LAB_OVERLAY/kernel/new"
echo new >"$LAB_OVERLAY/kernel/new/new.c"
printf '#!/bin/sh\n' >"$LAB_OVERLAY/kernel/new/test.sh"
chmod +x "$LAB_OVERLAY/kernel/new/test.sh"
# Older than what the lab makes of them.
touch -d 2001-01-01 "$LAB_OVERLAY/kernel/new"/*
run lab/lab source
is "$status" 0 'no patches: status 0'
like "$err" '^lab: source: unpack .* done \([0-9]+ s\)$' 'a line of progress for unpacking'
like "$err" '^lab: source: lay linux/ over it .* done' 'a line of progress for the rest'
is "$(cat "$tree/kernel/new/new.c")" new 'a new file is there'
ok "$([ -x "$tree/kernel/new/test.sh" ]; echo $?)" 'a script can be run'
ok "$([ ! -e "$tree/patches" ]; echo $?)" 'the patches are not part of the source'

patch_to 1 two zwei
run lab/lab source
is "$status: $(fork_line)" '0: zwei' 'a patch is applied'
unlike "$err" unpack 'the package is not unpacked again'

mtimes >"$dir/before"
begin=$(date +%s%N)
run lab/lab source
is "$status$err" 0 'nothing changed: nothing is done'
ok $((($(date +%s%N) - begin) / 1000000 > 1000)) 'nothing changed: that takes less than a second'
touch "$LAB_OVERLAY/kernel/new/new.c" "$patches"/*
run lab/lab source
is "$status$err" 0 'only times changed: nothing is done'
is "$(mtimes)" "$(cat "$dir/before")" 'nothing changed: no file is touched'

patch_to 2 zwei deux
run lab/lab source
is "$(fork_line)" deux 'a second patch of the same file'
is "$(mtimes | grep -v fork.c)" "$(grep -v fork.c "$dir/before")" 'a second patch: only its file is touched'

mtimes >"$dir/before"
echo newer >"$LAB_OVERLAY/kernel/new/new.c"
run lab/lab source
is "$(cat "$tree/kernel/new/new.c")" newer 'a changed file is there'
is "$(mtimes | grep -v new.c)" "$(grep -v new.c "$dir/before")" 'a changed file: no other is touched, patched ones neither'

patch_to 2 nothing deux
run lab/lab source
is "$status" 1 'a patch that does not fit: status 1'
like "$err" 'FAILED' 'a patch that does not fit: what patch says'
like "$err" 'make linux/patches/6.12 fit' 'a patch that does not fit: what to do'
is "$(fork_line)" deux 'a patch that does not fit: the source stays as it was'
run lab/lab source
is "$status" 1 'a patch that still does not fit: still status 1'

rm "$patches"/0002*
run lab/lab source
is "$status: $(fork_line)" '0: zwei' 'a patch is taken back'

rm "$LAB_OVERLAY/kernel/new/new.c"
run lab/lab source
ok "$([ ! -e "$tree/kernel/new/new.c" ]; echo $?)" 'a file that vanished is gone'
rm -r "$LAB_OVERLAY/kernel/new" "$patches"
run lab/lab source
is "$(fork_line)" two 'without the patches a file is as it was'
ok "$([ ! -e "$tree/kernel/new" ]; echo $?)" 'a directory that vanished is gone'

cp -r "$LAB_OVERLAY" "$dir/saved"
echo no directory >"$LAB_OVERLAY/docs"
patch_to 1 two zwei
run lab/lab source
is "$status" 1 'a file where the source has a directory: status 1'
like "$err" 'docs' 'a file where the source has a directory: which'
rm -r "$LAB_OVERLAY"
mv "$dir/saved" "$LAB_OVERLAY"
run lab/lab source
is "$status: $(fork_line)" '0: two' 'after a failure half-way, what was done is undone'

echo mine >"$LAB_OVERLAY/kernel/exit.c"
run lab/lab source
is "$(cat "$tree/kernel/exit.c")" mine 'a file that replaces one of the source'
echo my other >"$LAB_OVERLAY/kernel/exit.c"
run lab/lab source
rm "$LAB_OVERLAY/kernel/exit.c"
run lab/lab source
is "$(cat "$tree/kernel/exit.c")" exit 'a file that replaced one of the source is put back'

patch_to 1 two zwei
cat >>"$patches/0001-change.patch" <<'EOF'
--- /dev/null
+++ b/kernel/made.c
@@ -0,0 +1 @@
+made
EOF
run lab/lab source
is "$(cat "$tree/kernel/made.c")" made 'a file that a patch makes'
run lab/lab source
rm -r "$patches"
run lab/lab source
ok "$([ ! -e "$tree/kernel/made.c" ]; echo $?)" 'a file that a patch made is gone with it'

package 2
run lab/lab source
is "$status: $(fork_line)" '0: 2' 'a new package is unpacked'

echo broken >"$LAB_TARBALL"
run lab/lab source
is "$status" 1 'a damaged package: status 1'
like "$err" 'File format not recognized' 'a damaged package: what xz says'
package two
run lab/lab source
is "$status: $(fork_line)" '0: two' 'a damaged package is replaced'

mkdir -p "$LAB_OVERLAY/patches/9.9"
lab/lab source || exit
mtimes >"$dir/before"
patches=$LAB_OVERLAY/patches/9.9
patch_to 1 two neun
run lab/lab source 9.9
is "$status: $(sed -n 2p "$dir/out/linux-9.9/kernel/fork.c")" '0: neun' 'another version: its own source and patches'
run lab/lab source
is "$status$err" 0 'another version: the default one is left alone'
is "$(mtimes)" "$(cat "$dir/before")" 'another version: no file of the default one is touched'
run lab/lab source 9.9
is "$status$err" 0 'another version: nothing is done again'

run lab/lab source now
is "$status" 2 'no such version: status 2'
like "$err" "no patches for Linux 'now'; there are for: 9.9" 'no such version: the reason'
run lab/lab source 9.9 now
is "$status" 2 'two arguments: status 2'

done_testing
