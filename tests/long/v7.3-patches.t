#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# make patches KERNEL=7.3
PATCHES_OF=7.3 exec sh tests/patches.t
