#!/bin/sh
# Whether `corewall --format json -g LEVEL` answers each level with the sets that sysfs has: read here
# by awk, and compared by their members alone. Machines are what the simulator makes, the
# fixtures of tests/fixtures/topology, and every directory given (that holds proc/ and sys/). Also
# checked: no path is there twice, and the groups of a level share no cpu. Ends with `N passed,
# N failed`, one for each level of each machine.
#
#	BUILD=build tests/compare_sysfs.sh [DIR ...]
# shellcheck disable=SC2016  # the awk programs mean their own $
set -u

build=${BUILD:-build}
export LC_ALL=C
unset COREWALL
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if ! command -v jq >/dev/null; then
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
fi

# Prints the sets of a level, "ID ID ..." each: those of the files that hold them, cut to the cpus
# of /proc/stat. A set that lacks the cpu whose file it is in is none.
sysfs_sets='
# The first line of the file without blanks; empty when there is none.
function text_of(file,    line) {
	line = ""
	if ((getline line < file) < 0)
		line = ""
	close(file)
	gsub(/[ \t]/, "", line)
	return line
}
# Fills member[] from "0-3,7"; false when it is no such list.
function take_list(text, member,    part, end, n, i, c) {
	split("", member)
	if (text !~ /^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$/)
		return 0
	n = split(text, part, ",")
	for (i = 1; i <= n; i++) {
		if (split(part[i], end, "-") == 1)
			end[2] = end[1]
		for (c = end[1] + 0; c <= end[2] + 0; c++)
			member[c] = 1
	}
	return 1
}
# The same from "0000000f,ffffffff".
function take_mask(text, member,    digit, bit, i, k) {
	split("", member)
	gsub(/,/, "", text)
	if (text !~ /^[0-9a-fA-F]+$/)
		return 0
	for (i = 0; i < length(text); i++) {
		digit = index("0123456789abcdef", tolower(substr(text, length(text) - i, 1))) - 1
		for (k = 0; k < 4; k++) {
			if (digit % 2)
				member[4 * i + k] = 1
			digit = int(digit / 2)
		}
	}
	return 1
}
function print_set(member,    out, i) {
	out = ""
	for (i = 1; i <= cpus; i++)
		if (cpu[i] in member)
			out = out " " cpu[i]
	if (out != "" && !(out in printed))
		print substr(out, 2)
	printed[out] = 1
}
# The first of the files that holds a set.
function take_files(files, dir, member,    file, n, i) {
	n = split(files, file, " ")
	for (i = 1; i <= n; i++)
		if (file[i] ~ /_(list)$|cpulist$/ ? take_list(text_of(dir file[i]), member) : \
				take_mask(text_of(dir file[i]), member))
			return 1
	return 0
}
# Where the cpu has its last cache that holds data.
function last_cache(dir,    best, index_, level, at) {
	best = 0
	at = ""
	for (index_ = 0; index_ < 10; index_++) {
		level = text_of(dir "cache/index" index_ "/level")
		if (level + 0 > best && text_of(dir "cache/index" index_ "/type") != "Instruction") {
			best = level + 0
			at = dir "cache/index" index_ "/"
		}
	}
	return at
}
BEGIN {
	files["drawer"] = "drawer_siblings_list drawer_siblings"
	files["book"] = "book_siblings_list book_siblings"
	files["package"] = "package_cpus_list core_siblings_list package_cpus core_siblings"
	files["die"] = "die_cpus_list die_cpus"
	files["cluster"] = "cluster_cpus_list cluster_cpus"
	files["core"] = "core_cpus_list thread_siblings_list core_cpus thread_siblings"
	devices = root "/sys/devices/"
	while ((getline line < (root "/proc/stat")) > 0)
		if (line ~ /^cpu[0-9]/) {
			split(substr(line, 4), field, " ")
			cpu[++cpus] = field[1] + 0
		}
	if (level == "node") {
		for (n = split(nodes, node, " "); n > 0; n--)
			if (node[n] ~ /^node[0-9]+$/ &&
				take_files("cpulist cpumap", devices "system/node/" node[n] "/", member))
				print_set(member)
		exit
	}
	if (level == "kind") {
		for (n = split("cpu_core cpu_atom cpu_lowpower", kind, " "); n > 0; n--)
			if (take_list(text_of(devices kind[n] "/cpus"), member))
				print_set(member)
		exit
	}
	for (i = 1; i <= cpus; i++) {
		dir = devices "system/cpu/cpu" cpu[i] "/"
		if (level != "llc") {
			found = take_files(files[level], dir "topology/", member)
		} else {
			at = last_cache(dir)
			found = at != "" && take_files("shared_cpu_list shared_cpu_map", at, member)
		}
		if (found && cpu[i] in member)
			print_set(member)
	}
}'

# The same of the lists of groups; fails when a cpu is in two of them.
our_sets='
BEGIN { while ((getline line < (root "/proc/stat")) > 0) if (line ~ /^cpu[0-9]/) {
	split(substr(line, 4), field, " "); there[field[1] + 0] = 1 } }
{
	out = ""
	n = split($0, part, ",")
	for (i = 1; i <= n; i++) {
		if (split(part[i], end, "-") == 1)
			end[2] = end[1]
		for (c = end[1] + 0; c <= end[2] + 0; c++) {
			if (c in seen)
				print "twice", c
			seen[c] = 1
			if (c in there)
				out = out " " c
		}
	}
	if (out != "")
		print substr(out, 2)
}'

passed=0 failed=0
levels="package node die llc cluster core book drawer"

compare() { # NAME ROOT LEVEL
	nodes=$(cd "$2/sys/devices/system/node" 2>/dev/null && echo node[0-9]*)
	awk -v root="$2" -v level="$3" -v nodes="$nodes" "$sysfs_sets" </dev/null | sort >"$scratch/theirs"
	"$build/corewall" --sysroot "$2" --once -d 0.05 --format json -g "$3" \
		>"$scratch/json" 2>"$scratch/said"
	jq -r --arg level "$3" '.groups[] | select(.level == $level and .id != "?").cpus' \
		<"$scratch/json" | awk -v root="$2" "$our_sets" | sort >"$scratch/ours"
	twice=$(jq '[.groups[].path] | length - (unique | length)' <"$scratch/json")
	if cmp -s "$scratch/theirs" "$scratch/ours" && [ "$twice" = 0 ]; then
		passed=$((passed + 1))
		return
	fi
	failed=$((failed + 1))
	echo "$1: $3: differs (< sysfs, > corewall), $twice paths are there twice"
	diff "$scratch/theirs" "$scratch/ours" | head -20
	head -3 "$scratch/said"
}

compare_all() { # NAME ROOT
	for level in $levels; do
		compare "$1" "$2" "$level"
	done
	[ ! -e "$2/sys/devices/cpu_core/cpus" ] || compare "$1" "$2" kind
}

simulated() { # ARGS OF SIMULATE
	"$build/simulate" "$scratch/simulated" --once "$@" && compare_all "simulate $*" "$scratch/simulated"
}

# Makes the tree that a fixture describes: "PATH TEXT", a file for each id between { and }.
make_fixture='
function put(path, text,    dir) {
	dir = path
	sub(/\/[^\/]*$/, "", dir)
	if (!(dir in made))
		system("mkdir -p \"" dir "\"")
	made[dir] = 1
	print text > path
	close(path)
}
function fill(text, id) {
	gsub(/[{][}]/, id, text)
	gsub(/\\0/, "", text) # awk has no NUL
	gsub(/\\n/, "\n", text)
	gsub(/\\s/, " ", text)
	return text
}
function expand(list, id,    part, end, n, i, c, count) {
	n = split(list, part, ",")
	count = 0
	for (i = 1; i <= n; i++) {
		if (split(part[i], end, "-") == 1)
			end[2] = end[1]
		for (c = end[1] + 0; c <= end[2] + 0; c++)
			id[++count] = c
	}
	return count
}
/^== facts/ { exit }
/^#/ || NF == 0 { next }
$1 == "cpus" {
	n = expand($2, id)
	stat = "cpu 1 0 1 1 0 0 0 0 0 0"
	for (i = 1; i <= n; i++)
		stat = stat "\ncpu" id[i] " 1 0 1 1 0 0 0 0 0 0"
	put(root "/proc/stat", stat)
	next
}
{
	path = root "/sys/devices/" $1
	text = substr($0, length($1) + 2)
	if (!match($1, /[{].*[}]/)) {
		put(path, fill(text, 0))
		next
	}
	n = expand(substr($1, RSTART + 1, RLENGTH - 2), id)
	before = substr($1, 1, RSTART - 1)
	after = substr($1, RSTART + RLENGTH)
	for (i = 1; i <= n; i++)
		put(root "/sys/devices/" before id[i] after, fill(text, id[i]))
}'

simulated --cpus 7
simulated --cpus 96 --shape 2x2x1x2x3x4
simulated --cpus 768 --shape 2x1x1x24x8x2
simulated --ids 0-7,5000,9999-10010
simulated --cpus 70 --shape 1x1x5x1x7x2 --masks always
for fixture in tests/fixtures/topology/*.txt; do
	case $fixture in
	*/contradictory.txt) continue ;; # has no sets to speak of
	esac
	mkdir "$scratch/fixture"
	mkdir -p "$scratch/fixture/proc" "$scratch/fixture/sys/devices"
	awk -v root="$scratch/fixture" "$make_fixture" "$fixture"
	compare_all "$(basename "$fixture" .txt)" "$scratch/fixture"
	rm -rf "$scratch/fixture"
done
for machine; do
	compare_all "$(basename "$machine")" "$machine"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
