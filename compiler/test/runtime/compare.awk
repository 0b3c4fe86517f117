# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Reads `nm` of the program and then what it logged; compares what each case
# passed (want) with what the callbacks saw. One line for each case that
# differs; the last line is the number of cases.
#
# -v abi=boundary   callbacks name functions themselves, and see more (also)
# -v inline=1       calls that were inlined are seen, too

# Specialised copies of a function (name.specialized.1) count as the function.
FNR == NR {
	address = $1
	sub(/^0*/, "", address)
	sub(/^[^ ]+ [^ ]+ /, "") # a name in Rust has blanks
	sub(/\..*/, "")
	name["0x" address] = $0
	next
}

# The RFC ABI says of an inlined function what is around it.
function equal(i, j) {
	if (call[i] && inline && abi != "boundary")
		return substr(want[i], index(want[i], " ")) == \
		       substr(saw[j], index(saw[j], " "))
	return want[i] == saw[j]
}

# True if what was seen is not what was wanted, in this order. A call that may
# have been inlined is seen as a whole or not at all; its first line decides.
function differs(   i, j, seen) {
	j = 1
	for (i = 1; i <= wants; i++) {
		if (call[i] && !inline && !(call[i] in seen))
			seen[call[i]] = j <= saws && equal(i, j)
		if (call[i] && !inline && !seen[call[i]])
			continue
		if (j > saws || !equal(i, j))
			return 1
		j++
	}
	return j <= saws
}

function finish(   i) {
	if (cases && differs()) {
		print title
		for (i = 1; i <= wants; i++)
			print "want" (call[i] ? ":" call[i] : ""), want[i]
		for (i = 1; i <= saws; i++)
			print "saw", saw[i]
	}
	wants = saws = 0
}

# The first word, which says whose line it is, is left out. Where no exit knows
# a value, its size is not known either.
function line() {
	if (abi == "boundary" && $NF == "unknown")
		sub(/size [0-9]+: /, "")
	return substr($0, length($1) + 2)
}

$1 == "case" { finish(); cases++; title = $0 }
$1 ~ /^want/ || $1 ~ /^also/ && abi == "boundary" {
	split($1, word, ":")
	call[++wants] = word[2]
	if (word[2])
		inlinable[$2]
	want[wants] = line()
}
$1 == "saw" { $2 = $2 in name ? name[$2] : $2; saw[++saws] = line() }
# A site's function is not the one around it.
$1 == "inside" && !(inline && $3 in inlinable) { saw[++saws] = $0 }

END { finish(); print cases + 0 }
