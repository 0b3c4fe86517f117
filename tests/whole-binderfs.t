#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test of binder, in a kernel that is instrumented everywhere.
. tests/selftests.sh
selftest counted build/guest/binderfs
