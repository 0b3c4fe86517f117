# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs a program that tries the recorder at random: trial TIMEOUT PROGRAM ARG...
# The kernel can be preempted anywhere, and knows who has allocated what; not in
# another guest than "modules", which KCOV_DATAFLOW_CONFIG chooses: where
# everything is checked, to look this up takes minutes.

trial() {
	config=${KCOV_DATAFLOW_CONFIG:-modules}
	append=preempt=full
	[ "$config" != modules ] || append="$append slub_debug=U,kmalloc-*"
	timeout=$1
	shift
	lab/lab module "$config" linux/tools/testing/selftests/kcov_dataflow/test_modules || exit 1
	exec lab/lab run --config "$config" --memory 2G --timeout "$timeout" \
		--append "$append" -- \
		env DF_MODULES="${LAB_OUT:-$PWD/build/lab}/$config-modules/test_modules" "$@"
}
