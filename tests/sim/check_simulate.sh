#!/bin/bash
# What the simulator promises, checked against itself, against lscpu and against plain arithmetic.
# usage: check_simulate.sh [SIMULATE]     (default build/simulate); the last line is the count.
set -u

simulate=${1:-build/simulate}
passed=0 failed=0
base=${TMPDIR:-/tmp}
[ -w /dev/shm ] && base=/dev/shm
room=$(mktemp -d "$base/check-simulate.XXXXXX") || exit 1
trap 'rm -rf "$room"' EXIT

ok() { passed=$((passed + 1)); }
bad() { failed=$((failed + 1)); echo "FAILED: $*"; }

# same WHAT EXPECTED GOT
same() {
	if [ "$2" = "$3" ]; then
		ok
	else
		bad "$1: expected"; printf '%s\n-- got\n%s\n' "$2" "$3" | head -40
	fi
}

# start ARGS...: a simulation of $room/m with its commands at hand
start() {
	coproc SIM { exec "$simulate" "$room/m" "$@"; }
	sim=$SIM_PID to_sim=${SIM[1]} from_sim=${SIM[0]}
	read -r -u "$from_sim" line && [ "$line" = ready ] || bad "start $*: not ready"
}

# tell COMMAND: obeyed when it returns; $answer holds what was said
tell() {
	echo "$1" >&"$to_sim"
	read -r -u "$from_sim" answer
}

# must COMMAND...: each is answered with ok
must() {
	for command; do
		tell "$command"
		[ "$answer" = ok ] || bad "$command: $answer"
	done
}

finish() {
	tell quit
	wait "$sim"
	same "exit status" 0 $?
}

cpu_file() { cat "$room/m/sys/devices/system/cpu/$1" 2>&1; }
stat_of() { grep "^cpu$1 " "$room/m/proc/stat"; }

# loads FILE1 FILE2: what happened in between as --print-loads would tell it
loads() {
	awk '
	BEGIN { print "cpu busy usr nice sys iowait irq soft steal guest gnice idle" }
	!/^cpu[0-9]/ { next }
	NR == FNR { for (i = 2; i <= 11; i++) old[$1, i] = $i; next }
	{
		total = 0
		for (i = 2; i <= 11; i++) d[i] = $i - old[$1, i]
		for (i = 2; i <= 9; i++) total += d[i]
		for (i = 2; i <= 11; i++) d[i] *= 100 / total
		printf "%s %.2f %.2f %.2f %.2f %.2f %.2f %.2f %.2f %.2f %.2f %.2f\n", substr($1, 4), \
			100 - d[5] - d[6], d[2] - d[10], d[3] - d[11], d[4], d[6], d[7], d[8], d[9], \
			d[10], d[11], d[5]
	}' "$1" "$2"
}

# Labels of lscpu -p are names only: each column is relabelled by first appearance.
relabel() {
	awk -F '[,:]' '!/^#/ {
		line = $1
		for (i = 2; i <= NF; i++) {
			if (!((i, $i) in label)) label[i, $i] = count[i]++
			line = line " " label[i, $i]
		}
		print line
	}'
}

# cpu core socket node l1d l1i l2 l3, by the definition of --shape
# expected IDS... with packages dies nodes llcs cores threads in $shape
expected() {
	echo "$shape $*" | awk '{
		split($1, per, "x"); n = NF - 1; cores = n / per[6]
		for (i = 0; i < n; i++) {
			core = i % cores; llc = int(core / per[5]); node = int(llc / per[4])
			package = int(int(node / per[3]) / per[2])
			print $(i + 2) "," core "," package "," node "," core "," core "," core "," llc
		}
	}' | relabel
}

check_lscpu() {
	"$simulate" "$room/m" --once "${@:2}" || bad "simulate $*"
	shape=$1
	same "lscpu agrees with $*" "$(expected $ids)" \
		"$(lscpu --sysroot "$room/m" -p=cpu,core,socket,node,cache |
			tr -s , | relabel)"
}

if lscpu --version >/dev/null 2>&1; then
	ids=$(seq 0 767)
	check_lscpu 2x1x1x24x8x2 --cpus 768 --shape 2x1x1x24x8x2
	same "package 0" 0-191,384-575 "$(cpu_file cpu0/topology/package_cpus_list)"
	same "llc 0" 0-7,384-391 "$(cpu_file cpu384/cache/index3/shared_cpu_list)"
	ids=$(seq 0 95)
	check_lscpu 2x2x1x2x3x4 --cpus 96 --shape 2x2x1x2x3x4
	ids=$(seq 0 254)
	check_lscpu 1x1x4x8x8x1 --cpus 255
	ids="$(seq 0 7) 5000 $(seq 9999 10010)"
	check_lscpu 1x1x4x8x8x1 --ids 0-7,5000,9999-10010
	same "sparse ids are listed" 0-7,5000,9999-10010 "$(cpu_file online)"
else
	echo "no lscpu here: not compared with it"
fi

# Files as the kernel writes them.
"$simulate" "$room/m" --once --cpus 70 --shape 1x1x5x1x7x2 --host checked
same "mask" "00,000003f8,0000007f" "$(cpu_file cpu0/cache/index3/shared_cpu_map)"
same "list" 0-6,35-41 "$(cpu_file cpu35/cache/index3/shared_cpu_list)"
same "present" 0-69 "$(cpu_file present)"
same "offline" "" "$(cpu_file offline)"
same "node link" 0-6,35-41 "$(cpu_file cpu41/node0/cpulist)"
same "hostname" checked "$(cat "$room/m/proc/sys/kernel/hostname")"
same "order of proc/stat" "cpu $(printf 'cpu%s ' $(seq 0 69))intr ctxt btime processes \
procs_running procs_blocked softirq " "$(awk '{ printf "%s ", $1 }' "$room/m/proc/stat")"
"$simulate" "$room/m" --once --no-sysfs --cpus 3
same "--no-sysfs" "proc" "$(ls "$room/m")"
mkdir -p "$room/precious/proc"
same "a tree of somebody else's is refused" 2 "$("$simulate" "$room/precious" --once 2>/dev/null
	echo $?)"

# Loads: a hundred seconds are as many ticks as a load has parts, so that all is exact; and many
# small steps come to the same as one.
for load in fixed hot:3-9,300:12.5 hot:0-50:1/2 idle; do
	start --manual --cpus 310 --load $load --seed 7
	cp "$room/m/proc/stat" "$room/before"
	cmp -s "$room/before" "$room/m/proc/stat" || bad "time passes without a step"
	must "step 99"
	for _ in $(seq 75); do must "step 0.013333333"; done
	must "step 0.000000025"
	cp "$room/m/proc/stat" "$room/after"
	finish
	same "$load is what --print-loads says" \
		"$("$simulate" --print-loads --cpus 310 --load $load --seed 7)" \
		"$(loads "$room/before" "$room/after")"
done
"$simulate" --print-loads --load mixed >/dev/null 2>&1
same "--print-loads of a load that moves" 2 $?
same "hot is hot" "5 100.00 100.00" \
	"$("$simulate" --print-loads --load hot:5 | grep '^5 ' | cut -d' ' -f1-3)"

# Every kind: no counter falls, and eight fields make up the time (each is cut to whole ticks).
for load in mixed server noise all equal:40; do
	start --manual --cpus 600 --load $load
	cp "$room/m/proc/stat" "$room/before"
	must "step 12.345"
	same "$load accounts for all time" "" "$(awk '
		!/^cpu[0-9]/ { next }
		NR == FNR { for (i = 2; i <= 11; i++) old[$1, i] = $i; next }
		{
			sum = 0
			for (i = 2; i <= 11; i++) if ($i < old[$1, i]) print $1, "falls"
			for (i = 2; i <= 9; i++) sum += $i - old[$1, i]
			if (sum > 1234 || sum < 1234 - 8) print $1, "counts", sum
			if ($10 > $2 || $11 > $3) print $1, "more guest than user"
		}' "$room/before" "$room/m/proc/stat")"
	finish
done

# A reader while the file is rewritten as fast as can be: the kernel's sum line is always that of
# the rows below it, and the last line is there. It looks until it has seen 50 different texts.
start --cpus 2000 --tick 0.001 --load all
torn=0 distinct=0 last=
for _ in $(seq 5000); do
	seen=$(awk '
		$1 == "cpu" { total = $2 + $5 }
		/^cpu[0-9]/ { rows++; sum += $2 + $5 }
		{ end = $1 }
		END {
			whole = rows == 2000 && sum == total && end == "softirq"
			printf "%.0f %s", total, (whole ? "whole" : "torn")
		}
		' "$room/m/proc/stat")
	[ "${seen#* }" = whole ] || torn=$((torn + 1))
	[ "$seen" = "$last" ] || distinct=$((distinct + 1))
	last=$seen
	[ $distinct -ge 50 ] && break
done
same "torn reads" 0 $torn
same "it moves by itself" 50 $distinct
tell "step 1"
same "no step on the clock" "error: step: only with --manual" "$answer"
finish

# Hotplug: 16 cpus, two nodes, two llcs in each of two cores of two threads (cpu and cpu + 8).
start --manual --cpus 16 --shape 1x1x2x2x2x2 --load fixed
same "siblings" 0,8 "$(cpu_file cpu0/topology/thread_siblings_list)"
must "step 3"
before=$(stat_of 3)
must "offline 3,8"
same "proc/stat lists no offline cpus" "0 1 2 4 5 6 7 9 10 11 12 13 14 15 " \
	"$(sed -n 's/^cpu\([0-9][0-9]*\) .*/\1/p' "$room/m/proc/stat" | tr '\n' ' ')"
same "online" 0-2,4-7,9-15 "$(cpu_file online)"
same "offline" 3,8 "$(cpu_file offline)"
same "present" 0-15 "$(cpu_file present)"
same "cpu3 is off" 0 "$(cpu_file cpu3/online)"
same "offline cpus have no topology" online "$(cd "$room/m/sys/devices/system/cpu/cpu3" &&
	echo o* t*/core_id c*/index0 2>/dev/null | sed 's/ t\*.*//')"
same "siblings left" 0 "$(cpu_file cpu0/topology/thread_siblings_list)"
same "sibling mask" 0001 "$(cpu_file cpu0/topology/core_cpus)"
same "llc left" 0-1,9 "$(cpu_file cpu9/cache/index3/shared_cpu_list)"
same "another llc" 4-5,12-13 "$(cpu_file cpu4/cache/index3/shared_cpu_list)"
same "package left" 0-2,4-7,9-15 "$(cpu_file cpu15/topology/package_cpus_list)"
same "node left" 0-2,9-11 "$(cat "$room/m/sys/devices/system/node/node0/cpulist")"
same "node mask" 0e07 "$(cat "$room/m/sys/devices/system/node/node0/cpumap")"
must "step 5" "online 3,20-21"
same "counters resume" "$before" "$(stat_of 3)"
same "a new cpu begins at 0" "cpu20 0 0 0 0 0 0 0 0 0 0" "$(stat_of 20)"
same "new cpus are present" 0-15,20-21 "$(cpu_file present)"
same "new cpus have a package" 20-21 "$(cpu_file cpu21/topology/package_cpus_list)"
same "cpu3 is on" 1 "$(cpu_file cpu3/online)"
same "siblings are back" 3,11 "$(cpu_file cpu11/topology/thread_siblings_list)"
must "step 1"
same "a new cpu counts" 100 "$(stat_of 20 | awk '{ print $2 + $3 + $4 + $5 + $6 + $7 + $8 + $9 }')"
for refused in "offline 99" "offline 0-21" "offline x" "offline" "online 99999999" "dance" \
	"load dance" "load equal:101" "hot 1-" "step -1" "freeze 1"; do
	tell "$refused"
	case $answer in
	"error: ${refused%% *}: "?*) ok ;;
	*) bad "$refused: $answer" ;;
	esac
done
finish

# What can happen to proc/stat.
start --manual --cpus 4 --load idle
must "hot 2" "step 1"
same "hot" "cpu2 100 0 0 100000 0 0 0 0 0 0" "$(stat_of 2)"
must "hot" "load hot:1:50" "step 1"
same "load" "cpu2 150 0 0 100050 0 0 0 0 0 0" "$(stat_of 2)"
must "freeze" "step 1"
same "frozen" "cpu2 150 0 0 100050 0 0 0 0 0 0" "$(stat_of 2)"
must "thaw" "step 1"
same "thawed" "cpu2 200 0 0 100100 0 0 0 0 0 0" "$(stat_of 2)"
cp "$room/m/proc/stat" "$room/before"
must remove
same "removed" gone "$([ -e "$room/m/proc/stat" ] || echo gone)"
must "step 1"
same "stays removed" gone "$([ -e "$room/m/proc/stat" ] || echo gone)"
must empty
same "empty" 0 "$(stat -c %s "$room/m/proc/stat")"
must garble
same "garbled" 0 "$(grep -ac '^cpu[0-9]* ' "$room/m/proc/stat")"
must restore
same "restored" "cpu2 250 0 0 100150 0 0 0 0 0 0" "$(stat_of 2)"
finish

start --manual --in-place --cpus 20 --load fixed
is=$(stat -c '%i %s' "$room/m/proc/stat")
must "step 80000"
same "--in-place: same inode, same size" "$is" "$(stat -c '%i %s' "$room/m/proc/stat")"
same "--in-place: true" 8100000 "$(stat_of 7 |
	awk '{ print $2 + $3 + $4 + $5 + $6 + $7 + $8 + $9 }')"
must "offline 7"
same "--in-place: shrinks" "${is% *} 19" "$(stat -c %i "$room/m/proc/stat") $(grep -c '^cpu[0-9]' \
	"$room/m/proc/stat")"
same "--in-place: ends well" softirq "$(tail -n1 "$room/m/proc/stat" | cut -d' ' -f1)"
finish

# Recordings.
record() { "$simulate" --record "$1" --cpus 40 --load fixed --samples 5 --interval 25 "${@:2}"; }
record "$room/one" && record "$room/two"
cmp -s "$room/one" "$room/two" && ok || bad "the same recording twice differs"
same "recording: times" "1000.000000000 1795338000.000000000
1025.000000000 1795338025.000000000
1050.000000000 1795338050.000000000
1075.000000000 1795338075.000000000
1100.000000000 1795338100.000000000" "$(sed -n 's/^sample //p' "$room/one")"
same "recording: beginning" "corewall recording 1|host sim40|hz 100|facts|present 0-39|online 0-39|\
package 0 0-39|die 0 0-39|node 0 0-39|llc 0 0-7|" "$(head -n 10 "$room/one" | tr '\n' '|')"
same "recording: blocks" 6 "$(grep -c '^\.$' "$room/one")"
awk '/^sample/ { k++ } /^cpu/ && k == 1' "$room/one" >"$room/before"
awk '/^sample/ { k++ } /^cpu/ && k == 5' "$room/one" >"$room/after"
same "recording: loads" "$("$simulate" --print-loads --cpus 40 --load fixed)" \
	"$(loads "$room/before" "$room/after")"
record "$room/one" --hotplug --interval 1 --samples 40
same "--hotplug: cpus leave and return" "leave return" "$(awk '
	/^sample/ { k++ } /^cpu/ { at[$1] = k } /^\.$/ && k {
		for (c in known) { if (at[c] == k && away[c]) back = " return"; away[c] = at[c] < k }
		for (c in at) { if (at[c] < k) left = "leave"; known[c] = 1 }
	} END { print left back }' "$room/one")"

# It ends on request and with its parent; the file is whole all the same.
start --cpus 4
kill -TERM "$sim"
wait "$sim"
same "SIGTERM" 0 $?
bash -c '"$0" "$1" --cpus 4 </dev/null & echo $! >&2; wait' "$simulate" "$room/m" \
	>"$room/out" 2>"$room/pid" &
parent=$!
until grep -q ready "$room/out"; do read -r -t 0.01 <> <(:); done
{ kill -KILL $parent && wait $parent; } 2>/dev/null
orphan=$(cat "$room/pid") looks=0
while kill -0 "$orphan" 2>/dev/null && [ $looks -lt 1000 ]; do
	looks=$((looks + 1))
	read -r -t 0.01 <> <(:)
done
same "it dies with its parent" gone "$(kill "$orphan" 2>/dev/null || echo gone)"

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
