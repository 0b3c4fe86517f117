#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test of the device, in the guest "arm64".
. tests/selftests.sh
selftest arm64 build/guest-arm64/user_ioctl
