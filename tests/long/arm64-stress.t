#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Many tasks record each other in all ways at once, in the guest "arm64".
KCOV_DATAFLOW_CONFIG=arm64
. tests/trial.sh
trial 7200 build/guest-arm64/stress 60
