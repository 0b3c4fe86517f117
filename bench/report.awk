# SPDX-License-Identifier: GPL-2.0-or-later
# The tables and the JSON of make bench: awk -v json=FILE -f report.awk figures RESULTS
# RESULTS has a line "KERNEL FIGURE VALUE" for each that was measured. Fails where a figure with a bar has no value.

BEGIN {
	split("plain trace-pc rfc whole", kernels)
	title["plain"] = "plain"
	title["trace-pc"] = "trace-pc"
	title["rfc"] = "RFC ABI"
	title["whole"] = "boundary"
	heading["idle"] = "Nobody records"
	heading["size"] = "Sizes of the kernel"
	heading["record"] = "Recording"
	heading["features"] = "Features of a recorded call"
	heading["gate"] = "A call that is not recorded"
	heading["session"] = "A recording's beginning and end"
	heading["boot"] = "Other"
	heading["build"] = heading["view"] = heading["boot"]
	heading["kdflow"] = "kdflow, on this machine"
}

/^#/ || !NF {
	next
}

FNR == NR {
	if (NF != 5)
		die(FILENAME ":" FNR ": five columns are expected")
	figures[++nr_figures] = $1
	unit[$1] = $2
	ours[$1] = $3
	baseline[$1] = $4
	bar[$1] = $5
	next
}

{
	if (NF != 3 || $3 !~ /^-?[0-9.]+(e[-+]?[0-9]+)?$/)
		die(FILENAME ":" FNR ": not a figure: " $0)
	value[$1, $2] = $3
}

END {
	if (failed)
		exit 1
	geomean()
	printf "[" >json
	for (i = 1; i <= nr_figures; i++)
		figure(figures[i])
	print "\n]" >json
	summary()
	exit missing != ""
}

# The geometric mean of all other idle figures, for each kernel that has all of them.
function geomean(	k, i, sum, n) {
	for (k in kernels) {
		sum = n = 0
		for (i = 1; i <= nr_figures; i++) {
			if (figures[i] !~ /^idle\./ || figures[i] == "idle.geomean")
				continue
			if (!((kernels[k], figures[i]) in value) || value[kernels[k], figures[i]] <= 0)
				break
			sum += log(value[kernels[k], figures[i]])
			n++
		}
		if (n && i > nr_figures)
			value[kernels[k], "idle.geomean"] = exp(sum / n)
	}
}

function figure(name,	what, base, ratio, verdict, i, line, kind) {
	kind = name
	sub(/\..*/, "", kind)
	if (heading[kind] != last_heading) {
		last_heading = heading[kind]
		print (last_kind == "" ? "" : "\n") row(last_heading, title["plain"], title["trace-pc"], title["rfc"],
			title["whole"], "ratio", "to reach")
	}
	last_kind = kind

	what = lookup(ours[name], name)
	base = lookup(baseline[name], name)
	if (what == "" || base == "" || base == 0) {
		ratio = "-"
		verdict = bar[name] == "-" ? "" : bar[name] "  not measured"
		if (bar[name] != "-")
			missing = missing (missing == "" ? "" : " ") name
	} else {
		ratio = what / base
		verdict = judge(name, ratio)
		printf "%s\n  {\"name\": \"%s\", \"unit\": \"%s\", \"ours\": %.10g, \"baseline\": %.10g, \"ratio\": %.6f}",
			(written++ ? "," : ""), name, unit[name], what, base, ratio >json
		ratio = sprintf("%.3f", ratio)
	}
	print row(name, number(baseline[name] ~ /^host/ ? base : value["plain", name]), number(value["trace-pc", name]),
		number(value["rfc", name]), number(what), ratio, verdict)
}

# lookup(KERNEL or KERNEL:FIGURE, FIGURE by default)
function lookup(where, name,	part) {
	if (split(where, part, ":") == 2)
		name = part[2]
	return value[part[1], name]
}

# Sorts out whether a bar is reached, and says so.
function judge(name, ratio,	limit, part, reached) {
	if (bar[name] == "-")
		return ""
	limit = bar[name]
	sub(/^<=?/, "", limit)
	if (split(limit, part, "/") == 2)
		limit = part[1] / part[2]
	reached = bar[name] ~ /^<=/ ? ratio <= limit + 0 : ratio < limit + 0
	if (reached)
		nr_reached++
	else
		missed = missed (missed == "" ? "" : " ") name
	return sprintf("%-7s %s", bar[name], reached ? "reached" : "MISSED")
}

function number(n) {
	if (n == "")
		return "-"
	return sprintf(n >= 1000 || sprintf("%.2f", n) ~ /\.00$/ ? "%.0f" : "%.2f", n)
}

function row(name, a, b, c, d, ratio, rest,	line) {
	line = sprintf("%-32s %11s %11s %11s %11s %8s  %s", name, a, b, c, d, ratio, rest)
	sub(/ +$/, "", line)
	return line
}

function summary() {
	print "\nreached: " nr_reached + 0
	if (missed != "")
		print "missed: " missed
	if (missing != "")
		print "not measured: " missing
}

function die(message) {
	print "bench: " message >"/dev/stderr"
	failed = 1
	exit 1
}
