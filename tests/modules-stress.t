#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Many tasks record each other in all ways at once. KCOV_DATAFLOW_STRESS is rounds and seed.
. tests/trial.sh
# shellcheck disable=SC2086 # two words
trial 14400 build/guest/stress ${KCOV_DATAFLOW_STRESS:-200}
