#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test of binder, with the driver in Rust.
. tests/selftests.sh
selftest rust build/guest/binderfs
