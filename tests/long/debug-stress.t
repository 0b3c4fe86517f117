#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Many tasks record each other in all ways at once, in the guest "debug".
KCOV_DATAFLOW_CONFIG=debug
. tests/trial.sh
trial 7200 build/guest/stress 60
