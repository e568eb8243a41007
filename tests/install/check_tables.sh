#!/bin/sh
# The manual page and --help against the program's own tables: options, keys, views, and the names
# that options take. Takes the build folder from BUILD.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=${BUILD:-build}
page=doc/corewall.1

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0 skipped=0

# verdict STATUS WHAT: of what was just looked at; $scratch/said tells more when it is wrong.
verdict() {
	if [ "$1" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $2"
		sed 's/^/  /' "$scratch/said"
	fi
}

"$build/dump_tables" tables >"$scratch/tables"
grep -q '^option' "$scratch/tables" && grep -q '^key' "$scratch/tables" 2>"$scratch/said"
verdict $? 'there are tables'

# Tabs part the columns of the tables.
rows() {
	awk -F '\t' -v kind="$1" -v column="$2" '$1 == kind { print $column }' "$scratch/tables"
}

"$build/dump_tables" manual | LC_ALL=C sort -u >"$scratch/items"
grep -E '^\.It (Fl|Ic) |^\.It Cm (auto|bars|meters|numbers|blocks|halves|groups|timeline|waterfall|heatmap)$' "$page" |
	LC_ALL=C sort -u >"$scratch/listed"
# Overflow policies share the name "auto" with the views; other lists have items of their own.
diff "$scratch/items" "$scratch/listed" >"$scratch/said"
verdict $? "$page has an item for each option, key and view, and for nothing else"

# Every word behind Cm, without the punctuation between.
sed -n 's/^\.\(It \)\{0,1\}Cm //p' "$page" | tr ' ' '\n' | grep -E '^[a-z]+$' |
	LC_ALL=C sort -u >"$scratch/words"
for kind in view overflow sort group theme format; do
	rows $kind 2 | grep -vxFf "$scratch/words" >"$scratch/said"
	[ ! -s "$scratch/said" ] && [ "$(rows $kind 2 | wc -l)" -gt 1 ]
	verdict $? "$page tells each $kind"
done
{
	rows option 6 | tr ' ' '\n'
	for kind in view overflow sort group theme format; do rows $kind 2; done
} | LC_ALL=C sort -u >"$scratch/names"
grep -vxFf "$scratch/names" "$scratch/words" >"$scratch/said"
[ ! -s "$scratch/said" ]
verdict $? "$page tells no name that the program does not take"

# What --help says of an option's values is all that there is; levels are only the usual ones.
for kind in view overflow sort theme format; do
	option=$(awk -F '\t' -v name=$kind '$3 == name { print $6 }' "$scratch/tables")
	rows $kind 2 | tr '\n' ' ' | sed 's/ $//' >"$scratch/said"
	[ "$option" = "$(cat "$scratch/said")" ]
	verdict $? "--$kind takes and --help tells the same, '$option'"
done

"$build/corewall" --help >"$scratch/help" 2>"$scratch/said"
verdict $? '--help ends well'
rows option 3 | while read -r name; do
	grep -qE -- "--$name( |\[|$|,)" "$scratch/help" || echo "--$name"
done >"$scratch/said"
[ ! -s "$scratch/said" ]
verdict $? '--help tells each option'
awk 'length > 80 { print; wrong = 1 } END { if (NR > 24) { print NR " lines"; wrong = 1 }
	exit wrong }' "$scratch/help" >"$scratch/said"
verdict $? '--help fits 80x24'

if command -v mandoc >/dev/null; then
	# Not its complaints that this machine lacks other pages, or a database of them.
	mandoc -T lint "$page" 2>&1 |
		grep -v -e 'outdated mandoc.db' -e 'referenced manual not found' >"$scratch/said"
	[ ! -s "$scratch/said" ]
	verdict $? "mandoc finds nothing in $page"
else
	skipped=$((skipped + 1))
fi
if command -v groff >/dev/null; then
	groff -mandoc -ww -Tutf8 "$page" 2>"$scratch/said" >"$scratch/page"
	[ ! -s "$scratch/said" ] && grep -q COREWALL "$scratch/page"
	verdict $? "groff finds nothing in $page"
else
	skipped=$((skipped + 1))
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
