# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs a test of the kernel's selftests in a guest: selftest CONFIG COMMAND...
# EIGHT_ARGS_C_KO is the path of the test module that was built for that guest.

selftest() {
	config=$1
	shift
	lab/lab module "$config" linux/tools/testing/selftests/kcov_dataflow/test_modules || exit 1
	exec lab/lab run --config "$config" -- \
		env EIGHT_ARGS_C_KO="${LAB_OUT:-$PWD/build/lab}/$config-modules/test_modules/eight_args_c.ko" "$@"
}
