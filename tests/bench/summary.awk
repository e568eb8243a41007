# Samples (TABLE, ROW, COLUMN, VALUE, with tabs between) into a line for each table, row and column:
# how many, median, first and third quartile.
BEGIN { FS = OFS = "\t" }
{
	key = $1 OFS $2 OFS $3
	if (!(key in n))
		order[++keys] = key
	value[key, ++n[key]] = $4 + 0
}
END {
	for (k = 1; k <= keys; k++) {
		key = order[k]
		count = n[key]
		for (i = 2; i <= count; i++) {
			v = value[key, i]
			for (j = i - 1; j > 0 && value[key, j] > v; j--)
				value[key, j + 1] = value[key, j]
			value[key, j + 1] = v
		}
		print key, count, quantile(key, 0.5), quantile(key, 0.25), quantile(key, 0.75)
	}
}
function quantile(key, q,    at, low) {
	at = 1 + q * (n[key] - 1)
	low = int(at)
	if (low == n[key])
		return value[key, low]
	return value[key, low] + (at - low) * (value[key, low + 1] - value[key, low])
}
