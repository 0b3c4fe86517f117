#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The same as eight_args_c.sh, of the module eight_args_rust: its functions have
# the same names, arguments and values.
#
# usage: eight_args_rust.sh [MODULE.ko [RECORD_TRIGGER]]

dir=$(dirname "$0")
exec sh "$dir/eight_args_c.sh" "${1:-$dir/test_modules/eight_args_rust.ko}" \
	"${2:-$dir/record_trigger}"
