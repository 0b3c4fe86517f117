#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Random operations on the device, in the guest "v7.3".
KCOV_DATAFLOW_CONFIG=v7.3
. tests/trial.sh
trial 7200 build/guest/fuzz 200000
