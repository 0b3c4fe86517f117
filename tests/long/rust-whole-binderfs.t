#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test of binder, with the driver in Rust, in a kernel that is instrumented everywhere.
. tests/selftests.sh
selftest rust-whole build/guest/binderfs
