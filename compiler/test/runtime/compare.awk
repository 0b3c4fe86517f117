# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Reads `nm` of the program and then what it logged; compares what each case
# passed (want) with what the callbacks saw. One line for each case that
# differs; the last line is the number of cases.

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

# The first word, which says whose line it is, is left out.
function line() {
	return substr($0, length($1) + 2) "\n"
}

$1 == "case" { finish(); cases++; title = $0 }
$1 == "want" { want = want line() }
$1 == "saw"  { $2 = $2 in name ? name[$2] : $2; saw = saw line() }

END { finish(); print cases + 0 }
