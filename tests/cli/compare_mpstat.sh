#!/bin/sh
# This machine as corewall and as mpstat see it in the same ten seconds, with one cpu kept busy:
# every field of every cpu, and of the total, agrees within two points. Needs sysstat and taskset,
# and a machine whose load has no bursts at the ends of the interval, for the two do not begin and
# end at the same instant: not part of `make check`.
# usage: compare_mpstat.sh [CPU]     the cpu to keep busy, by default the last one online
set -u
cd "$(dirname "$0")/../.." || exit 1
corewall=${BUILD:-build}/corewall
seconds=10 tolerance=2
export LC_ALL=C

for tool in mpstat taskset; do
	command -v "$tool" >/dev/null || {
		echo "compare_mpstat: no $tool here (Debian: sysstat, util-linux)" >&2
		exit 1
	}
done

scratch=$(mktemp -d) || exit 1
loop=
trap '[ -z "$loop" ] || kill "$loop"; rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

busy=${1:-$(sed 's/.*[-,]//' /sys/devices/system/cpu/online)}
taskset -c "$busy" sh -c 'while :; do :; done' &
loop=$!

mpstat -P ALL "$seconds" 1 >"$scratch/mpstat" &
"$corewall" -b -n 1 -d "$seconds" >"$scratch/corewall" || exit 1
wait $! || exit 1

# Both in lines of: cpu field value; the fields by mpstat's names.
awk '$1 == "Average:" && $2 == "CPU" { for (i = 3; i <= NF; i++) name[i] = substr($i, 2); next }
	$1 == "Average:" { for (i = 3; i <= NF; i++) print $2, name[i], $i }' \
	"$scratch/mpstat" >"$scratch/theirs"
awk '$2 == "cpu" { for (i = 4; i <= NF; i++) name[i] = $i; next }
	name[4] && $2 ~ /^(all|[0-9]+)$/ {
		for (i = 4; i < 14; i++)
			print $2, name[i], $i
	}' "$scratch/corewall" >"$scratch/ours"

awk -v tolerance="$tolerance" '
	NR == FNR { theirs[$1, $2] = $3; wanted++; next }
	!(($1, $2) in theirs) { print "mpstat has no " $2 " of " $1; failed++; next }
	{
		off = $3 - theirs[$1, $2]
		off = off < 0 ? -off : off
		most = off > most ? off : most
		if ($3 >= 0.5 || theirs[$1, $2] >= 0.5 || off > tolerance)
			printf "cpu %-4s %-7s corewall %6.2f  mpstat %6.2f  off by %.2f\n", \
				$1, $2, $3, theirs[$1, $2], off
		off <= tolerance ? passed++ : failed++
	}
	END {
		if (passed + failed != wanted)
			failed += wanted - passed - failed
		printf "off by %.2f at most\n%d passed, %d failed\n", most, passed, failed
		exit failed || !passed
	}' "$scratch/theirs" "$scratch/ours"
