#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's test of the device, in the guest "whole".
. tests/selftests.sh
selftest whole build/guest/user_ioctl
