#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test of the device, in the guest "modules".
. tests/selftests.sh
selftest modules build/guest/user_ioctl
