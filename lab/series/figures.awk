# SPDX-License-Identifier: GPL-2.0-or-later
# From the README, what it costs: the table in columns of text, and the paragraphs below it, each in one line.

function split_row(line) {
	gsub(/`|\*\*/, "", line)
	sub(/^\| */, "", line)
	sub(/ *\|$/, "", line)
	return split(line, cell, / *\| */)
}

# Two words stand one below the other.
function add_heading(  i, n, space) {
	n = split_row($0)
	for (i = 1; i <= n; i++) {
		space = index(cell[i], " ")
		add(1, i, substr(cell[i], 1, space))
		add(2, i, substr(cell[i], space + 1))
	}
}

function add(row, column, text) {
	sub(/ $/, "", text)
	table[row, column] = text
	if (length(text) > width[column])
		width[column] = length(text)
	if (column > columns)
		columns = column
	rows = row
}

function print_table(  r, c, line) {
	for (r = 1; r <= rows; r++) {
		line = sprintf("  %-" width[1] "s", table[r, 1])
		for (c = 2; c <= columns; c++)
			line = line sprintf("  %" width[c] "s", table[r, c])
		sub(/ +$/, "", line)
		print line
	}
}

/^## / { here = $0 == "## What it costs" }
!here { next }
/^\|/ {
	if (!rows) {
		add_heading()
	} else if (!/^\| *-/) {
		n = split_row($0)
		row = rows + 1
		for (i = 1; i <= n; i++)
			add(row, i, cell[i])
	}
	next
}
rows && !printed { print_table(); printed = 1 }
printed && NF { gsub(/`/, ""); paragraph = paragraph (paragraph ? " " : "\n") $0 }
printed && !NF && paragraph { print paragraph; paragraph = "" }
