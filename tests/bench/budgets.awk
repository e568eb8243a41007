# The budgets beside what a summary says. Those that were not measured are left out.
BEGIN { FS = "\t" }
{ median[$1, $2, $3] = $5 }
END {
	beside = " cpus, side by side"
	print "\nbudget                                                   at most  measured"
	ratio("cpu, 255 cpus, of nmon", 1 / 3, "255" beside, "nmon")
	ratio("cpu, 255 cpus, of top", 1 / 5, "255" beside, "top")
	ratio("cpu, 4096 cpus, of btop", 1 / 10, "4096" beside, "btop")
	ratio("cpu, 4096 cpus, of top", 1 / 15, "4096" beside, "top")
	ratio("cpu, 8192 cpus, of btop", 1 / 12, "8192" beside, "btop")
	ratio("cpu, 8192 cpus, of top", 1 / 30, "8192" beside, "top")
	ratio("cpu, 255 cpus, of a bare pread", 2, "255" beside, "bare pread")
	ratio("cpu, 8192 cpus, of a bare pread", 4, "8192" beside, "bare pread")
	for (key in median)
		if (split(key, part, SUBSEP) == 3 && part[1] ~ /^this machine/ && part[2] == "bare pread" && part[3] == "cpu us")
			ratio("cpu, this machine\047s own file, of a bare pread", 2, part[1], "bare pread")
	kernels_own("a kernel of 255 cpus, instructions of a refresh")
	stages("255")
	stages("8192")
	plain("bytes a refresh, mixed loads", 2000, "bytes of 255 cpus, 80x24, every 1 s", "mixed", "bytes")
	plain("bytes a refresh, every core within 5 points", 2000, "bytes of 255 cpus, 80x24, every 1 s", "equal:50", "bytes")
	plain("bytes a refresh, every core by 2 to 6 points", 2000, "bytes of 255 cpus, 80x24, every 1 s", "all", "bytes")
	plain("bytes a refresh, idle", 150, "bytes of 255 cpus, 80x24, every 1 s", "idle", "bytes")
	plain("system calls a refresh, 255 cpus", 5, "255 cpus, 80x24, every 1 s", "corewall", "calls")
	plain("system calls a refresh, 8192 cpus", 5, "8192 cpus, 80x24, every 1 s", "corewall", "calls")
	plain("peak memory in KiB, 255 cpus", 3.5 * 1024, "memory", "255 cpus", "rss KiB")
	plain("peak memory in KiB, 8192 cpus", 7 * 1024, "memory", "8192 cpus", "rss KiB")
	plain("first frame in ms, 255 cpus", 20, "255 cpus, 80x24, every 1 s", "corewall", "first ms")
	plain("first frame in ms, 8192 cpus", 150, "8192 cpus, 80x24, every 1 s", "corewall", "first ms")
	plain("the same with its topology, 8192 cpus", 150, "8192 cpus, 80x24, every 1 s", "corewall", "whole ms")
}
function say(what, limit, value, within) {
	printf "%-54s %9.5g %9.5g  %s\n", what, limit, value, within ? "" : "beyond"
}
function ratio(what, limit, name, other,    value) {
	if (!median[name, other, "cpu us"])
		return
	value = median[name, "corewall", "cpu us"] / median[name, other, "cpu us"]
	say(what, limit, value, value <= limit)
}
# What is added to the reading, counted on a simulated file, beside the reading of the kernel's own.
function kernels_own(name,    bare, added) {
	bare = median[name, "bare pread", "instructions"]
	added = median[name, "corewall, simulated", "instructions"] - median[name, "bare pread, simulated", "instructions"]
	if (bare && added > 0)
		say("instructions, a kernel of 255 cpus, of a bare pread", 2, (bare + added) / bare, bare + added <= 2 * bare)
}
function plain(what, limit, name, row, column) {
	if ((name, row, column) in median)
		say(what, limit, median[name, row, column], median[name, row, column] <= limit)
}
function stages(cpus,    ns, speed) {
	ns = median["ns", "changes", cpus]
	if (!ns)
		return
	speed = median["bytes", "text", cpus] / ns
	say("GB/s of parse and difference, " cpus " cpus (at least)", 1, speed, speed >= 1)
}
