# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the command's tests share: KDFLOW, MKTRACE and MKSESSION are the programs under test, $dir is scratch.

. tests/tap.sh

KDFLOW=$PWD/${KDFLOW:-build/kdflow}
MKTRACE=$PWD/${MKTRACE:-build/mktrace}
MKSESSION=$PWD/${MKSESSION:-build/mksession}
dir=$(mktemp -d)
chmod 755 "$dir"
trap 'rm -rf "$dir"' EXIT
unset NO_COLOR
export KDFLOW_PAGER= # where a test lets it write to a terminal

# make_trace NAME <DESCRIPTION: see mktrace.c
make_trace() {
	"$MKTRACE" "$dir/$1" || ok 1 "mktrace $1"
}

# make_session NAME <DESCRIPTION: see mksession.c
make_session() {
	"$MKSESSION" "$dir/$1" || ok 1 "mksession $1"
}

# make_deep NAME: 131 calls of f(a), each in the one before; a is the depth
make_deep() {
	{
		echo 'fn f mod 4108 v u8 a'
		echo 'chunk 1 100 task'
		for i in $(seq 0 130); do echo "entry $i f $i"; done
		for i in $(seq 130 -1 0); do echo "exit $i"; done
	} | make_session "$1"
}

# check_view NAME TEST [OPTION...] <EXPECTED: the whole output, no complaint, status 0
check_view() {
	cv_trace=$dir/$1
	cv_name=$2
	shift 2
	cv_expected=$(cat)
	run "$KDFLOW" view "$@" "$cv_trace"
	is "$out" "$cv_expected" "$cv_name"
	is "$status: $err" "0: " "$cv_name: succeeds without a complaint"
}
