#!/bin/bash
# Read by the checks that start servers: what they start ends with them, and all that they write is in
# $room. Owns passed and failed.
build=${BUILD:-build}
passed=0 failed=0
unset COREWALL
room=$(mktemp -d) || exit 1
started=() stopped=() # processes, and those that were stopped with SIGSTOP
finish() {
	kill -CONT "${stopped[@]}" 2>/dev/null
	kill "${started[@]}" 2>/dev/null
	wait 2>/dev/null
	rm -rf "$room"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

ok() { passed=$((passed + 1)); }
bad() { failed=$((failed + 1)); echo "FAILED: $*"; tail -n 5 "$room"/*.log "$room/err" 2>/dev/null; }

# holds WHAT COMMAND...: it succeeds
holds() {
	what=$1
	shift
	if "$@"; then ok; else bad "$what"; fi
}

# until_true COMMAND...: waits until it succeeds, up to a minute
until_true() {
	last=$((SECONDS + 60))
	until "$@" 2>/dev/null; do
		[ $SECONDS -lt $last ] || return 1
		read -r -t 0.05 <> <(:)
	done
	true
}

# wait_for COMMAND...: the same of what has to come before all else
wait_for() {
	until_true "$@" || { bad "in vain: $*"; return 1; }
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
