#!/bin/sh
# Whether lscpu sees the same sets of cpus: on this machine, and on every saved one given as argument
# (a directory that holds proc/ and sys/). Levels that lscpu does not report are not compared: die and
# kind never, cluster only where it has one, caches only by the last level that each cpu has. Ends with
# `N passed, N failed`, one for each level of each machine.
#
# lscpu (2.38) stops at the first cache/indexN that a cpu lacks, and leaves the column of a cache that
# a cpu does not have out of its line, comma and all, so that what follows stands under another
# name. Which cache a short line means cannot be known: those cpus are left out of the comparison of
# caches, and said to be.
#
#	BUILD=build tests/compare_lscpu.sh [DIR ...]
# shellcheck disable=SC2016  # the awk programs mean their own $
set -u

dump=${BUILD:-build}/dump_topology
export LC_ALL=C
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if ! command -v lscpu >/dev/null; then
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
fi

# lscpu insists on files that a saved machine may lack: it takes the cpus from `possible` and from
# /proc/cpuinfo. A copy gets them, with nothing in them but the ids of /proc/stat.
make_complete() {
	cp -R "$1/sys" "$2/sys" && mkdir -p "$2/proc" && cp "$1/proc/stat" "$2/proc/stat" || return 1
	chmod -R u+w "$2"
	if [ -f "$1/proc/cpuinfo" ]; then
		cp "$1/proc/cpuinfo" "$2/proc/cpuinfo"
	else
		sed -n 's/^cpu\([0-9][0-9]*\) .*/processor\t: \1\nmodel\t\t: 1\n/p' "$2/proc/stat" \
			>"$2/proc/cpuinfo"
	fi
	possible=$2/sys/devices/system/cpu/possible
	[ -f "$possible" ] || sed -n 's/^cpu\([0-9][0-9]*\) .*/\1/p' "$2/proc/stat" | paste -sd, >"$possible"
}

# Prints "LEVEL cpu cpu ..." for each set that lscpu -p tells.
lscpu_sets='
BEGIN {
	FS = ","
	split("Core core Cluster cluster Socket package Node node Book book DRAWER drawer", name, " ")
	for (i = 1; i in name; i += 2)
		level[name[i]] = name[i + 1]
}
/^# CPU,/ { columns = NF; for (i = 2; i <= NF; i++) column[i] = $i }
/^[0-9]/ {
	llc = ""
	for (i = 2; i <= NF; i++) {
		if (column[i] in level && $i != "")
			set[level[column[i]] SUBSEP $i] = set[level[column[i]] SUBSEP $i] " " $1
		if (column[i] ~ /^L[0-9]d?$/ && $i != "")
			llc = column[i] ":" $i
	}
	if (llc != "" && NF == columns)
		set["llc" SUBSEP llc] = set["llc" SUBSEP llc] " " $1
}
END {
	for (s in set) {
		split(s, part, SUBSEP)
		print part[1] set[s]
	}
}'

# The same of "LEVEL ID LIST", for those cpus that lscpu lists: it leaves out the offline ones.
our_sets='
NR == FNR && /^# CPU,/ { columns = split($0, field, ",") }
NR == FNR && /^[0-9]/ {
	n = split($0, field, ",")
	listed[field[1]] = 1
	short[field[1]] = n < columns
}
NR == FNR { next }
NF == 3 {
	cpus = ""
	n = split($3, range, ",")
	for (i = 1; i <= n; i++) {
		if (split(range[i], end, "-") == 1)
			end[2] = end[1]
		for (c = end[1] + 0; c <= end[2] + 0; c++)
			if (c in listed && !($1 == "llc" && short[c]))
				cpus = cpus " " c
	}
	if (cpus != "")
		print $1 cpus
}'

count_short='
/^# CPU,/ { columns = split($0, field, ",") }
/^[0-9]/ { short += split($0, field, ",") < columns }
END { if (short) print "(without " short " cpus that lscpu gives fewer columns)" }'

passed=0 failed=0
fail() {
	failed=$((failed + 1))
	echo "$@"
}

compare() { # NAME ROOT, "" for this machine
	if ! lscpu ${2:+--sysroot "$2"} -p=CPU,CORE,CLUSTER,SOCKET,NODE,BOOK,DRAWER,CACHE \
		>"$scratch/lscpu" || ! "$dump" ${2:+"$2"} >"$scratch/dump"; then
		fail "$1: cannot be read"
		return
	fi
	awk "$lscpu_sets" "$scratch/lscpu" | sort >"$scratch/theirs"
	awk "$our_sets" "$scratch/lscpu" "$scratch/dump" | sort >"$scratch/ours"
	for level in $(cut -d' ' -f1 "$scratch/theirs" | uniq); do
		grep "^$level " "$scratch/theirs" >"$scratch/a"
		grep "^$level " "$scratch/ours" >"$scratch/b"
		if cmp -s "$scratch/a" "$scratch/b"; then
			passed=$((passed + 1))
			note=
			[ "$level" = llc ] && note=$(awk "$count_short" "$scratch/lscpu")
			echo "$1: $level: the same $(wc -l <"$scratch/a") $note"
		else
			fail "$1: $level: differs (< lscpu, > corewall)"
			diff "$scratch/a" "$scratch/b"
		fi
	done
}

compare "this machine" ""
for machine; do
	copy=$scratch/machine
	mkdir "$copy"
	if make_complete "$machine" "$copy"; then
		compare "$(basename "$machine")" "$copy"
	else
		fail "$machine: cannot be copied"
	fi
	rm -rf "$copy"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
