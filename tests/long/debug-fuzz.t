#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Random operations on the device, in the guest "debug".
KCOV_DATAFLOW_CONFIG=debug
. tests/trial.sh
trial 7200 build/guest/fuzz 4000
