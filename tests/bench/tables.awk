# A summary into tables: rows and columns in the order in which they first came, a median in each
# cell, and half the distance of the quartiles in percent of it.
BEGIN { FS = "\t" }
{
	if (!($1 in rows))
		table[++tables] = $1
	if (!(($1, $2) in has_row)) {
		has_row[$1, $2] = 1
		row[$1, ++rows[$1]] = $2
	}
	if (!(($1, $3) in has_column)) {
		has_column[$1, $3] = 1
		column[$1, ++columns[$1]] = $3
	}
	median[$1, $2, $3] = $5
	spread[$1, $2, $3] = $5 ? 50 * ($7 - $6) / $5 : 0
}
END {
	for (t = 1; t <= tables; t++)
		print_table(table[t])
	print_stages()
}
function print_table(name,    i, k, wide) {
	wide = 14
	for (i = 1; i <= rows[name]; i++)
		if (length(row[name, i]) > wide)
			wide = length(row[name, i])
	printf "\n%s\n%-" wide "s", name == "ns" ? "nanoseconds of a refresh, by number of cpus" : name, ""
	for (k = 1; k <= columns[name]; k++)
		printf " %15s", column[name, k]
	print compared(name) ? sprintf(" %15s", "cpu/corewall") : ""
	for (i = 1; i <= rows[name]; i++) {
		printf "%-" wide "s", row[name, i]
		for (k = 1; k <= columns[name]; k++)
			printf " %15s", cell(name, row[name, i], column[name, k])
		print compared(name) ? sprintf(" %15s", times(name, row[name, i])) : ""
	}
}
# Tables of several programs say how many times the processor time of corewall each one takes.
function compared(name) {
	return rows[name] > 1 && median[name, "corewall", "cpu us"]
}
function times(name, r) {
	if (!((name, r, "cpu us") in median))
		return ""
	return sprintf("%.2f", median[name, r, "cpu us"] / median[name, "corewall", "cpu us"])
}
function cell(name, r, c) {
	if (!((name, r, c) in median))
		return ""
	return number(median[name, r, c]) sprintf(" ±%2.0f%%", spread[name, r, c])
}
function number(n) {
	return sprintf(n < 10 && n != int(n) ? "%.2f" : "%.0f", n)
}
# What the stages come to for each core, and parse and difference in bytes of text.
function print_stages(    i, k, c, ns) {
	if (!("ns" in rows))
		return
	printf "\nnanoseconds a core, by number of cpus\n%-14s", ""
	for (k = 1; k <= columns["ns"]; k++)
		printf " %9s", column["ns", k]
	print ""
	for (i = 1; i <= rows["ns"]; i++) {
		printf "%-14s", row["ns", i]
		for (k = 1; k <= columns["ns"]; k++)
			printf " %9.2f", median["ns", row["ns", i], column["ns", k]] / column["ns", k]
		print ""
	}
	printf "%-14s", "changes GB/s"
	for (k = 1; k <= columns["ns"]; k++) {
		c = column["ns", k]
		printf " %9.2f", median["bytes", "text", c] / median["ns", "changes", c]
	}
	printf "\n%-14s", "by number"
	for (k = 1; k <= columns["ns"]; k++) {
		c = column["ns", k]
		ns = median["ns", "(parse)", c] + median["ns", "(difference)", c]
		printf " %9.2f", median["bytes", "text", c] / ns
	}
	print ""
}
