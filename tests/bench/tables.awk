# Details: a table for each first word of a summary, a median in each cell, and half the distance of
# the quartiles in percent of it. Times differ much from run to run on a shared machine.
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
}
function print_table(name,    i, k) {
	printf "\n%s\n%-14s", name, ""
	for (k = 1; k <= columns[name]; k++)
		printf " %15s", column[name, k]
	print ""
	for (i = 1; i <= rows[name]; i++) {
		printf "%-14s", row[name, i]
		for (k = 1; k <= columns[name]; k++)
			printf " %15s", cell(name, row[name, i], column[name, k])
		print ""
	}
}
function cell(name, r, c) {
	if (!((name, r, c) in median))
		return ""
	return number(median[name, r, c]) sprintf(" ±%2.0f%%", spread[name, r, c])
}
function number(n) {
	return sprintf(n < 10 && n != int(n) ? "%.2f" : "%.0f", n)
}
