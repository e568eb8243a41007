#!/bin/bash
# A real Prometheus that scrapes three exporters each second, read by curl from /federate, and one of
# them from /metrics. What corewall reports is compared with the raw counters that Prometheus and
# the exporter give for the same times. All on loopback, on ports that the kernel picks. The last
# line is the count; without these programs all is skipped.
set -u

for program in prometheus prometheus-node-exporter curl jq; do
	command -v $program >/dev/null || { echo '0 passed, 0 failed, 7 skipped'; exit 0; }
done
. "${0%/*}/../tools/servers.sh"

targets=
for i in 1 2 3; do
	start exporter$i prometheus-node-exporter --web.listen-address=127.0.0.1:0 \
		--collector.disable-defaults --collector.cpu --collector.uname
	wait_for address exporter$i >/dev/null
	targets="$targets${targets:+, }'$(address exporter$i)'"
done
cat >"$room/config" <<END
scrape_configs:
  - job_name: node
    scrape_interval: 1s
    static_configs: [{ targets: [$targets] }]
END
start prometheus prometheus --config.file="$room/config" --storage.tsdb.path="$room/tsdb" \
	--web.listen-address=127.0.0.1:0
wait_for address prometheus >/dev/null
prometheus=http://$(address prometheus)
federate="curl -sfG $prometheus/federate -d match[]=node_cpu_seconds_total"
scraped() { [ "$($federate | grep -o 'instance="[^"]*"' | sort -u | wc -l)" = 3 ]; }
wait_for scraped

# --- The federation: a load that changes, so that a wrong interval would show

start load sh -c 'while :; do timeout 1.3 sh -c "while :; do :; done"; sleep 0.9; done'
timeout 60 "$build/corewall" -b -d 0.7 -n 9 --format csv --record "$room/recording" \
	--from "$federate" >"$room/csv" 2>"$room/err"
holds 'status' [ $? = 0 ]
holds 'no host is lost' [ "$(grep -c ' lost ' "$room/recording")" = 0 ]
holds 'three hosts' [ "$(grep '^H ' "$room/recording" | cut -d ' ' -f 2 | sort -u | wc -l)" = 3 ]

# "raw INSTANCE CPU MODE MILLISECONDS SECONDS" as Prometheus has stored it.
curl -sfG "$prometheus/api/v1/query" --data-urlencode 'query=node_cpu_seconds_total[1m]' |
	jq -r '.data.result[] | .metric as $m | .values[] |
		["raw", $m.instance, $m.cpu, $m.mode, (.[0] * 1000 | round), .[1]] | join(" ")' >"$room/raw"

# The cpus of each report with the last two different times of their host, by the recording: its
# first sample has no report. Rows of the two have the same order.
compare='
$1 == "raw" {
	sum[$2, $3, $5] += $6
	if ($4 == "idle" || $4 == "iowait") rest[$2, $3, $5] += $6
	next
}
$1 == "sample" { samples++; host = 0 }
$1 == "H" {
	ms = sprintf("%.0f", $4 / 1000000)
	if (ms != to[$2]) { from[$2] = to[$2]; to[$2] = ms }
	name[host++] = $2
}
/^cpu[0-9]/ && samples > 1 {
	id = substr($1, 4)
	h = name[int(id / 131072)]; cpu = id % 131072
	if (from[h] == "") want = "none"
	else {
		total = sum[h, cpu, to[h]] - sum[h, cpu, from[h]]
		want = 100 - 100 * (rest[h, cpu, to[h]] - rest[h, cpu, from[h]]) / total
	}
	print want
}'
awk "$compare" "$room/raw" "$room/recording" >"$room/want"
# The columns have names: there may be more of them.
awk -F , 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "busy") busy = i; next }
	{ print $busy == "" ? "none" : $busy }' "$room/csv" >"$room/got"
lines=$(wc -l <"$room/want")
holds 'all rows' [ "$lines" = "$(wc -l <"$room/got")" ]
paste -d ' ' "$room/got" "$room/want" >"$room/both"
holds 'values' awk '$1 == "none" || $2 == "none" { wrong += $1 != $2; next }
	{ known++; d = $1 - $2; if (d > 2 || d < -2) { print "got", $1, "not", $2; wrong++ } }
	END { exit wrong || known < 20 }' "$room/both"

# --- An exporter itself; what it said is kept

metrics="curl -sf http://$(address exporter1)/metrics | tee -a $room/answers"
timeout 60 "$build/corewall" -b -d 0.5 -n 4 --format csv --record "$room/recording" \
	--from "$metrics" >"$room/csv" 2>"$room/err"
holds 'its name' grep -q "^H $(uname -n) ok" "$room/recording"
# The last row of the last report is of two answers that follow each other.
got=$(awk -F , 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "busy") busy = i } { v = $busy }
	END { print v }' "$room/csv")
holds "a value: $got" awk -v got="$got" '
	/^# HELP node_cpu_seconds_total/ { n++ }
	/^node_cpu_seconds_total/ {
		split($1, part, "\"")
		cpu = part[2]; mode = part[4]
		sum[n] = cpu == last ? sum[n] + $2 : $2
		rest[n] = (cpu == last ? rest[n] : 0) + (mode == "idle" || mode == "iowait" ? $2 : 0)
		last = cpu
	}
	END {
		for (i = n; i > 1; i--) {
			if (sum[i] == sum[i - 1]) continue
			d = got - (100 - 100 * (rest[i] - rest[i - 1]) / (sum[i] - sum[i - 1]))
			if (d < 2 && d > -2) exit 0
		}
		exit 1
	}' "$room/answers"

echo "$passed passed, $failed failed"
[ $failed = 0 ]
