#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test of the device, in the guest "v7.3".
. tests/selftests.sh
selftest v7.3 build/guest/user_ioctl
