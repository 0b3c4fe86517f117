#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Random operations on the device, in the guest "kcsan".
KCOV_DATAFLOW_CONFIG=kcsan
. tests/trial.sh
trial 7200 build/guest/fuzz 100000
