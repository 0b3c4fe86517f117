#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Every value that generated programs pass is seen at every boundary: a fixed
# set of seeds, spread over both LLVMs, all optimisation levels, both ABIs, both
# gates, and with and without the inline mode. KCOV_DATAFLOW_SEEDS="FIRST LAST"
# chooses others.
# shellcheck source=/dev/null
. tests/tap.sh

# shellcheck disable=SC2086 # two words
seeds() {
	seq ${KCOV_DATAFLOW_SEEDS:-0 499}
}

B=${B:-build}
log=$B/compiler/test/generated.log

compiler/test/generated --prepare
ok $? "the generator and the callbacks are built" || done_testing
seeds | xargs -P "$(nproc)" -n 10 compiler/test/generated >"$log" 2>&1

# A failure and what belongs to it can be torn apart by another one: the command
# that repeats it is on its first line.
while IFS= read -r line; do
	case $line in
	"pass "*) ok 0 "seed ${line#pass }" ;;
	"fail "*) ok 1 "seed ${line#fail }" ;;
	*) echo "# $line" ;;
	esac
done <"$log"
is "$(grep -cE '^(pass|fail) ' "$log")" "$(seeds | wc -l)" "every seed was tried"
done_testing
