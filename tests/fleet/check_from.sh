#!/bin/bash
# --from: commands that print recordings or metrics, end, stream, fail, hang or print anything else,
# through the whole program. What it made of them is read from the recording that it makes.
# The last line is the count.
set -u

build=${BUILD:-build}
passed=0 failed=0
unset COREWALL
room=$(mktemp -d) || exit 1
trap 'rm -rf "$room"' EXIT
trap 'exit 1' HUP INT TERM
export room

ok() { passed=$((passed + 1)); }
bad() { failed=$((failed + 1)); echo "FAILED: $*"; tail -n 20 "$room/out" "$room/err"; }

# expect WHAT COMMAND...: it succeeds
expect() {
	what=$1
	shift
	if "$@"; then ok; else bad "$what"; fi
}

# watch N OPTIONS...: N intervals, recorded in out; status is the exit status
watch() {
	n=$1
	shift
	timeout 60 "$build/corewall" -b -d 0.3 -n "$n" --record - "$@" >"$room/out" 2>"$room/err"
	status=$?
	[ -z "${V:-}" ] || echo "$SECONDS s: $*"
}

# The lines of a host, without its times and since when.
states() { grep "^H $1 " "$room/out" | cut -d ' ' -f 2,3,7-; }
ends_as() { [ "$(states "$1" | tail -n 1)" = "$1 $2" ]; }
was() { states "$1" | grep -qxF "$1 $2"; }
has_line() { grep -qE "$1" "$room/out"; }
says() { grep -qxF "corewall: $1" "$room/err"; }

# --- Samples, one a run or in a stream, and metrics

cat >"$room/sample" <<'END'
#!/bin/sh
read -r up rest </proc/uptime
printf 'corewall recording 1\nhost %s\nsample %s0000000 1.000000000\n' "$1" "$up"
grep '^cpu[0-9]' /proc/stat
echo .
END
cat >"$room/metrics" <<'END'
#!/bin/sh
sed -n 's/^cpu\([0-9]\+\) \([0-9]\+\)\([0-9][0-9]\) [0-9]* [0-9]* \([0-9]\+\)\([0-9][0-9]\) .*/\1 \2.\3 \4.\5/p' /proc/stat |
	while read -r cpu user idle; do
		echo "node_cpu_seconds_total{cpu=\"$cpu\",mode=\"user\"} $user"
		echo "node_cpu_seconds_total{cpu=\"$cpu\",mode=\"idle\"} $idle"
	done
echo 'node_uname_info{nodename="meter"} 1'
END
chmod +x "$room/sample" "$room/metrics"

# An instance more from the third answer on: --cpus of every host has its cpu too.
cat >"$room/instances" <<'END'
#!/bin/sh
echo >>"$room/answers"
[ "$(wc -l <"$room/answers")" -lt 3 ] || more=second
for instance in first $more; do
	read -r up rest </proc/uptime
	for cpu in 0 1 2; do
		echo "node_cpu_seconds_total{cpu=\"$cpu\",mode=\"idle\",instance=\"$instance\"} $up"
	done
done
END
chmod +x "$room/instances"
timeout 60 "$build/corewall" -b -d 0.3 -n 6 --format csv -c 0-1 --from "$room/instances" \
	>"$room/out" 2>"$room/err"
expect 'a host that comes later has its cpus' has_line '^[^,]*,second,1,'
expect 'and no others' eval '! has_line "^[^,]*,second,2,"'

watch 4 --from "$room/sample one" --from "while :; do $room/sample two; sleep 0.1; done" \
	--from "$room/metrics" --from "echo no >&2; echo such luck >&2; exit 3" \
	--from 'echo rubbish; head -c 300000 /dev/urandom' --from 'exec sleep 1000' \
	--from 'kill -9 $$' --from "cat $room/none" --from 'yes x'
expect 'status' [ $status = 0 ]
for host in one two meter; do
	expect "$host" ends_as $host 'ok '
done
expect 'two runs differ' [ "$(grep '^H one' "$room/out" | cut -d ' ' -f 4 | sort -u | wc -l)" -gt 2 ]
expect 'ids of the first host' has_line '^cpu0 [0-9]+ '
expect 'ids of the second host' has_line '^cpu131072 [0-9]+ '
expect 'ids of the third host' has_line '^cpu262144 [0-9]+ 0 0 [0-9]+ 0 0 0 0 0 0$'
expect 'facts name hosts' has_line '^host one 0'
expect 'a failing command' ends_as echo 'lost such luck'
expect 'it is said' says 'echo: such luck'
expect 'rubbish' ends_as 'echo#2' 'lost printed no samples, but: rubbish'
expect 'a hanging command' ends_as exec 'waiting '
expect 'a killed command' ends_as kill 'lost ended by signal 9'
expect 'a missing file' ends_as cat "lost cat: $room/none: No such file or directory"
expect 'endless rubbish' ends_as yes 'waiting '

# --- The file of a reading: one sample says nothing, and the recording of two the difference

"$room/sample" file >"$room/file"
watch 2 --from "cat $room/file"
expect 'one reading' ends_as file 'ok '
cat >"$room/two" <<'END'
corewall recording 1
host two
sample 1.000000000 9.000000000
cpu0 100 0 0 100
.
sample 2.000000000 9.000000000
cpu0 125 0 0 175
.
END
timeout 20 "$build/corewall" --from "cat $room/two" --once >"$room/out" 2>"$room/err"
expect 'the difference of two' has_line ' 25\.00 '

# --- A fleet is recorded in one file, and plays as it was

watch 3 --from "$room/sample one" --from "$room/sample two" --from 'echo a host >&2; exit 1'
cp "$room/out" "$room/recording"
timeout 20 "$build/corewall" --replay "$room/recording" -b -n 9 --record - \
	>"$room/out" 2>"$room/err"
expect 'the recording plays' cmp -s "$room/out" "$room/recording"
grep -v '^H ' "$room/recording" >"$room/old"
timeout 20 "$build/corewall" --replay "$room/old" --once >"$room/out" 2>"$room/err"
expect 'it is one machine to those that know no hosts' has_line ' 131072 '

# --- A fleet's recording is not one of the hosts of another fleet

watch 2 --from "cat $room/recording"
expect 'a fleet within' grep -q 'no samples, but: a recording of several hosts: --replay plays it$' \
	"$room/err"

# --- It fails, and comes back; one that comes and goes is reported

cat >"$room/flaky" <<'END'
#!/bin/sh
[ -e "$room/up" ] || { echo down >&2; exit 1; }
exec "$room/sample" flaky
END
chmod +x "$room/flaky"
(sleep 0.7; : >"$room/up") &
watch 8 --from "$room/flaky" --from "$room/sample steady"
wait
expect 'it was lost' was 'flaky' 'ok '
expect 'it came back' ends_as flaky 'ok '
expect 'that is said' says 'flaky: answers again'

# --- Wrong uses

timeout 20 "$build/corewall" --from false --from 'echo x >&2; false' --once >"$room/out" 2>"$room/err"
expect 'nothing at all' [ $? = 1 ]
expect 'why' says 'hosts: no host answers: false: ended with status 1; echo: x'
for options in "--from x --replay y" "--from x --sysroot /" "-H x -- true" "-H @" "--from="; do
	# shellcheck disable=SC2086
	timeout 20 "$build/corewall" $options >"$room/out" 2>"$room/err"
	expect "$options" [ $? = 2 ]
done

# --- What it started ends with it, also when it is killed

printf '#!/bin/sh\nsleep 54321 & echo $! >"$room/pid"; "$room/sample" k; wait\n' >"$room/keeper"
chmod +x "$room/keeper"
for signal in TERM KILL; do
	rm -f "$room/pid"
	: >"$room/out"
	"$build/corewall" -b -d 0.1 --from "$room/keeper" >"$room/out" 2>"$room/err" &
	pid=$!
	while [ ! -s "$room/out" ]; do read -r -t 0.02 <> <(:); done
	kill -$signal $pid
	wait $pid 2>/dev/null
	looks=0
	while kill -0 "$(cat "$room/pid")" 2>/dev/null && [ $looks -lt 100 ]; do
		looks=$((looks + 1))
		read -r -t 0.02 <> <(:)
	done
	expect "$signal" [ $looks -lt 100 ]
done

echo "$passed passed, $failed failed"
[ $failed = 0 ]
