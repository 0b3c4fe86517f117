#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Random operations on the device. KCOV_DATAFLOW_FUZZ is their number, a seed, and a batch if only one is wanted.
. tests/trial.sh
# shellcheck disable=SC2086 # several words
trial 14400 build/guest/fuzz ${KCOV_DATAFLOW_FUZZ:-200000}
