#!/bin/bash
# Metrics by group on their whole way: corewall --output on a simulated machine of known loads, a
# textfile collector of node_exporter, a Prometheus that scrapes it, and queries. All on loopback,
# on ports that the kernel picks. The last line is the count; without these programs all is skipped.
set -u

build=${BUILD:-build}
passed=0 failed=0
unset COREWALL
for program in prometheus prometheus-node-exporter promtool; do
	command -v $program >/dev/null || { echo '0 passed, 0 failed, 7 skipped'; exit 0; }
done
room=$(mktemp -d) || exit 1
started=()
finish() {
	kill "${started[@]}" 2>/dev/null
	wait 2>/dev/null
	rm -rf "$room"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

ok() { passed=$((passed + 1)); }
bad() { failed=$((failed + 1)); echo "FAILED: $*"; tail -n 5 "$room"/*.log; }

# until_true COMMAND...: waits until it succeeds, up to a minute
until_true() {
	looks=0
	until "$@"; do
		looks=$((looks + 1))
		[ $looks -lt 600 ] || { bad "in vain: $*"; return 1; }
		read -r -t 0.1 <> <(:)
	done
}

# start NAME COMMAND...: in the background, its log in NAME.log
start() {
	name=$1
	shift
	"$@" >"$room/$name.log" 2>&1 </dev/null &
	started+=($!)
}

# The address on which a program says that it listens.
address() { grep -o 'Listening on.* address=[0-9.:]*' "$room/$1.log" | grep -o '127[0-9.:]*'; }

# Sets value to that of the query, without its labels and time.
answers() {
	value=$(promtool query instant "http://$prometheus" "$1" 2>/dev/null |
		sed -n 's/.*=> \([^ ]*\) @.*/\1/p')
	[ -n "$value" ]
}

# expect VALUE QUERY
expect() {
	until_true answers "$2"
	if [ "$value" = "$1" ]; then ok; else bad "$2: '$value' instead of '$1'"; fi
}

# --- What the manual recommends is at least valid

sed -n '/^groups:$/,/^\.Ed/p' doc/corewall.1 | sed -e '/^\.Ed/d' -e 's/\\-/-/g' >"$room/rules.yml"
if [ -s "$room/rules.yml" ] && promtool check rules "$room/rules.yml" >"$room/rules.log" 2>&1; then ok; else bad "the manual's rules"; fi

# --- 64 cpus, two of them hot, the others in the middle of a bucket

mkdir "$room/text"
start machine "$build/simulate" "$room/m" --cpus 64 --shape 2x1x2x1x16x1 --load hot:5,9:15
until_true test -e "$room/m/proc/stat"
start corewall "$build/corewall" --sysroot "$room/m" -b -g node --format openmetrics \
	--output "$room/text/corewall.prom"
until_true test -e "$room/text/corewall.prom"
if promtool check metrics <"$room/text/corewall.prom" >"$room/metrics.log" 2>&1; then
	ok
else
	bad 'promtool check metrics'
fi
start exporter prometheus-node-exporter --web.listen-address=127.0.0.1:0 \
	--collector.disable-defaults --collector.textfile \
	--collector.textfile.directory="$room/text"
until_true address exporter >/dev/null
cat >"$room/config" <<END
scrape_configs:
  - job_name: node
    scrape_interval: 1s
    static_configs: [{ targets: ['$(address exporter)'] }]
END
start prometheus prometheus --config.file="$room/config" --storage.tsdb.path="$room/tsdb" \
	--web.listen-address=127.0.0.1:0
until_true address prometheus >/dev/null
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
