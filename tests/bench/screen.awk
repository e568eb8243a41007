# The first screen: what one refresh costs, beside the other programs, and each budget beside what
# was measured. What was not measured is left out or blank.
BEGIN { FS = "\t" }
{
	median[$1, $2, $3] = $5
	if (($1 == "instructions" || $1 ~ /^[0-9]+ cpus$/) && !($2 in known)) {
		known[$2] = 1
		program[++programs] = $2
	}
}
END {
	print "One refresh on a simulated machine, 80x24 (instructions in millions)"
	print "             255 cpus                           8192 cpus"
	print "             instr.  x corewall  bytes  calls   instr.  x corewall  bytes  calls"
	for (i = 1; i <= programs; i++)
		printf "%-10s%s%s\n", program[i], columns(program[i], "255 cpus"), columns(program[i], "8192 cpus")
	print "\nbudget                                        at most   measured"
	of_peer("instructions at 255 cpus, of nmon", 3 / 4, "255 cpus", "nmon")
	of_peer("instructions at 255 cpus, of top", 2 / 3, "255 cpus", "top")
	of_peer("instructions at 8192 cpus, of htop", 1 / 4, "8192 cpus", "htop")
	of_peer("instructions at 8192 cpus, of btop", 1 / 4, "8192 cpus", "btop")
	of_peer("instructions at 8192 cpus, of top", 1 / 12, "8192 cpus", "top")
	growth()
	of_nmon = median["255 cpus", "nmon", "bytes"]
	budget("bytes, mixed loads", of_nmon && of_nmon < 3000 ? of_nmon : 3000, "bytes of 255 cpus", "mixed", "bytes")
	budget("bytes, idle", 150, "bytes of 255 cpus", "idle", "bytes")
	split("255 cpus,8192 cpus", size, ",")
	for (i = 1; i <= 2; i++) {
		budget("system calls, " size[i], 24, "corewall alone", size[i], "calls")
		budget("memory in KiB, " size[i], (i == 1 ? 7 : 16) * 1024, "memory", size[i], "rss KiB")
		budget("first frame in ms, " size[i], i == 1 ? 20 : 150, "corewall alone", size[i], "first ms")
	}
}
function columns(name, at) {
	return cell(9, at, name, median["instructions", name, at] / 1e6, "%.2f") \
		cell(12, at, name, ratio(at, name), "%.2f") \
		cell(7, at, name, median[at, name, "bytes"], "%d") cell(7, at, name, median[at, name, "calls"], "%d")
}
function cell(width, at, name, value, format) {
	return sprintf("%" width "s", value ? sprintf(format, value) : "")
}
# How many times the instructions of corewall.
function ratio(at, name,    own) {
	own = median["instructions", "corewall", at]
	return own ? median["instructions", name, at] / own : 0
}
# Times depend on what else the machine does: they are not judged.
function line(what, limit, value) {
	printf "%-43s %9.4g %10.4g%s\n", what, limit, value, value <= limit || what ~ / ms,/ ? "" : "  beyond"
}
function of_peer(what, limit, at, name) {
	if (ratio(at, name))
		line(what, limit, 1 / ratio(at, name))
}
function budget(what, limit, table, row, column) {
	if ((table, row, column) in median)
		line(what, limit, median[table, row, column])
}
# The instructions that another cpu adds, in the upper half of 64 to 8192 cpus and in the lower one.
function growth(    low, middle, high) {
	low = median["instructions", "corewall", "64 cpus"]
	middle = median["instructions", "corewall", "4096 cpus"]
	high = median["instructions", "corewall", "8192 cpus"]
	if (low && middle > low && high)
		line("growth a cpu, above 4096 of below 4096", 1.2, (high - middle) / 4096 / ((middle - low) / 4032))
}
