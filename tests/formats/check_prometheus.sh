#!/bin/bash
# Metrics by group on their whole way: corewall --output on a simulated machine of known loads, a
# textfile collector of node_exporter, a Prometheus that scrapes it, and queries. All on loopback,
# on ports that the kernel picks. The last line is the count; without these programs all is skipped.
set -u

for program in prometheus prometheus-node-exporter promtool; do
	command -v $program >/dev/null || { echo '0 passed, 0 failed, 7 skipped'; exit 0; }
done
. "${0%/*}/../tools/servers.sh"

# Sets value to that of the query, without its labels and time.
answers() {
	value=$(promtool query instant "http://$prometheus" "$1" 2>/dev/null |
		sed -n 's/.*=> \([^ ]*\) @.*/\1/p')
	[ -n "$value" ]
}

# expect VALUE QUERY
expect() {
	wait_for answers "$2"
	if [ "$value" = "$1" ]; then ok; else bad "$2: '$value' instead of '$1'"; fi
}

# --- What the manual recommends is at least valid

sed -n '/^groups:$/,/^\.Ed/p' doc/corewall.1 | sed -e '/^\.Ed/d' -e 's/\\-/-/g' >"$room/rules.yml"
if [ -s "$room/rules.yml" ] && promtool check rules "$room/rules.yml" >"$room/rules.log" 2>&1; then ok; else bad "the manual's rules"; fi

# --- 64 cpus, two of them hot, the others in the middle of a bucket

mkdir "$room/text"
start machine "$build/simulate" "$room/m" --cpus 64 --shape 2x1x2x1x16x1 --load hot:5,9:15
wait_for test -e "$room/m/proc/stat"
start corewall "$build/corewall" --sysroot "$room/m" -b -g node --format openmetrics \
	--output "$room/text/corewall.prom"
wait_for test -e "$room/text/corewall.prom"
if promtool check metrics <"$room/text/corewall.prom" >"$room/metrics.log" 2>&1; then
	ok
else
	bad 'promtool check metrics'
fi
start exporter prometheus-node-exporter --web.listen-address=127.0.0.1:0 \
	--collector.disable-defaults --collector.textfile \
	--collector.textfile.directory="$room/text"
wait_for address exporter >/dev/null
cat >"$room/config" <<END
scrape_configs:
  - job_name: node
    scrape_interval: 1s
    static_configs: [{ targets: ['$(address exporter)'] }]
END
start prometheus prometheus --config.file="$room/config" --storage.tsdb.path="$room/tsdb" \
	--web.listen-address=127.0.0.1:0
wait_for address prometheus >/dev/null
prometheus=$(address prometheus)

bucket=corewall_group_cpu_busy_ratio_bucket
expect 0 node_textfile_scrape_error
expect 2 'corewall_group_cpus_hot{level="node",group="package0/node0"}'
expect 64 "sum($bucket{le=\"+Inf\"})"
# 62 of 64 are up to 0.2, the others above 0.9: rank 63 is in the middle of the last bucket.
expect 0.95 "round(histogram_quantile(63 / 64, sum by (le) ($bucket)), 0.001)"
# No series is of a cpu.
expect 0 'count({cpu=~".+"}) or vector(0)'

echo "$passed passed, $failed failed"
[ $failed = 0 ]
