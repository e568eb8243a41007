#!/bin/bash
# -H over a real sshd on loopback: hosts whose sh is dash, busybox and what there is; one is killed
# and comes back, one is stopped for a while, one refuses us, one is not there. Keys, ports and
# configuration are of this test alone. The last line is the count; without sshd all is skipped.
set -u

PATH=$PATH:/usr/sbin
for program in sshd ssh ssh-keygen jq; do
	command -v $program >/dev/null || { echo '0 passed, 0 failed, 22 skipped'; exit 0; }
done
. "${0%/*}/../tools/servers.sh"
chmod 755 "$room"

# --- The hosts

[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
ssh-keygen -q -t ed25519 -N '' -f "$room/host_key"
ssh-keygen -q -t ed25519 -N '' -f "$room/key"

# Ports that nothing listens on.
port=$((20000 + $$ % 20000))
next_port() {
	port=$((port + 1))
	while (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
}

# shell NAME PROGRAM: a folder in which sh is that program
shell() {
	mkdir -p "$room/$1"
	ln -s "$(command -v "$2" || command -v sh)" "$room/$1/sh"
	[ "$2" != busybox ] || [ "$(basename "$(readlink "$room/$1/sh")")" != busybox ] ||
		for applet in grep sed; do ln -s "$(command -v busybox)" "$room/$1/$applet"; done
}

# host NAME: its sshd, whose log is NAME.log and whose process is in NAME.pid
host() {
	start "$1" "$(command -v sshd)" -D -e -f "$room/$1.conf"
	echo $! >"$room/$1.pid"
	until_true grep -q 'Server listening' "$room/$1.log"
}

# describe NAME KEYS SHELL
describe() {
	next_port
	cat >"$room/$1.conf" <<-END
		Port $port
		ListenAddress 127.0.0.1
		HostKey $room/host_key
		AuthorizedKeysFile $room/$2
		PidFile none
		StrictModes no
		UsePAM no
		PasswordAuthentication no
		KbdInteractiveAuthentication no
		SetEnv PATH=$room/$3:/usr/bin:/bin
	END
	cat >>"$room/config" <<-END
		Host $1
			HostName 127.0.0.1
			Port $port
			IdentityFile $room/key
			IdentitiesOnly yes
			UserKnownHostsFile $room/known
			StrictHostKeyChecking accept-new
			LogLevel ERROR
	END
}

shell dash dash
shell busybox busybox
describe web1 key.pub dash
describe web2 key.pub busybox
describe web3 key.pub usual
describe closed none.pub usual
for name in web1 web2 web3 closed; do host $name; done
next_port
printf 'Host away\n HostName 127.0.0.1\n Port %s\n' $port >>"$room/config"

# The user's ssh is what PATH finds.
mkdir "$room/bin"
printf '#!/bin/sh\nexec %s -F %s "$@"\n' "$(command -v ssh)" "$room/config" >"$room/bin/ssh"
chmod +x "$room/bin/ssh"
PATH=$room/bin:$PATH

# The processes that serve the host, without the one that listens.
served() { pgrep -P "$(cat "$room/$1.pid")"; }
nothing_runs() { ! served web1 && ! served web2 && ! served web3; } >/dev/null

# --- What is seen of them, from the recording

printf '# A list\nweb2, web3 # two\n\nclosed\n away\n' >"$room/list"
"$build/corewall" -d 0.5 -b --format json --record "$room/recording" -H web1 -H "@$room/list" \
	>"$room/out" 2>"$room/err" &
corewall=$!
state_of() { tac "$room/recording" 2>/dev/null | grep -m 1 "^H $1 " | cut -d ' ' -f 3,7-; }
is() { [ "$(state_of "$1")" = "$2" ]; }
is_lost() { case $(state_of "$1") in lost*) ;; *) false ;; esac; }
is_like() { state_of "$1" | grep -qE "$2"; }
said() { grep -qE "^corewall: $1" "$room/err"; }

for name in web1 web2 web3; do
	holds $name until_true is $name 'ok '
done
holds 'a refused key' until_true is_like closed '^lost .*Permission denied \(publickey\)'
holds 'nothing listens' until_true is_like away '^lost .*Connection refused'
holds 'that is said' until_true said 'away: .*Connection refused'

# All are this machine: over the same time they have the same counters, whatever their shell.
topology() {
	grep -E "^(package|die|cluster|core|node|llc) [0-9-]+ $1(-|,|$)" "$room/recording" |
		sort -u | wc -l
}
holds 'topology by dash and busybox' [ "$(topology 0)" = "$(topology 131072)" ]
holds 'cpus of all three' [ "$(grep -oE '^host web[123] .*' "$room/recording" |
	sort -u | wc -l)" = 3 ]

# Killed with its sessions; one stopped. The others go on.
second_of() { tac "$room/recording" | grep -m 1 "^H $1 " | cut -d ' ' -f 5 | sed 's/.\{9\}$//'; }
is_after() { [ "$(second_of web1)" -ge "$1" ]; }
mapfile -t stopped < <(served web3)
kill -STOP "${stopped[@]}"
began=$(second_of web1)
# shellcheck disable=SC2046
kill -KILL "$(cat "$room/web2.pid")" $(served web2)
holds 'a killed host is lost' until_true is_lost web2
host web2
holds 'a stopped host is lost' until_true is web3 'lost no answer'
holds 'others are not' is web1 'ok '
holds 'they go on for ten seconds' until_true is_after $((began + 10))
holds 'and it still is' is web3 'lost no answer'
kill -CONT "${stopped[@]}"
holds 'the stopped one is back' until_true is web3 'ok '
holds 'the killed one is back' until_true is web2 'ok '
holds 'that is said' said 'web2: answers again'

kill -TERM $corewall
wait $corewall

# --- The reports say the same: rows have the name of their host and its own ids

# any FILTER: it holds of a report; every FILTER: of all
any() { [ -n "$(jq -c "select($1) | 1" "$room/out" 2>/dev/null | head -n 1)" ]; }
every() { [ -z "$(jq -c "select($1 | not) | 1" "$room/out" 2>/dev/null | head -n 1)" ]; }
host_is='def host(n): .hosts[] | select(.name == n); def rows(n): .cpus[] | select(.host == n);'
holds 'hosts of a report' every '[.hosts[].name] == ["web1", "web2", "web3", "closed", "away"]'
holds 'all are known' any "$host_is"' [rows("web1", "web2", "web3") | .state == "ok"] | all'
holds 'a lost host is unknown' any "$host_is"'
	host("web3").state == "lost" and host("web3").reason == "no answer" and
	([rows("web3") | .busy == null] | all) and ([rows("web1") | .busy != null] | all)'
holds 'ids are those of the host' every '[.cpus[] | .cpu < 100000] | all'

# --- Nothing is left there, also when we were killed

holds 'nothing is left' until_true nothing_runs
"$build/corewall" -d 3600 -b --record "$room/recording" -H web1,web2 >"$room/out" 2>"$room/err" &
corewall=$!
until_true grep -q '^H web2 ok' "$room/recording"
kill -KILL $corewall
wait $corewall 2>/dev/null
holds 'nothing is left when we are killed' until_true nothing_runs

echo "$passed passed, $failed failed"
[ $failed = 0 ]
