#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# make patches: the series applies to the distribution's source with git am, makes the tree that the lab builds, and
# checkpatch has nothing to say. PATCHES_OF is the version.
# shellcheck disable=SC2086,SC2154 # names without spaces; run sets status, out and err

. tests/tap.sh

version=${PATCHES_OF:-6.12}
mkdir -p build/tests
dir=$(mktemp -d "$PWD/build/tests/patches.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
pristine=$dir/linux
GIT_CONFIG_GLOBAL=/dev/null
GIT_AUTHOR_NAME='A U Thor'
GIT_AUTHOR_EMAIL=author@example.org
GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME
GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
export GIT_CONFIG_GLOBAL GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL

lab/lab source "$version" || exit 1
for tarball in /usr/src build/lab/archive; do
	tarball=$tarball/linux-source-$version.tar.xz
	[ -e "$tarball" ] && break
done
run env PATCHES_OUT="$dir/$version" lab/patches $version
is "$status" 0 'the series is written' || diag "$err"
cover=$dir/$version/0000-cover-letter.patch
patches=$(printf '%s\n' "$dir/$version"/000[1-9]*.patch)

# What the series touches of the source, as the distribution has it.
mkdir "$pristine"
echo "$patches" | xargs sed -nE 's,^(---|\+\+\+) [ab]/,linux-source-'$version'/,p' | sort -u |
	tar -x -C "$pristine" --strip-components=1 -I 'xz -T0' -f "$tarball" -T - 2>/dev/null
in_pristine() {
	git -C "$pristine" "$@"
}
in_pristine init -q
in_pristine add -f .
in_pristine commit -q -m pristine

run in_pristine am -q $patches
is "$status" 0 'git am takes all of it' || diag "$out$err"
is "$(in_pristine log --format=%B HEAD | grep -c '^Signed-off-by: A U Thor <author@example.org>$')" \
	"$(echo "$patches" | wc -l)" 'each patch is signed off'

# The lab has put together on its own what it lays over the source.
stage=build/lab/source-$version/stage
[ -d $stage ] || stage=build/lab/source/stage
is "$(cd "$pristine" && git diff --name-only HEAD~"$(echo "$patches" | wc -l)" HEAD)" \
	"$({ echo MAINTAINERS; cd $stage && find . -type f | sed 's,^\./,,'; } | sort)" \
	'it changes MAINTAINERS, and what the lab changes'
is "$(cd $stage && find . -type f | while read -r file; do
	cmp "$file" "$pristine/$file" 2>&1
	[ -x "$file" ] && [ ! -x "$pristine/$file" ] && echo "$file is a program"
done)" '' 'the tree is the one that the lab builds'
is "$(git -C "$pristine" show HEAD:MAINTAINERS | sed -n '/^KCOV DATAFLOW$/,/^$/s/^F:	//p' | while read -r file; do
	[ -e "$pristine/$file" ] || echo "$file"
done)" '' 'MAINTAINERS names files that are there'

# EMBEDDED_FILENAME: in the Makefile, "Makefile" is a part of the name of any Makefile that is included.
for patch in $patches; do
	is "$(perl build/lab/linux-$version/scripts/checkpatch.pl --strict --no-tree --quiet --show-types \
		--ignore EMBEDDED_FILENAME "$patch" 2>&1)" '' "checkpatch: ${patch##*/}"
done

is "$(sed -n 's/^Subject: \(.*\]\).*/\1/p' "$dir/$version"/*.patch | tr '\n' ' ')" \
	"$(seq 0 "$(echo "$patches" | wc -l)" | sed "s,.*,[PATCH v1 &/$(echo "$patches" | wc -l)]," | tr '\n' ' ')" \
	'version and numbers'
letter=$(sed '/^-- $/,$d' "$cover")
for part in '^v1:$' '^ MAINTAINERS  *\|' '^ [0-9]* files changed, '; do
	like "$letter" "$part" "the cover letter has $part"
done
unlike "$letter" '^FIGURES$|\*\*\* ' 'nothing was left to be filled in'
# Each figure of the table in the README, in its row.
is "$(sed -n '/^## What it costs/,/^To /s/^| `*\([a-z]*\)`*.* | *\([0-9.k]*\) | \(+.*\) |$/\1 \2 \3/p' README.md |
	while read -r row figure more; do
		echo "$letter" | grep -q "^  $row.* $figure  $more\$" || echo "$row $figure $more"
	done)" '' "the cover letter has the README's figures"
is "$(awk 'length > 75 && !/^[A-Z][A-Za-z-]*: | \| |^ create mode|^From / { print FILENAME ": " $0 }' lab/series/*.txt
	echo "$letter" | sed '/^KCOV tells/,$!d' | awk 'length > 75 && !/ \| |^ create mode/')" '' 'lines fit into a letter'

done_testing
