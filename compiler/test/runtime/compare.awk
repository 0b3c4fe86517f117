# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Reads `nm` of the program and then what it logged; compares what each case
# passed (want) with what the callbacks saw. One line for each case that
# differs; the last line is the number of cases.
#
# -v abi=boundary: callbacks name functions themselves, and see more (also).

# Specialised copies of a function (name.specialized.1) count as the function.
FNR == NR {
	address = $1
	sub(/^0*/, "", address)
	sub(/\..*/, "", $3)
	name["0x" address] = $3
	next
}

function finish() {
	if (cases && want != saw)
		printf "%s\n%s%s", title, want, saw
	want = saw = ""
}

# The first word, which says whose line it is, is left out. Where no exit knows
# a value, its size is not known either.
function line() {
	if (abi == "boundary" && $NF == "unknown")
		sub(/size [0-9]+: /, "")
	return substr($0, length($1) + 2) "\n"
}

$1 == "case" { finish(); cases++; title = $0 }
$1 == "want" || $1 == "also" && abi == "boundary" { want = want line() }
$1 == "saw"  { $2 = $2 in name ? name[$2] : $2; saw = saw line() }
$1 == "inside" { saw = saw $0 "\n" }

END { finish(); print cases + 0 }
