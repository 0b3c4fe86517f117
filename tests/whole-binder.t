#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# contracts/binder.contracts and the driver of a live kernel.
# shellcheck disable=SC2154 # run sets status, out and err

. tests/tap.sh

good=build/tests/binder-good.kdf
bad=build/tests/binder-bad.kdf
rm -f $good $bad

run lab/lab run --config counted -- sh tests/guest/binder.sh build/lab/counted/vmlinux $good $bad
is "$status" 0 'two programs that use binder are recorded' || diag "$out$err"
is "$(echo "$err" | grep -c 'nothing lost')" 2 'nothing is lost'

# counts COLUMN: of the summary, for the contracts in their order
counts() {
	printf '%s\n' "$out" | awk -v column="$1" '/contracts:[0-9]+: / && $1 ~ /^[0-9]+$/ { printf "%s ", $column }'
}

run build/kdflow check contracts/binder.contracts $good
is "$status: $err" '0: ' 'a well-behaved program violates nothing' || diag "$out"
unlike "$(counts 1)" '(^| )0 ' 'all contracts held somewhere'
is "$(counts 3)" '0 0 0 0 0 ' '... and all was decided'

run build/kdflow check contracts/binder.contracts $bad
is "$status: $(counts 2)" '1: 2 1 1 0 0 ' 'what the driver accepted is seen'
like "$out" '^  where proc->max_threads = 0xffffffff$' 'the number of threads'
like "$out" '^  where ret = 0, .*, old\(thread->looper\) = 2$' 'the second BC_ENTER_LOOPER, without an error'

run build/kdflow view --where 'proc->max_threads == 0xffffffff' $bad
like "$out" '^ *binder_get_thread \[vmlinux\]\(proc=' 'view --where shows the calls that see the number'

done_testing
