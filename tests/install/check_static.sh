#!/bin/sh
# The static program: that it needs no file but itself, on an empty root with /proc and /dev, and
# that it draws the same there as where there is a terminfo database. Takes the build folder from
# BUILD: nothing of what is built is built again. Skips what this system cannot do.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=${BUILD:-build}

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0 skipped=0

verdict() {
	if [ "$1" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $2"
		sed 's/^/  /' "$scratch/said"
	fi
}

finish() {
	echo "$passed passed, $failed failed, $skipped skipped"
	[ $failed -eq 0 ]
	exit
}

skip() {
	skipped=$((skipped + 1))
	echo "skipped: $1"
}

echo 'int main(void) { return 0; }' >"$scratch/empty.c"
if ! "${CC:-cc}" -static -o "$scratch/empty" "$scratch/empty.c" -ltinfo 2>"$scratch/said"; then
	skip 'no static libraries to link with'
	finish
fi
old=
for file in "$build/src/main.o" "$build"/lib*.a; do
	old="$old -o $file"
done
rm -f "$build/corewall-static"
# Words are wanted.
# shellcheck disable=SC2086
make -s BUILD="$build" $old static >"$scratch/said" 2>&1
verdict $? 'make static'
readelf -d "$build/corewall-static" >"$scratch/said" 2>&1
! grep -q NEEDED "$scratch/said" && ! readelf -l "$build/corewall-static" | grep -q INTERP
verdict $? 'it asks for no library and no loader'

root=$scratch/root
mkdir -p "$root/proc" "$root/dev" "$root/saved"
cp "$build/corewall-static" "$root/corewall"

# Runs a command on the root, with this system's /proc and /dev in it.
cat >"$scratch/on_root" <<END
#!/bin/sh
mount --rbind /proc $root/proc && mount --rbind /dev $root/dev && exec chroot $root "\$@"
END
chmod +x "$scratch/on_root"
cp "$scratch/empty" "$root/empty"

# Root needs nothing more, others a user namespace, where that is allowed. Within a chroot there are
# no mounts of one's own: then without /proc and /dev.
isolated=
for way in "unshare -m $scratch/on_root" "unshare -rm $scratch/on_root" "chroot $root"; do
	if $way /empty 2>/dev/null; then
		isolated=$way
		break
	fi
done
if [ -z "$isolated" ]; then
	skip 'no rights to make a root of its own'
	finish
fi
$isolated /corewall --version >"$scratch/said" 2>&1
grep -q '^corewall [0-9]' "$scratch/said"
verdict $? 'it runs on an empty root'
if [ "$isolated" = "chroot $root" ]; then
	skip 'no rights to mount /proc there'
else
	$isolated /corewall --once >"$scratch/report" 2>"$scratch/said" &&
		grep -q usr "$scratch/report"
	verdict $? 'it reports there'
fi

# The same recording on a terminal, with a database and without: byte for byte.
"$build/simulate" --cpus 32 --record "$root/saved/recording" --samples 2 >"$scratch/said" 2>&1
verdict $? 'a machine is simulated'

# drawn TERM LOCALE: all that it writes to the terminal.
drawn() {
	TERM=$1 LC_ALL=$2 script -qec \
		"$isolated /corewall --replay /saved/recording -d 0.05 -n 1" \
		/dev/null </dev/null
}

# Drawn with the entry in $scratch/terminfo, and without, byte for byte. On a busy machine a frame may
# already tell how long the recording is, or not yet: then again.
draws_the_same() {
	for attempt in 1 2 3 4 5; do
		mkdir -p "$root/usr/share"
		cp -r "$scratch/terminfo" "$root/usr/share"
		drawn "$1" C.UTF-8 >"$scratch/with" 2>"$scratch/said"
		rm -rf "${root:?}/usr"
		cmp "$scratch/with" "$scratch/without" >"$scratch/said" 2>&1 && return
		drawn "$1" C.UTF-8 >"$scratch/without" 2>>"$scratch/said"
	done
	echo "$attempt attempts" >>"$scratch/said"
	return 1
}

for term in xterm-256color xterm screen screen-256color tmux tmux-256color linux vt100 vt220 \
	ansi rxvt-unicode-256color; do
	drawn $term C.UTF-8 >"$scratch/without" 2>"$scratch/said" && grep -q cpu "$scratch/without"
	verdict $? "$term: it draws without a database"
	entry=$(infocmp -x "$term" 2>/dev/null) || {
		skip "$term: this system has no entry to compare with"
		continue
	}
	mkdir -p "$scratch/terminfo"
	printf '%s\n' "$entry" | tic -x -o "$scratch/terminfo" - 2>"$scratch/said"
	draws_the_same $term
	verdict $? "$term: it draws the same as with one"
done

drawn xterm C >"$scratch/without" 2>"$scratch/said"
beyond_ascii=$(printf '[\200-\377]')
grep -q cpu "$scratch/without" && ! LC_ALL=C grep -q "$beyond_ascii" "$scratch/without"
verdict $? 'without a UTF-8 locale it draws in ASCII'
drawn xterm en_US.UTF-8 2>"$scratch/said" | LC_ALL=C grep -q "$beyond_ascii"
verdict $? 'a UTF-8 locale need not be installed'
drawn nosuch C.UTF-8 >"$scratch/said" 2>&1
[ $? -eq 1 ] && grep -q "'nosuch' is not known here" "$scratch/said"
verdict $? 'it says so when it does not know the terminal'

finish
