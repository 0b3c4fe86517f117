#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# docs/audit-memory.md: its commands record the test modules in a guest, and print here what it shows.

dir=$PWD/build/tests/audit
modules=${LAB_OUT:-$PWD/build/lab}/modules-modules/test_modules

lab/lab module modules linux/tools/testing/selftests/kcov_dataflow/test_modules || exit 1
rm -rf "$dir"
mkdir -p "$dir/guest" "$dir/host"
ln -s "$PWD/contracts" "$dir/"
# Where the document says that they are
ln -s "$modules"/*.ko "$dir/"
ln -s "$PWD/build/guest/kdflow" "$dir/guest/"
ln -s "$PWD/build/kdflow" "$dir/host/"
{
	echo "export PATH=$dir/guest:\$PATH"
	python3 tests/walk-through.py guest docs/audit-memory.md
} >"$dir/guest.sh"

# A guest for all recordings
(cd "$dir" && "$OLDPWD/lab/lab" run -- sh guest.sh) >&2 || exit 1
walk_through=$PWD/tests/walk-through.py
document=$PWD/docs/audit-memory.md
cd "$dir" || exit 1
PATH=$dir/host:$PATH KDFLOW_PAGER='' exec python3 "$walk_through" check "$document"
