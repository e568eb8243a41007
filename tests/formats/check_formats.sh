#!/bin/bash
# What machines read: the formats, recordings, and the report on a command. Against a strict parser
# (jq), against each other, against the simulator's own figures and, where it is installed, against
# promtool. SAMPLES=1000 makes the recording longer. The last line is the count.
set -u

build=${BUILD:-build}
corewall=$build/corewall simulate=$build/simulate
passed=0 failed=0 skipped=0
base=${TMPDIR:-/tmp}
[ -w /dev/shm ] && base=/dev/shm
room=$(mktemp -d "$base/check-formats.XXXXXX") || exit 1
trap 'rm -rf "$room"' EXIT
unset COREWALL

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

# same_file WHAT EXPECTED GOT
same_file() {
	if cmp -s "$2" "$3"; then ok; else bad "$1"; diff "$2" "$3" | cut -c1-300 | head -10; fi
}

# until COMMAND...: waits until it succeeds; a guard, far beyond what any takes, ends the test
until_true() {
	looks=0
	until "$@"; do
		looks=$((looks + 1))
		[ $looks -lt 3000 ] || { bad "in vain: $*"; return 1; }
		read -r -t 0.01 <> <(:)
	done
}

# start ARGS...: a simulation of $room/m; finish ends it
start() {
	rm -rf "$room/m"
	coproc SIM { exec "$simulate" "$room/m" "$@"; }
	sim=$SIM_PID to_sim=${SIM[1]}
	read -r -u "${SIM[0]}" line && [ "$line" = ready ] || bad "start $*: not ready"
}

finish() {
	echo quit >&"$to_sim"
	wait "$sim"
}

fields='["usr","nice","sys","iowait","irq","soft","steal","guest","gnice","idle"]'

# --- JSON: a strict parser takes it, and it keeps what it promises.

# Counts, over all intervals: cpus, and those that break a rule.
judge="
	def near(a; b): (a - b) < 0.05 and (b - a) < 0.05;
	def whole(\$f): . as \$o | [\$f[] | \$o[.]] |
		if \$o.busy == null then all(. == null)
		else all(. >= 0 and . <= 100) and near(add; 100) and
			near(\$o.busy; 100 - \$o.idle - \$o.iowait) end;
	$fields as \$f |
	[.online == ([.cpus[] | select(.state != \"offline\")] | length),
	 .present == (.cpus | length),
	 (.cpus | all(whole(\$f) and ((.state == \"ok\") == (.busy != null)))),
	 (.all | whole(\$f)), (.groups | all(whole(\$f))),
	 .all.max == ([.cpus[].busy] | max),
	 (.all.max_cpu as \$c | .all.max == (first(.cpus[] | select(.cpu == \$c)) // {}).busy),
	 .all.hot == ([.cpus[] | select(.busy != null and .busy >= 90)] | length),
	 (.time | test(\"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}[.][0-9]{3}Z\$\")),
	 .elapsed > 0] | all"

# The rows that CSV should have.
rows=".time as \$t | .cpus[] | . as \$c | [\$t, .cpu, .state, .busy] + [$fields[] | \$c[.]] |
	map(if . == null then \"\" else tostring end) | join(\",\")"

# How many cpus each level's groups hold.
levels='[.groups[] | {(.level): (.cpus | split(",") |
		map(split("-") | map(tonumber) | (.[1] // .[0]) - .[0] + 1) | add)}] |
	reduce .[] as $g ({}; . as $s | reduce ($g | keys[]) as $k ($s; .[$k] += $g[$k]))'

if command -v jq >"$room/which"; then
	for cpus in 1 255 8192; do
		samples=4
		[ $cpus = 8192 ] && samples=2
		$simulate --record "$room/r" --cpus $cpus --samples $samples
		$corewall --replay "$room/r" --format json >"$room/json"
		same "json of $cpus: an object an interval" $((samples - 1)) \
			"$(wc -l <"$room/json")"
		same "json of $cpus: what it promises" true \
			"$(jq -s "map($judge) | all" "$room/json")"
		same "json of $cpus: every cpu once" $cpus \
			"$(head -1 "$room/json" | jq '[.cpus[].cpu] | unique | length')"

		# CSV says the same, cell by cell, and so does text, to two decimals.
		$corewall --replay "$room/r" --format csv >"$room/csv"
		{
			echo time,cpu,state,busy,usr,nice,sys,iowait,irq,soft,steal,guest,gnice,idle
			jq -r "$rows" "$room/json"
		} >"$room/expected"
		same_file "csv of $cpus: the same as json" "$room/expected" "$room/csv"
		$corewall --replay "$room/r" --format text |
			awk '$1 != "Average:" && $2 ~ /^[0-9]+$/ && $NF == "ok" { $1 = $NF = ""; print }' >"$room/text"
		awk -F, '$3 == "ok" { line = " " $2
			for (i = 4; i <= 14; i++) line = line sprintf(" %.2f", $i)
			print line " " }' "$room/csv" >"$room/expected"
		awk 'NR == FNR { for (i = 1; i <= NF; i++) old[FNR, i] = $i; next }
			{ for (i = 1; i <= NF; i++) { d = $i - old[FNR, i]
				if (d > 0.0101 || d < -0.0101) wrong++ } cells += NF }
			END { print (cells > 0) + 0, wrong + 0 }' \
			"$room/expected" "$room/text" >"$room/judged"
		same "text of $cpus: the same as csv" "1 0" "$(cat "$room/judged")"
	done

	# Groups: every level has all cpus, and there is only what was asked for.
	$simulate --record "$room/r" --cpus 128 --shape 2x1x2x4x4x2 --samples 2
	json() { $corewall --replay "$room/r" --format json "$@"; }
	same 'groups by topology' '{"llc":128,"node":128,"package":128}' \
		"$(json | jq -cS "$levels")"
	same '-g core: cores too' '["core","llc","node","package"]' \
		"$(json -g core | jq -c '[.groups[].level] | unique')"
	same '-g node: no finer' '["node","package"]' \
		"$(json -g node | jq -c '[.groups[].level] | unique')"
	same '-g 50: blocks' '["0-49","50-99","100-127"]' \
		"$(json -g 50 | jq -c '[.groups[].cpus]')"
	same '-c: those cpus, and the total of all' '[[3,4,5,60],128]' \
		"$(json -c 3-5,60 | jq -c '[[.cpus[].cpu], .present]')"
	same '--min: those at or above' true \
		"$(json --min 50 | jq '([.cpus[].busy] | min) >= 50 and (.cpus | length) > 0')"

	# A group is the time of its members, summed up and then divided; here all are as long.
	same 'a group is its members' true "$(json | jq '. as $r | .groups[0] as $g |
		[.cpus[] | select(.cpu < 32 or (.cpu >= 64 and .cpu < 96)) | .busy] |
		(add / length - $g.busy) | . < 0.2 and . > -0.2')"

	# A host that is no text.
	sed "2s/.*/host a\"b\\\\c\xff\x01\xc3\xa9\xed\xa0\x80/" "$room/r" >"$room/h"
	same 'host: any bytes' '"a\"b\\c�\u0001é���"' \
		"$($corewall --replay "$room/h" --format json | jq -c .host)"
else
	skipped=$((skipped + 23))
fi

# --- What the simulator says its cpus do.

$simulate --record "$room/r" --cpus 40 --load fixed --samples 2 --interval 100
$corewall --replay "$room/r" --format csv >"$room/csv"
same 'loads as made, within 0.1' '0 of 440' "$($simulate --print-loads --cpus 40 --load fixed |
	awk -F'[ ,]' 'NR == FNR { if (FNR > 1) for (i = 2; i <= 12; i++) made[$1, i] = $i; next }
		FNR > 1 { for (i = 4; i <= 14; i++) { d = $i - made[$2, i - 2]; n++
			if (d > 0.1 || d < -0.1) wrong++ } }
		END { print wrong + 0 " of " n }' - "$room/csv")"

# --- OpenMetrics

start --cpus 6 --manual
echo 'offline 3' >&"$to_sim"
read -r -u "${SIM[0]}" answer
$corewall --sysroot "$room/m" -d 0.05 --once --format openmetrics >"$room/metrics"
same 'openmetrics: counters are the kernel'\''s' "$(awk '/^cpu[0-9]/ { sub("cpu", "", $1)
	split("user nice system idle iowait irq softirq steal", mode)
	for (i = 1; i <= 8; i++) printf "%d %s %.2f\n", $1, mode[i], $(i + 1) / 100 }' \
	"$room/m/proc/stat" | sort)" "$(sed -n \
	's/^corewall_cpu_seconds_total{cpu="\([0-9]*\)",mode="\([a-z]*\)"} /\1 \2 /p' \
	"$room/metrics" | awk '{ printf "%s %s %.2f\n", $1, $2, $3 }' | sort)"
same 'openmetrics: what is unknown is absent' 0 \
	"$(grep -c '^corewall_cpu_busy_ratio' "$room/metrics")"
same 'openmetrics: an offline cpu has none' 0 "$(grep -c 'cpu="3"' "$room/metrics")"
same 'openmetrics: cpus' '5 6' "$(sed -n 's/^corewall_cpus_\(online\|present\) //p' \
	"$room/metrics" | xargs)"
same 'openmetrics: its end' '# EOF' "$(tail -n 1 "$room/metrics")"
labels='(\{cpu="[0-9]+"(,mode="[a-z]+")?\})?'
same 'openmetrics: nothing but samples and descriptions' 0 "$(grep -cvE \
	"^(# (HELP|TYPE) corewall_[a-z_]+ .+|# EOF|corewall_[a-z_]+$labels [0-9]+(\.[0-9]+)?)\$" \
	"$room/metrics")"
if command -v promtool >"$room/which"; then
	$corewall --replay "$room/r" --format openmetrics >>"$room/moving"
	same 'promtool check metrics' '' \
		"$(promtool check metrics <"$room/moving" 2>&1 || echo failed)"
	$corewall --replay "$room/r" -g llc --format openmetrics -n 1 >"$room/groups"
	same 'promtool check metrics, by group' '0' \
		"$(promtool check metrics <"$room/groups" 2>&1 || echo failed; grep -c 'cpu="' "$room/groups")"
	same 'promtool check metrics, unknown' '' \
		"$(promtool check metrics <"$room/metrics" 2>&1 || echo failed)"
else
	skipped=$((skipped + 3))
fi
finish

# --- A recording of a live run plays as it was.

start --cpus 255 --hotplug --tick 0.05
$corewall --sysroot "$room/m" -d 0.05 -n "${SAMPLES:-40}" --record "$room/rec" --format json \
	>"$room/live"
finish
$corewall --replay "$room/rec" --format json >"$room/played"
same 'a live run of so many intervals' "${SAMPLES:-40}" "$(wc -l <"$room/live")"
same_file 'replay: the same as live' "$room/live" "$room/played"
$corewall --replay - --format json <"$room/rec" >"$room/played"
same_file 'replay of standard input' "$room/live" "$room/played"
cat "$room/rec" | $corewall --replay - --format json >"$room/played"
same_file 'replay through a pipe' "$room/live" "$room/played"
$corewall --replay "$room/rec" -b --record - 2>"$room/err" |
	$corewall --replay - --format json >"$room/played"
same_file 'recorded again, through a pipe' "$room/live" "$room/played"
same 'and nothing said' '' "$(cat "$room/err")"
same '-n: so many of it' "$(head -2 "$room/live")" \
	"$($corewall --replay "$room/rec" -n 2 --format json)"
same 'what is not read of /proc/stat is not kept' 'btime cpuN' \
	"$(sed 's/ .*//; s/^cpu[0-9]*/cpuN/' "$room/rec" | sort -u |
		grep -xE 'intr|ctxt|softirq|processes|procs_.*|btime|cpu.*' | xargs)"

# --- Snapshots of it

snapshot() { $corewall --replay "$room/rec" --snapshot=100x20 "$@"; }
all=$(grep -c '^sample' "$room/rec")
same 'snapshot: of its last frame' 1 "$(snapshot | grep -c "replay $all/$all 20")"
export TZ=UTC0
at=$($corewall --replay "$room/rec" --format csv -n 3 | tail -n 1 | cut -d. -f1)
for form in "$at" "${at}Z" "${at%T*} ${at#*T}" "${at#*T}"; do
	same "snapshot --at $form" 1 \
		"$(snapshot --at "$form" | grep -c "replay [0-9/]* ${at%T*} ${at#*T}")"
done
said=$(snapshot --at 2100-01-01T00:00 2>&1)
same 'snapshot --at: there is no such time' '1 corewall: --at: the recording ends before that' "$? $said"
same 'snapshot as svg' '<svg 1' "$(snapshot --format svg | head -c 5)$(snapshot --format svg | grep -c '</svg>')"
same 'snapshot as html' 1 "$(snapshot --format html | grep -c '</html>')"
$corewall --replay "$room/rec" --format asciicast >"$room/cast"
if command -v jq >"$room/which"; then
	same 'asciicast: an object, then events' 'object array' \
		"$(jq -r type "$room/cast" | uniq | xargs)"
	same 'asciicast: times never step back' true \
		"$(tail -n +2 "$room/cast" | jq -s 'map(.[0]) | . == sort')"
else
	skipped=$((skipped + 2))
fi
same 'snapshot -n 2: of its third sample' 1 "$(snapshot -n 2 | grep -c "replay 3\(/$all\)\? 20")"

# --- One of long ago: what was written stays readable, and means the same.

for format in json csv; do
	$corewall --replay tests/fixtures/recordings/eight.txt --format $format >"$room/played"
	same_file "eight.$format" tests/fixtures/recordings/eight.$format "$room/played"
done

# --- What is no recording, or not whole

# said WHAT STATUS MESSAGE ARGS...: how corewall ends, and what it says on standard error
said() {
	what=$1 status=$2 message=$3
	shift 3
	$corewall "$@" >"$room/out" 2>"$room/err" </dev/null
	same "$what: status" "$status" $?
	same "$what: message" "$message" "$(cat "$room/err")"
}

echo hello >"$room/foreign"
said foreign 1 "corewall: $room/foreign: not a corewall recording; --record FILE makes one" \
	--replay "$room/foreign" -b
sed 1s/1/7/ "$room/rec" >"$room/future"
said 'of the future' 1 \
	"corewall: $room/future: a recording of version 7; this corewall reads version 1" \
	--replay "$room/future" -b
: >"$room/empty"
said empty 1 "corewall: $room/empty: it is empty" --replay "$room/empty" -b
said missing 1 "corewall: $room/none: No such file or directory" --replay "$room/none" -b
said 'a folder' 1 "corewall: $room: Is a directory" --replay "$room" -b
head -3 "$room/rec" >"$room/bare"
said 'no sample' 1 "corewall: $room/bare: there is no sample in it" --replay "$room/bare" -b
head -c -10 "$room/rec" >"$room/cut"
said cut 0 "corewall: $room/cut: the last sample is cut off and was dropped" \
	--replay "$room/cut" --format json
same 'cut: the rest plays' "$(head -n -1 "$room/live" | md5sum)" "$(md5sum <"$room/out")"
said 'onto itself' 1 "corewall: $room/rec: cannot record to the file that is played" \
	--replay "$room/rec" -b --record "$room/rec"
said 'and it is still there' 0 '' --replay "$room/rec" -b

# --- Where it is written to

said 'a full disk' 1 \
	'corewall: recording: /dev/full: No space left on device; 1 sample not recorded' \
	-b -n 3 -d 0.05 --format csv --record /dev/full
cpus=$(grep -c '^cpu[0-9]' /proc/stat)
same 'a full disk: reports go on' $((1 + 3 * cpus)) "$(wc -l <"$room/out")"
said 'no place to record' 1 "corewall: $room/no/such: No such file or directory" \
	-b -n 1 --record "$room/no/such"
$corewall -b -n 1 -d 0.05 >/dev/full 2>"$room/err"
same 'standard output is full: status' 1 $?
same 'standard output is full: message' 'corewall: standard output: No space left on device' \
	"$(cat "$room/err")"
{ $corewall -b -d 0.05 --format csv 2>"$room/err"; echo $? >"$room/status"; } | head -1 >"$room/out"
same 'the reader went: status' 0 "$(cat "$room/status")"
same 'the reader went: message' '' "$(cat "$room/err")"
{ $corewall -b -d 0.05 --record - 2>"$room/err"; echo $? >"$room/status"; } | head -1 >"$room/out"
same 'the reader of the recording went' '0 ' "$(cat "$room/status") $(cat "$room/err")"

# A write for each report: a line buffered reader sees whole blocks.
mkfifo "$room/fifo"
$corewall -b -d 0.05 --format json >"$room/fifo" &
pid=$!
exec 3<"$room/fifo"
read -r line <&3
same 'a report as it comes' '{"time' "${line:0:6}"
kill -INT $pid 2>/dev/null || kill -TERM $pid
kill -TERM $pid
exec 3<&-
wait $pid
same 'a signal ends it quietly' 0 $?

# --- Usage

said 'two uses of standard output' 2 \
	'corewall: --record -: needs --batch' --record -
said 'no such format' 2 \
	"corewall: format 'xml': must be one of text csv json openmetrics svg html asciicast" --format xml
said 'a report on nothing' 2 \
	'corewall: --report: needs a command after --' --report x
said 'no command' 2 'corewall: --: give a command after it, such as make -j' --
said 'a command in batch' 2 \
	'corewall: --batch: cannot be used with a command' -b -- true

# --- A command

run() { $corewall --report "$room/report" "$@"; }
run -- sh -c 'exit 7'
same 'its status' 7 $?
run -- "$room/no-such" 2>"$room/err"
same 'not found' "127 corewall: $room/no-such: No such file or directory" "$? $(cat "$room/err")"
run -- "$room/rec" 2>"$room/err"
same 'not to be run' "126 corewall: $room/rec: Permission denied" "$? $(cat "$room/err")"
run -- sh -c 'kill -KILL $$'
same 'killed' 137 $?
same 'killed, as it reports' 1 "$(grep -c ': ended by signal 9 (Killed) after' "$room/report")"
run --sysroot "$room/none" -- true 2>"$room/err"
same 'it could not be watched' 125 $?
same 'its streams' 'got in out' "$(echo in |
	run -- sh -c 'read x; echo got $x out; echo err >&2' 2>"$room/err")"
same 'its standard error' err "$(cat "$room/err")"
run -- sh -c 'trap "" PIPE; exit 0'
same 'signals are as they were' "$(grep -E '^Sig(Blk|Ign|Cgt)' /proc/self/status)" \
	"$(run -- grep -E '^Sig(Blk|Ign|Cgt)' /proc/self/status)"
for signal in TERM HUP INT QUIT; do
	rm -f "$room/started"
	# In the background of a script, INT and QUIT would be ignored.
	env --default-signal=INT,QUIT "$corewall" --report "$room/report" -- \
		bash -c "trap 'exit 55' $signal; echo > '$room/started'
		for i in {1..400}; do read -r -t 0.05 <> <(:); done" &
	pid=$!
	until_true test -s "$room/started"
	kill -$signal $pid
	wait $pid
	same "$signal is passed on" 55 $?
done
run --record "$room/of-command" -- sleep 0.5
same 'it is recorded' 1 "$($corewall --replay "$room/of-command" --format csv | awk -F, '
	$2 == 0 { n++ } END { print (n >= 1) }')"
for row in cpus core-seconds command steal 'busy cpus' time 'per cpu'; do
	same "report: $row" 1 "$(grep -c "^  $row  " "$room/report")"
done
same 'report: the figures are of the whole machine' 1 "$(grep -c 'other programs included' "$room/report")"
same 'report: the command' 1 "$(grep -c '^corewall: sleep 0.5: exit status 0 after' "$room/report")"

if command -v jq >"$room/which"; then
	run --format json -- sh -c 'sleep 0.4; exit 3'
	same 'json: what it promises' true "$(jq --argjson n "$cpus" '
		.command == ["sh", "-c", "sleep 0.4; exit 3"] and .status == 3 and
		.signal == null and
		.online == $n and .elapsed >= 0.4 and (.cpus | length) == $n and
		.core_seconds.busy <= .core_seconds.available and
		(.core_seconds | .usr + .nice + .sys + .iowait + .irq + .soft + .steal +
			.guest + .gnice + .idle + .unknown - .available |
			. < 0.01 and . > -0.01) and
		(.core_seconds | .available - .busy - .idle - .iowait - .unknown |
			. < 0.01 and . > -0.01) and
		(.slices | length) > 0 and (.slices | all(.max | length > 0))' "$room/report")"
	# Of two cpus one is busy, or both: by others, as nothing here is. A simulator that is late
	# leaves stretches of which nothing is known.
	for hot in 0:50 0-1:100; do
		start --cpus 2 --tick 0.02 --load hot:${hot%:*}
		run --sysroot "$room/m" --format json -- sleep 1
		finish
		same "hot ${hot%:*}: the share of core-seconds" true "$(jq --argjson is "${hot#*:}" '
			.core_seconds | 100 * .busy / (.available - .unknown) - $is |
			. < 3 and . > -3' "$room/report")"
	done
	# On a busy machine even this may take long enough: then again.
	for _ in 1 2 3 4 5 6 7 8 9; do
		run --format json -- true
		[ "$(jq .core_seconds.busy "$room/report")" = null ] && break
	done
	same 'json: too short to tell' 'null null 0' \
		"$(jq -r '"\(.core_seconds.busy) \(.at_once.mean) \(.status)"' "$room/report")"
else
	skipped=$((skipped + 4))
fi

[ $skipped -eq 0 ] && echo "$passed passed, $failed failed" ||
	echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
